import { isOver } from '../calls/leg.ts';
import { NOBODY, type Party } from '../calls/party.ts';
import type { Call } from '../services.ts';
import { type ClientCall, reconnectToken, type VoiceServices } from './client-calls.ts';
import type { Device } from './devices.ts';
import { createLine } from './line.ts';
import { silentAnswer, withoutTelephoneEvents } from './sdp.ts';

/**
 * A browser client that calls (`device.connect`). Its offer works for one conversation: the SDK accepts no new one
 * from the server, so a second `<Dial>` on the same call has no sound.
 */
export function callingClient(
  device: Device,
  outboundId: string,
  sdp: string,
  services: VoiceServices,
): Party {
  const { calls, clientCalls, chance } = services;
  const line = createLine(outboundId, device, services);
  let callSid = '';
  let offer: string | undefined = withoutTelephoneEvents(sdp);
  let answered = false;

  const tell = (type: string, payload: Readonly<Record<string, unknown>> = {}) =>
    line.send(type, { callsid: callSid, ...payload });

  const clientCall: ClientCall = {
    identity: device.identity,
    answered: () => {},
    rejected: () => {},
    hungUp() {
      line.close();
      calls().hangUp(callSid);
    },
    resumed(next) {
      line.resumed(next);
      tell('answer', { reconnect: reconnectToken(callSid) });
    },
    dropped(gone) {
      if (answered) line.dropped(gone);
      else if (gone === device) calls().hangUp(callSid);
    },
  };

  const start = (call: Call) => {
    callSid = call.sid;
    // Until it has read `ringing`, the client names the call by its own temporary id.
    for (const id of [callSid, outboundId]) clientCalls.add(id, clientCall);
    tell('ringing');
  };

  function connect(answer: string | undefined): void {
    if (answered) return;
    answered = true;
    tell('answer', {
      sdp: answer ?? silentAnswer(sdp, (bytes) => chance.hex(bytes)),
      reconnect: reconnectToken(callSid),
    });
  }

  return {
    ...NOBODY,
    changed(call, note) {
      if (callSid === '') start(call);
      if (!isOver(call)) return;
      for (const id of [callSid, outboundId]) clientCalls.remove(id);
      const error = { code: 31000, message: note ?? 'The call failed.' };
      tell('hangup', call.status === 'failed' ? { error } : {});
      line.close();
    },
    async offer() {
      const once = offer;
      offer = undefined;
      return once;
    },
    connect,
    // Among more than two nobody has sound, and the client's call must open all the same.
    inConference: (view) => view && view.size > 2 && connect(undefined),
  };
}
