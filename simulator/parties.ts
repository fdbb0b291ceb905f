import { IMPOSSIBLE_NUMBERS } from './calls/call-numbers.ts';
import { PHONE_NUMBER } from './calls/caller-id.ts';
import { HEADLESS, IMPOSSIBLE, type Party, RINGS_ON } from './calls/party.ts';
import type { Customers } from './phone/customers.ts';
import type { PhoneSite } from './phone/phone-site.ts';
import type { Call } from './services.ts';
import { TwimlError } from './twiml/twiml-error.ts';
import type { Noun } from './twiml/verbs.ts';
import type { Voice } from './voice/voice.ts';

/** Everybody who can be rung. */
export interface Everybody {
  readonly voice: Voice;
  readonly phones: PhoneSite;
  readonly customers: Customers;
}

/**
 * Decides whom to ring for a noun of `<Dial>`: a browser client, a phone page, a customer the simulator plays, or the
 * simulator itself on a headless call.
 *
 * @throws {@link TwimlError} for two browser clients: both wait for the other's addresses, so no sound could pass.
 */
export function partyForNoun(noun: Noun, root: Call, everybody: Everybody): Party | undefined {
  if (noun.kind === 'number' && isImpossible(noun.target)) return IMPOSSIBLE;
  if (root.answer === 'headless') {
    return root.answerAs === undefined || root.answerAs === noun.target ? HEADLESS : RINGS_ON;
  }
  if (noun.kind === 'number') return partyForAddress(noun.target, everybody);
  if (root.from.startsWith('client:')) {
    throw new TwimlError(
      'unsupported',
      'Failed to run the TwiML: a browser client that dials another has no sound here. Dial a phone page with <Number>.',
    );
  }
  return everybody.voice.party(noun.target, root.answer === 'browser');
}

/** The party to ring for `To` of `POST Calls.json`. */
export function partyForAddress(to: string, { voice, phones, customers }: Everybody): Party | undefined {
  if (to.startsWith('client:')) return voice.party(to.slice('client:'.length), false);
  return phones.party(to) ?? customers.party(to);
}

function isImpossible(number: string): boolean {
  return !PHONE_NUMBER.test(number) || IMPOSSIBLE_NUMBERS.has(number);
}
