/**
 * Words for the agent by Twilio's ErrorType, Result or 64xxx code: what happened and what to do. The API's guidance
 * and the desk's English. They do not say what became of the money: that is the session's outcome.
 */
export const GUIDANCE = {
  // ErrorType: the session stays open.
  'input-timeout': 'No complete entry in time. Ask for the field again.',
  'invalid-card-number': 'The card number fails its check. Ask the caller to key it in again, slowly.',
  'invalid-card-type': 'This brand of card is not accepted here. Ask for another card.',
  'invalid-date': 'The date is not four digits, is not a valid month or has passed. Ask for it again.',
  'invalid-security-code': 'The security code has the wrong length for this card. Ask for it again.',
  'invalid-postal-code': 'The postal code is too short. Ask for it again.',
  'invalid-bank-routing-number': 'The routing number is not valid. Ask for its nine digits again.',
  'invalid-bank-account-number': 'The account number has too few digits. Ask for it again.',
  'invalid-bank-account-type': 'This type of account is not allowed. Start again with another type.',
  'invalid-card-number-security-code-capture-sequence': 'Ask for the card number before the security code.',
  'input-matching-failed': 'The two entries differ. Ask for the field again.',
  'session-in-progress': 'A payment is already open on this call. Finish or cancel it first.',
  'date-validation-failed': 'The date was not accepted. Ask for the month and year again.',
  'internal-error': 'Twilio had an error. Ask again; if it happens again, cancel and start over.',
  // Result: the session is over.
  'payment-connector-error':
    'The processor gave no clear response. Check with the processor before trying again.',
  declined: 'The processor declined the payment. Ask for another card or another way to pay.',
  'transaction-cancelled': 'The payment was cancelled.',
  'caller-interrupted-with-star':
    'The caller pressed star, which closes the payment. Start again if they want to.',
  'caller-hung-up': 'The caller hung up. You can no longer ask for details.',
  'validation-error': 'One of the settings was refused. Correct the amount or the options and start again.',
  'too-many-failed-attempts': 'There were too many failed entries, so the payment was closed. Start again.',
  'result-unknown':
    'No clear result has arrived for this payment, so it may have been charged. Check with the processor before charging again.',
  // Ours, on a submission: the session stays open.
  'earlier-unknown':
    'Nothing was submitted: an earlier payment may have been charged. Check with the processor, then cancel this one and start again.',
  // Twilio's codes.
  '20404': 'Twilio no longer knows this payment. Start a new one.',
  '21220': 'The call is no longer in progress, so nothing can be keyed in.',
  '64001': 'Payments are not set up correctly. Tell your supervisor; trying again will not help.',
  '64002': 'The payment service is not available. Wait a moment, then try again.',
  '64003': 'The amount is not valid for its currency. Correct it and start again.',
  '64004': 'Payments are not set up correctly. Tell your supervisor; trying again will not help.',
  '64005': 'The processor cannot save a card. Start again with a charge.',
  '64006': 'The processor cannot save a card this way. Choose another type and start again.',
  '64007': 'The processor cannot take a charge. Tell your supervisor.',
  '64008': 'The processor gave no usable response. Check with the processor before charging again.',
  '64009':
    'Twilio is no longer authorised to use the processor. Tell your supervisor; trying again will not help.',
  '64010':
    'The card was not saved: the processor refused, or gave no usable response. Try again, or another card.',
  '64011': 'The processor does not take this currency. Choose another and start again.',
  '64012': 'The card was refused. Try another card.',
  '64013': 'The processor does not take this payment method. Choose another and start again.',
  '64014': "The account holder's name is missing. Fill it in and start again.",
  '64015': 'The processor needs one more parameter. Fill it in and start again.',
  '64017': 'An account type belongs to bank payments only. Leave it out and start again.',
  '64018': 'The request to Twilio was incomplete. Report the request id.',
  '64019': 'A field is still missing. Ask for it, then submit again.',
  '64020': 'Twilio did not accept one of the settings. Correct it and try again.',
  '64021': 'A payment is already open on this call. Finish or cancel it first.',
  '64022': 'The connector is in test mode and this is not a test card. Use a published test number.',
  '64023': 'The connector is in test mode and this is not a test account. Use a published test number.',
  '64024': 'Twilio has not approved this connector for live payments. Tell your supervisor.',
} as const;

/** Codes for any failed charge. When the processor itself declined, more is known. */
const OF_ANY_FAILURE = ['64008', 'payment-connector-error'];

/**
 * The table row for an error.
 *
 * @param isDeclined the processor itself said no
 */
export function guidanceRow(code: string, isDeclined = false): string {
  return isDeclined && OF_ANY_FAILURE.includes(code) ? 'declined' : code;
}

/** Words for a code, with an honest fallback for an undocumented one. When the processor declines, nothing is charged. */
export function guidanceFor(code: string, isDeclined = false): string {
  const table: Readonly<Record<string, string>> = GUIDANCE;
  const row = guidanceRow(code, isDeclined);
  const sentence = Object.hasOwn(table, row)
    ? table[row]
    : 'Twilio did not accept this and gave a code we do not know. Read the record, then ask again or cancel.';
  return isDeclined ? `${sentence} The processor itself declined: nothing was charged.` : `${sentence}`;
}
