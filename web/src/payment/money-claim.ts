import type { PaySession } from '#lambdas/contract/desk-api.ts';

export type MoneyClaim = 'charged' | 'saved' | 'nothing' | 'unknown';

/** Refusals that prove that no money moved. 64008 and 64010 only do with the processor's own words behind them. */
const REFUSED = ['64012', '64022', '64023', '64014', '64003', '64011', '64013', '64005', '64006', '64007'];
/** Ends that come before anything was handed to the processor, unless it was submitted already. */
const BEFORE_SUBMIT = [
  'caller-hung-up',
  'caller-interrupted-with-star',
  'transaction-cancelled',
  'validation-error',
];

/**
 * What may be said about the money when a session is over. "Nothing was charged" is a claim, so it is made only
 * where the result proves it; otherwise the honest answer is that nobody knows yet.
 */
export function moneyClaim(session: PaySession, submitted: boolean): MoneyClaim {
  if (session.state === 'succeeded') return session.chargeAmount === undefined ? 'saved' : 'charged';
  if (session.chargeAmount === undefined) return 'nothing';
  if (!submitted) return 'nothing';
  const code = session.error?.code ?? '';
  if (REFUSED.includes(code)) return 'nothing';
  if (BEFORE_SUBMIT.includes(session.result ?? '') && session.result !== 'caller-hung-up') return 'nothing';
  return session.error?.declined ? 'nothing' : 'unknown';
}
