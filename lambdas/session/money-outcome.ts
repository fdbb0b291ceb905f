import type { MoneyOutcome, PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';

/** One end that Twilio reported. */
export interface ReportedEnd {
  readonly result?: string | undefined;
  /** Twilio's 64xxx code, or another name for the failure. */
  readonly code?: string | undefined;
  /** The processor itself said no. */
  readonly declined?: boolean | undefined;
  /** A success that the connector's own words, or the amount, put in doubt. */
  readonly doubtful?: boolean | undefined;
}

/** What a session's end is judged by, besides the session itself. */
export interface Evidence {
  /** It was, or may have been, handed to the processor. */
  readonly submitted: boolean;
  /** Usually one; several when callbacks contradict each other. */
  readonly ends: readonly ReportedEnd[];
}

/** What of a session tells what its money was for. */
export type Facts = Pick<
  PaySession,
  'state' | 'chargeAmount' | 'tokenType' | 'confirmationCode' | 'paymentToken'
>;
type Row = readonly [outcome: MoneyOutcome, fits: (facts: Facts, evidence: Evidence) => boolean];

/** Twilio's own refusals: it never asked the processor. */
const REFUSED_BY_TWILIO = [
  ...['64003', '64004', '64005', '64006', '64007', '64011', '64013', '64014', '64022', '64023', '64024'],
];

/**
 * What became of the money, the first row that fits. "Nothing was charged" is a claim, so it needs proof: a missing
 * response is never a result.
 */
const TABLE: readonly Row[] = [
  // Twilio reports success, and the processor's own words do not bear it out.
  ['unknown', ({ state }, { ends }) => state === 'succeeded' && !ends.some(isClearSuccess)],
  // Twilio reports success, and a charge was asked for.
  ['charged', (facts) => facts.state === 'succeeded' && isCharge(facts)],
  // Twilio reports success, and what was asked for is a token.
  ['saved', (facts) => facts.state === 'succeeded' && isSaving(facts)],
  // Twilio reports success of something nobody here asked for.
  ['unknown', (facts) => facts.state === 'succeeded'],
  // Saving takes no money, however it ends.
  ['notCharged', isSaving],
  // The processor was asked, and gave no clear response: a "no" beside it may be a no to a repeat only.
  ['unknown', (_, { ends }) => ends.some(isFailureOfConnector)],
  // The processor itself said no.
  ['notCharged', (_, { ends }) => ends.some(({ declined }) => declined)],
  // Twilio refused before it asked the processor.
  ['notCharged', (_, { ends }) => ends.length > 0 && ends.every(isRefusalOfTwilio)],
  // Nothing goes to the processor before it is submitted.
  ['notCharged', (_, { submitted }) => !submitted],
  // It was submitted, and nothing shows what the processor did.
  ['unknown', () => true],
];

/** What became of the money of a session that is over; undefined while it is open. */
export function outcomeOf(facts: Facts, evidence: Evidence): MoneyOutcome | undefined {
  if (!isOver(facts.state)) return undefined;
  return TABLE.find(([, fits]) => fits(facts, evidence))?.[0];
}

function isCharge({ chargeAmount, confirmationCode }: Omit<Facts, 'state'>): boolean {
  return chargeAmount !== undefined || confirmationCode !== undefined;
}

/** Nothing but a card was to be saved. */
export function isSaving(facts: Omit<Facts, 'state'>): boolean {
  return !isCharge(facts) && (facts.tokenType !== undefined || facts.paymentToken !== undefined);
}

function isClearSuccess({ result, doubtful }: ReportedEnd): boolean {
  return result === 'success' && !doubtful;
}

function isFailureOfConnector(end: ReportedEnd): boolean {
  return end.result === 'payment-connector-error' && !end.declined && !isRefusalOfTwilio(end);
}

/** A setting was refused, or a code of Twilio's own says so. */
function isRefusalOfTwilio({ code = '', result }: ReportedEnd): boolean {
  return result === 'validation-error' || REFUSED_BY_TWILIO.includes(code);
}
