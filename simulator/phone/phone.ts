import type { CallCentre } from '../calls/calls.ts';
import { leadOf } from '../calls/lead.ts';
import { isOver } from '../calls/leg.ts';
import { NOBODY, type Party, type RingOutcome } from '../calls/party.ts';
import type { Clock, PhoneNumberConfig } from '../services.ts';
import type { FromPhone, ToPhone } from './messages.ts';
import { createQuestions } from './questions.ts';

export interface PhoneServices {
  readonly clock: Clock;
  readonly calls: () => CallCentre;
  readonly phoneNumbers: () => readonly PhoneNumberConfig[];
}

/** One open phone page: at most one call at a time. */
export interface Phone {
  readonly number: string;
  readonly party: Party;
  isFree(): boolean;
  receive(message: FromPhone): void;
  /** The page is gone. */
  close(): void;
}

/** Connects a phone page, reached through `send`, with the calls it makes and takes. */
export function createPhone(
  number: string,
  send: (message: ToPhone) => void,
  services: PhoneServices,
): Phone {
  const { clock, calls } = services;
  const questions = createQuestions(clock);
  let callSid: string | undefined;
  let decide: ((outcome: RingOutcome) => void) | undefined;

  const party: Party = {
    ...NOBODY,
    ring({ call, offer, ringing }) {
      callSid = call.sid;
      send({ type: 'incoming', callSid, from: call.from, ...(offer === undefined ? {} : { offer }) });
      ringing();
      return new Promise((resolve) => {
        decide = resolve;
      });
    },
    changed(call, note) {
      callSid = isOver(call) ? undefined : call.sid;
      send({ type: 'state', callSid: call.sid, status: call.status, ...(note ? { note } : {}) });
      if (isOver(call)) questions.dropAll();
    },
    offer: () => questions.ask(SDP_PATIENCE_MS, (id) => send({ type: 'wantOffer', id })),
    connect: (sdp) => send({ type: 'connect', ...(sdp === undefined ? {} : { sdp }) }),
    part: () => send({ type: 'part' }),
    resume: () => send({ type: 'resume' }),
    renegotiate: (sdp) => questions.ask(SDP_PATIENCE_MS, (id) => send({ type: 'wantAnswer', id, sdp })),
    async say(text, language, voice) {
      const how = { language, ...(voice === undefined ? {} : { voice }) };
      await questions.ask(spokenMs(text), (id) => send({ type: 'say', id, text, ...how }));
    },
    async play(url) {
      await questions.ask(PLAY_PATIENCE_MS, (id) => send({ type: 'play', id, url }));
    },
    hush: () => send({ type: 'hush' }),
    queued: (place) => send({ type: 'queue', ...place }),
    inConference: (view) => send({ type: 'conference', ...view }),
  };

  function place(to: string, from = number): void {
    const called = services.phoneNumbers().find(({ phoneNumber }) => phoneNumber === to);
    const lead = called && leadOf(called);
    if (callSid || !lead) {
      send({ type: 'refused', message: callSid ? BUSY : notInService(services.phoneNumbers()) });
      return;
    }
    calls().placeIncoming({ party, from, to, lead });
  }

  return {
    number,
    party,
    isFree: () => callSid === undefined,
    receive(message) {
      switch (message.type) {
        case 'call':
          return place(message.to, message.from);
        case 'accept':
          return decide?.({ kind: 'answered', ...(message.sdp ? { sdp: message.sdp } : {}) });
        case 'reject':
          return decide?.({ kind: 'declined', status: 'busy' });
        case 'hangUp':
          return callSid ? calls().hangUp(callSid) : undefined;
        case 'key':
          return callSid ? calls().pressKey(callSid, message.key) : undefined;
        case 'sdp':
          return questions.answer(message.id, message.sdp);
        case 'heard':
          return questions.answer(message.id, undefined);
      }
    },
    close() {
      questions.dropAll();
      if (callSid) calls().hangUp(callSid);
    },
  };
}

const BUSY = 'This phone is already on a call.';

function notInService(numbers: readonly PhoneNumberConfig[]): string {
  const known = numbers.map(({ phoneNumber }) => phoneNumber).join(', ');
  return `The number you dialled is not in service.${known ? ` You can call ${known}.` : ''}`;
}

/** Gathering takes a fraction of a second, but a page may have to wait for a person to allow the microphone. */
const SDP_PATIENCE_MS = 20_000;
const PLAY_PATIENCE_MS = 120_000;

/** Longest time to speak a text, slow voices included. */
function spokenMs(text: string): number {
  return 4000 + text.length * 150;
}
