import type { Call } from '../services.ts';
import type { Dial, Noun } from '../twiml/verbs.ts';
import { WITHHELD } from './caller-address.ts';

/**
 * What a dialled leg shows as its caller, and whether Twilio allows it: towards a number it is one of the account's
 * numbers or, on an incoming call, the caller's or the called number; towards a client anything (Twilio docs; 13214).
 */
export function callerIdOf(
  { callerId }: Dial,
  noun: Noun,
  root: Call,
  isOurNumber: (number: string) => boolean,
): { readonly from: string; readonly isAllowed: boolean } {
  const from = callerId ?? WITHHELD.get(root.from) ?? root.from;
  if (noun.kind === 'client') return { from, isAllowed: true };
  const isOfThisCall =
    callerId === undefined
      ? !root.from.startsWith('client:')
      : root.direction === 'inbound' &&
        [root.from, root.to].includes(callerId) &&
        PHONE_NUMBER.test(callerId);
  // The parameter `To` of a browser's call is the browser's own choice, so it proves nothing.
  const isProven = isOfThisCall && !root.from.startsWith('client:');
  return { from, isAllowed: isProven || isOurNumber(from) };
}

/** E.164. */
export const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;
