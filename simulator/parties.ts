import { HEADLESS, type Party, RINGS_ON } from './calls/party.ts';
import type { PhoneSite } from './phone/phone-site.ts';
import type { Call } from './services.ts';
import { TwimlError } from './twiml/twiml-error.ts';
import type { Noun } from './twiml/verbs.ts';
import type { Voice } from './voice/voice.ts';

/**
 * Decides whom to ring for a noun of `<Dial>`: a browser client, a phone page, or the simulator itself on a headless
 * call.
 *
 * @throws {@link TwimlError} for two browser clients: both wait for the other's addresses, so no sound could pass.
 */
export function partyForNoun(noun: Noun, root: Call, voice: Voice, phones: PhoneSite): Party | undefined {
  if (root.answer === 'headless') {
    return root.answerAs === undefined || root.answerAs === noun.target ? HEADLESS : RINGS_ON;
  }
  if (noun.kind === 'number') return phones.party(noun.target);
  if (root.from.startsWith('client:')) {
    throw new TwimlError(
      'unsupported',
      'Failed to run the TwiML: a browser client that dials another has no sound here. Dial a phone page with <Number>.',
    );
  }
  return voice.party(noun.target, root.answer === 'browser');
}

/** The party to ring for `To` of `POST Calls.json`. */
export function partyForAddress(to: string, voice: Voice, phones: PhoneSite): Party | undefined {
  return to.startsWith('client:') ? voice.party(to.slice('client:'.length), false) : phones.party(to);
}
