import { isSameAmount } from '#lambdas/contract/money.ts';
import type { CallbackContent } from './callback.ts';

/** Twilio's "the payment gateway rejected the card". */
const CARD_REFUSED = '64012';

/** Words of a processor that do not say no: the charge may stand, or stands already. */
const DOUBTFUL =
  /duplicate|already|time.?out|timed.?out|pending|processing|in.?progress|unknown|unavailable|network|unreachable/i;

/** The processor returned an error of its own; a lost or malformed response arrives without one (Twilio docs). */
export function isDeclined({
  connectorError,
  payErrorCode,
}: Pick<CallbackContent, 'connectorError' | 'payErrorCode'>): boolean {
  if (connectorError === undefined) return payErrorCode === CARD_REFUSED;
  return !DOUBTFUL.test(connectorError);
}

/** Where a connector says how the payment stands. */
const STATUSES = ['status', 'payment_status', 'gateway_status'] as const;

/**
 * What a processor calls a payment that was taken; any other word is a doubt. Authorised counts: the bank holds the
 * amount, so a second charge would hold it twice. Accepted, received and processed do not: they may speak of the request.
 */
const WORDS_OF_SUCCESS: ReadonlySet<string> = new Set([
  ...['success', 'successful', 'succeeded', 'ok', 'approved', 'authorised', 'authorized', 'paid'],
  ...['captured', 'complete', 'completed', 'settled', 'settling', 'submitted for settlement'],
]);

/**
 * Twilio's success is not believed while the connector's own status says otherwise, or could not be kept, or when the
 * amount reported is not the one asked for.
 *
 * @param asked the amount asked for; "0" for a save
 */
export function isDoubtfulSuccess(
  { result, connector = {}, withheld = [], chargeAmount }: CallbackContent,
  asked: string | undefined,
  currency: string | undefined,
): boolean {
  if (result !== 'success') return false;
  const isOtherAmount =
    chargeAmount !== undefined && asked !== undefined && !isSameAmount(chargeAmount, asked, currency);
  return isOtherAmount || STATUSES.some((name) => withheld.includes(name) || !saysSuccess(connector[name]));
}

/** A code without a letter is no word; only the processor knows what it means. */
function saysSuccess(status: string | undefined): boolean {
  if (status === undefined || !/[a-z]/i.test(status)) return true;
  return WORDS_OF_SUCCESS.has(status.toLowerCase().replace(/[ _.-]+/g, ' '));
}
