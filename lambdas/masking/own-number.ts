import { CARD_LENGTHS, isCardInsideRun, isCardNumber } from './card-brands.ts';

/** What is known about the numbers a session's caller keyed in: their last digits, as far as Twilio shows them. */
export interface PayerEnds {
  readonly isBankAccount: boolean;
  /** The last four of each card number given. */
  readonly cards: readonly string[];
  /** Each bank account given, masked or only its last digits; a mask tells the length as well. */
  readonly accounts: readonly string[];
  /** The last four of each routing number given. */
  readonly routings: readonly string[];
}

const SHORTEST_ACCOUNT = 5;
const ROUTING_LENGTH = 9;

/** True for digits that hold one of the payer's numbers, whatever stands before and after. */
export function holdsOwnNumber(digits: string, ends: PayerEnds): boolean {
  return holdsOwnCard(digits, ends) || holdsOwnAccount(digits, ends) || holdsOwnRouting(digits, ends);
}

/** True for digits that hold a card's number. */
export function holdsOwnCard(digits: string, { cards, isBankAccount }: PayerEnds): boolean {
  if (cards.length === 0 && isBankAccount) return false;
  return digitRuns(digits, CARD_LENGTHS.least, CARD_LENGTHS.most).some(
    (run) => endsInOneOf(run, cards) && isCardNumber(run),
  );
}

/** True for digits that hold all of a card's number but its last digit, which the mask says. */
export function holdsOwnCardButOne(digits: string, { cards }: PayerEnds): boolean {
  return digitRuns(digits, CARD_LENGTHS.least - 1, CARD_LENGTHS.most - 1).some((run) =>
    cards.some((end) => completions(run, end, [3]).some(isCardInsideRun)),
  );
}

/** How many of the last four digits a number may have: all, or fewer, and the mask beside it says the rest. */
const HAD = [0, 1, 2, 3, 4];

/**
 * True for digits that are one of the payer's numbers by themselves, whole or short of what Twilio shows of it. Not
 * within longer digits: one long number in three holds what could be a card short of its last four.
 */
export function isOwnNumber(digits: string, { cards, accounts, routings }: PayerEnds, had = HAD): boolean {
  return (
    cards.some((end) => completions(digits, end, had).some(isCardInsideRun)) ||
    routings.some((end) => completions(digits, end, had).some(isRoutingNumber)) ||
    // Nothing checks an account number: its length has to agree, and a digit of its end.
    accounts.some((mask) =>
      completions(digits, mask.slice(-2), [1, 2]).some(({ length }) => length === mask.length),
    )
  );
}

/** The digits with what they lack of an end, for each count of its digits that they may have. */
function completions(digits: string, end: string, had: readonly number[]): readonly string[] {
  return had
    .filter((count) => digits.endsWith(end.slice(0, count)))
    .map((count) => digits + end.slice(count));
}

function holdsOwnAccount(digits: string, { accounts, isBankAccount }: PayerEnds): boolean {
  if (accounts.length === 0 && !isBankAccount) return false;
  const ends = accounts.map((mask) => mask.slice(-2));
  return digitRuns(digits, SHORTEST_ACCOUNT, SHORTEST_ACCOUNT).some((run) => endsInOneOf(run, ends));
}

function holdsOwnRouting(digits: string, { routings }: PayerEnds): boolean {
  return (
    routings.length > 0 &&
    digitRuns(digits, ROUTING_LENGTH, ROUTING_LENGTH).some((run) => endsInOneOf(run, routings))
  );
}

/** Nine digits of which the last checks the others (American Bankers Association). */
function isRoutingNumber(digits: string): boolean {
  if (digits.length !== ROUTING_LENGTH) return false;
  return (
    [...digits].reduce((sum, digit, place) => sum + Number(digit) * ([3, 7, 1][place % 3] ?? 0), 0) % 10 === 0
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
