import type { CodeWords } from '#web/src/words/catalogue.ts';

/**
 * What to do about every `ErrorType`, `Result` and 64xxx code, and our own for a *cancel* that came too late: `agent` is read by the agent, `caller` is read aloud
 * to the caller. An empty `caller` means there is nothing to say. Never put a code or a processor's text in `caller`.
 */
export const CODES: CodeWords = {
  'input-timeout': {
    agent: 'No complete entry in time.',
    caller: "I didn't get all of it. Take your time; let's try again.",
  },
  'invalid-card-number': {
    agent: 'The number fails the card check.',
    caller: "That number didn't go through. Let's try once more, slowly.",
  },
  'invalid-card-type': {
    agent: 'This brand is not accepted here.',
    caller: "We can't take that kind of card. Do you have another one?",
  },
  'invalid-date': {
    agent: 'Not four digits, not a month, or already past.',
    caller: "That date didn't work. Four digits please: month, then year.",
  },
  'date-validation-failed': {
    agent: 'Not four digits, not a month, or already past.',
    caller: "That date didn't work. Four digits please: month, then year.",
  },
  'invalid-security-code': {
    agent: 'Wrong length for this card.',
    caller:
      "That code didn't have the right length. It's three digits on the back, four on the front of an Amex.",
  },
  'invalid-postal-code': {
    agent: 'Too short.',
    caller: 'That postal code was too short. Once more, then pound.',
  },
  'invalid-bank-routing-number': {
    agent: 'Not a valid routing number.',
    caller: "That routing number didn't check out. It's the nine digits at the bottom left of a check.",
  },
  'invalid-bank-account-number': {
    agent: 'Too few digits.',
    caller: "That account number was too short. Let's try again, then pound.",
  },
  'invalid-bank-account-type': {
    agent: 'Account type not allowed: start again with another type.',
    caller: 'One moment, I need to change the account type.',
  },
  'invalid-card-number-security-code-capture-sequence': {
    agent: 'Ask for the card number first, then the security code.',
    caller: "Let's do the card number first.",
  },
  'input-matching-failed': {
    agent: 'The two entries differ.',
    caller: "The two entries didn't match. Please key it in again.",
  },
  'session-in-progress': {
    agent: 'A payment is already open on this call.',
    caller: 'One moment please.',
  },
  'internal-error': {
    agent: 'Twilio had a fault. Ask again; if it stays, cancel and start again.',
    caller: 'Sorry, a hiccup on our side. Let me ask that again.',
  },
  'too-many-failed-attempts': {
    agent: 'Too many attempts; the payment is closed.',
    caller: "That's enough tries for now. Shall we start over?",
  },
  'payment-connector-error': {
    agent: 'The processor gave no usable answer.',
    caller: "I don't have an answer yet, so let's not pay twice. We'll check and call you.",
  },
  'caller-interrupted-with-star': {
    agent: 'The caller pressed star; the payment is closed.',
    caller: 'Star cancels it, no harm done. Shall we start over?',
  },
  'caller-hung-up': { agent: 'The caller hung up.', caller: '' },
  'validation-error': {
    agent: 'A setting of this payment was refused. Change it and start again.',
    caller: 'One moment, I need to correct the amount.',
  },
  'transaction-cancelled': {
    agent: 'The payment was cancelled.',
    caller: "I've cancelled it. Nothing was charged.",
  },
  'result-unknown': {
    agent: 'The result never arrived. Check with the processor before trying again.',
    caller: "I don't have an answer yet, so let's not pay twice. We'll check and call you.",
  },
  '20404': {
    agent: 'Twilio does not know this payment any more. Start a new one.',
    caller: "One moment, I'll start that again.",
  },
  '21220': { agent: 'The call is not in progress any more.', caller: '' },
  '64001': {
    agent: 'Payments are not set up correctly. Tell your supervisor.',
    caller: "I can't take cards right now. May we call you back?",
  },
  '64002': {
    agent: 'The payment service is unavailable. Wait a moment and check again.',
    caller: 'A short delay on our side, please hold on.',
  },
  '64003': {
    agent: 'A value of this payment needs fixing. Change it and start again.',
    caller: 'One moment, please.',
  },
  '64004': {
    agent: 'The payment connector is unknown. Tell your supervisor.',
    caller: "I can't take cards right now. May we call you back?",
  },
  '64005': {
    agent: "This processor can't save cards. Charge instead.",
    caller: 'Let me set it up another way.',
  },
  '64006': {
    agent: "This processor can't save a card in that way. Choose another kind of token.",
    caller: 'Let me set it up another way.',
  },
  '64007': {
    agent: "This processor can't charge. Save the card instead.",
    caller: 'Let me set it up another way.',
  },
  '64008': {
    agent: 'Refused by the bank or the processor.',
    caller: "Your bank didn't approve it. Do you have another card?",
  },
  '64009': {
    agent: 'The payment connector is not authorised. Tell your supervisor.',
    caller: "I can't take cards right now. May we call you back?",
  },
  '64010': {
    agent: 'The processor did not save the card.',
    caller: "Your bank didn't approve it. Do you have another card?",
  },
  '64011': {
    agent: "This processor can't take that currency. Change it and start again.",
    caller: 'Let me set it up another way.',
  },
  '64012': {
    agent: 'The card was refused.',
    caller: "Your bank didn't approve it. Do you have another card?",
  },
  '64013': {
    agent: "This processor can't take that payment method. Change it and start again.",
    caller: 'Let me set it up another way.',
  },
  '64014': {
    agent: "The account holder's name is missing. Enter it and start again.",
    caller: 'One moment, please.',
  },
  '64015': {
    agent: 'A setting of this payment needs fixing. Change it and start again.',
    caller: 'One moment, please.',
  },
  '64017': {
    agent: 'An account type was given for a card. Change it and start again.',
    caller: 'One moment, please.',
  },
  '64018': {
    agent: 'The request was not understood. Report this to support.',
    caller: 'One moment, please.',
  },
  '64019': { agent: 'Some details are still missing.', caller: 'I still need one more detail.' },
  '64020': {
    agent: 'A value of this payment needs fixing. Change it and start again.',
    caller: 'One moment, please.',
  },
  '64021': { agent: 'A payment is already open on this call.', caller: 'I still need one more moment.' },
  ALREADY_SUBMITTED: {
    agent: 'Already with the processor: nothing was cancelled. Wait for the result.',
    caller: "It's being processed already; one moment, please.",
  },
  '64022': { agent: 'Test mode: use a published test card number.', caller: '' },
  '64023': { agent: 'Test mode: use a published test bank account.', caller: '' },
  '64024': {
    agent: 'The payment connector is not approved yet. Tell your supervisor.',
    caller: "I can't take cards right now. May we call you back?",
  },
  unknown: { agent: 'Not accepted ({code}).', caller: "That didn't go through. Let's try again." },
};
