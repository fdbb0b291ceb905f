import { CARD_LENGTHS, isCardNumber } from './card-brands.ts';
import { maskNumber } from './mask.ts';
import { readings } from './readings.ts';

/** What is known about the numbers a session's caller keyed in: their last digits, as far as Twilio shows them. */
export interface PayerEnds {
  readonly isBankAccount: boolean;
  /** The last four of each card number given. */
  readonly cards: readonly string[];
  /** The last digits of each bank account given. */
  readonly accounts: readonly string[];
  /** The last four of each routing number given. */
  readonly routings: readonly string[];
}

/** No processor we know of uses a longer or stranger reference. */
const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const SHORTEST_ACCOUNT = 5;
const ROUTING_LENGTH = 9;

/**
 * What may be kept of a processor's reference or token: all of it, or its last digits where it can be the payer's own
 * number, or nothing where it is not a reference at all. The whole value is judged. With no known number to compare
 * with, anything that could be one is masked.
 */
export function keepReference(value: string, ends: PayerEnds): string | undefined {
  if (!SHAPE.test(value)) return undefined;
  if (holdsOwnNumber(digitsOf(value), ends)) return maskNumber(value, ends.isBankAccount ? 2 : 4);
  // In encoded or reversed text, the last four cannot be identified.
  const isHidden = [...readings(value)].some((reading) => {
    const digits = digitsOf(reading);
    return holdsOwnNumber(digits, ends) || holdsOwnNumber([...digits].reverse().join(''), ends);
  });
  return isHidden ? undefined : value;
}

/** Compares digits alone: letters between them hide nothing. */
function holdsOwnNumber(digits: string, ends: PayerEnds): boolean {
  return holdsOwnCard(digits, ends) || holdsOwnAccount(digits, ends) || holdsOwnRouting(digits, ends);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function holdsOwnCard(digits: string, { cards, isBankAccount }: PayerEnds): boolean {
  if (cards.length === 0 && isBankAccount) return false;
  return digitRuns(digits, CARD_LENGTHS.least, CARD_LENGTHS.most).some(
    (run) => endsInOneOf(run, cards) && isCardNumber(run),
  );
}

function holdsOwnAccount(digits: string, { accounts, isBankAccount }: PayerEnds): boolean {
  if (accounts.length === 0 && !isBankAccount) return false;
  return digitRuns(digits, SHORTEST_ACCOUNT, SHORTEST_ACCOUNT).some((run) => endsInOneOf(run, accounts));
}

function holdsOwnRouting(digits: string, { routings }: PayerEnds): boolean {
  return (
    routings.length > 0 &&
    digitRuns(digits, ROUTING_LENGTH, ROUTING_LENGTH).some((run) => endsInOneOf(run, routings))
  );
}

/** With nothing known, anything fits. */
function endsInOneOf(run: string, ends: readonly string[]): boolean {
  return ends.length === 0 || ends.some((end) => run.endsWith(end));
}

function digitRuns(digits: string, least: number, most: number): readonly string[] {
  const runs: string[] = [];
  for (let start = 0; start + least <= digits.length; start += 1) {
    for (let end = start + least; end <= Math.min(start + most, digits.length); end += 1) {
      runs.push(digits.slice(start, end));
    }
  }
  return runs;
}
