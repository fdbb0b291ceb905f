import { isOver } from '../calls/leg.ts';
import { type Invitation, NOBODY, type Party, type RingOutcome } from '../calls/party.ts';
import { type ClientCall, reconnectToken, type VoiceServices } from './client-calls.ts';
import type { Device } from './devices.ts';
import { createLine, type Line } from './line.ts';
import { isSameClient, silentAnswer, silentOffer, withoutTelephoneEvents } from './sdp.ts';

/**
 * A browser client that is rung. Every socket registered under the identity rings; the first to answer gets the call.
 * With `waits`, a client that registers during the ringing is rung too; otherwise, when nobody is registered, the
 * call gets no answer.
 */
export function dialledClient(identity: string, waits: boolean, services: VoiceServices): Party {
  const { devices, clientCalls, settings } = services;
  const invited = new Set<Device>();
  let callSid = '';
  let line: Line | undefined;
  let clientSdp = '';
  let stopWaiting = () => {};
  let settle: (outcome: RingOutcome) => void = () => {};

  const clientCall: ClientCall = {
    identity,
    answered(device, sdp) {
      if (line?.holds(device)) return;
      if (line) return device.send('cancel', { callsid: callSid });
      line = createLine(callSid, device, services);
      clientSdp = sdp;
      for (const other of invited) if (other !== device) other.send('cancel', { callsid: callSid });
      settle({ kind: 'answered', sdp });
    },
    rejected(device) {
      if (!invited.delete(device) || line) return;
      if (settings.rejectEnds === 'identity' || invited.size === 0)
        settle({ kind: 'declined', status: 'busy' });
    },
    hungUp(device) {
      if (!line) return clientCall.rejected(device);
      line.close();
      services.calls().hangUp(callSid);
    },
    resumed(device, sdp) {
      line?.resumed(device);
      const answer = { callsid: callSid, reconnect: reconnectToken(callSid) };
      if (isSameClient(clientSdp, sdp)) return device.send('answer', answer);
      // The page was reloaded and resumes the call with `device.connect({ connectToken })`: new media, same call.
      clientSdp = sdp;
      void services
        .calls()
        .renegotiate(callSid, sdp)
        .then((found) =>
          device.send('answer', {
            ...answer,
            sdp: found ?? silentAnswer(sdp, (bytes) => services.chance.hex(bytes)),
          }),
        );
    },
    dropped(device) {
      if (line) return line.dropped(device);
      if (settings.vanishedWhileRinging === 'rings' || !invited.delete(device)) return;
      if (invited.size === 0) settle({ kind: 'declined', status: 'no-answer' });
    },
  };

  const invite = (device: Device, invitation: Invitation) => {
    invited.add(device);
    device.send('invite', {
      callsid: callSid,
      sdp: withoutTelephoneEvents(invitation.offer ?? silentOffer((bytes) => services.chance.hex(bytes))),
      parameters: parametersOf(invitation, services.accountSid),
      reconnect: reconnectToken(callSid),
    });
    invitation.ringing();
  };

  return {
    ...NOBODY,
    ring(invitation) {
      const registered = devices.of(identity);
      if (registered.length === 0 && !waits) return NOBODY.ring(invitation);
      callSid = invitation.call.sid;
      clientCalls.add(callSid, clientCall);
      if (registered.length === 0) {
        stopWaiting = devices.onRegistered(identity, (device) => invite(device, invitation));
      }
      return new Promise((resolve) => {
        settle = resolve;
        for (const device of registered) invite(device, invitation);
      });
    },
    changed(call) {
      if (!isOver(call)) return;
      stopWaiting();
      clientCalls.remove(callSid);
      // `hangup` before the client answered is lost; `cancel` works in every state (observed).
      if (line) line.send('hangup');
      else
        for (const device of new Set([...invited, ...devices.of(identity)]))
          device.send('cancel', { callsid: callSid });
      line?.close();
    },
  };
}

function parametersOf({ call, parameters }: Invitation, accountSid: string): Record<string, string> {
  const custom = parameters.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return {
    CallSid: call.sid,
    AccountSid: accountSid,
    From: call.from,
    To: call.to,
    ApiVersion: '2010-04-01',
    ...(custom.length > 0 ? { Params: custom.join('&') } : {}),
  };
}
