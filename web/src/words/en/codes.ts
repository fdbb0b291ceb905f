import { GUIDANCE } from '#lambdas/contract/guidance.ts';
import type { CodeWords } from '#web/src/words/catalogue.ts';

/**
 * What the agent reads for every `ErrorType`, `Result` and 64xxx code: the API's own sentences and those that only the
 * desk needs. `.bank` takes the place of a code's words when the caller pays from a bank account.
 */
const AGENT = {
  ...GUIDANCE,
  unknown: 'Not accepted ({code}).',
  'declined.bank': 'The processor declined the payment. Ask for another bank account or a card.',
  '64005.bank': 'The processor cannot save a bank account. Start again with a charge.',
  '64006.bank': 'The processor cannot save a bank account this way. Choose another type and start again.',
  '64008.bank': GUIDANCE['64008'],
  '64010.bank':
    'The bank account was not saved: the processor refused it or gave no usable response. Try again, or with another account or a card.',
  '64012.bank': 'The bank account was refused. Try another account or a card.',
} as const;

/**
 * What the agent reads aloud to the caller; empty if there is nothing to say. Never a code, a processor's text or
 * what happened to the money: the prompts say that, by the session's outcome.
 */
const CALLER: Readonly<Record<keyof typeof AGENT, string>> = {
  'input-timeout': "I didn't get all of it. Take your time; let's try again.",
  'invalid-card-number': "That number didn't go through. Let's try once more, slowly.",
  'invalid-card-type': "We can't take that kind of card. Do you have another one?",
  'invalid-date': "That date didn't work. Four digits please: month, then year.",
  'date-validation-failed': "That date didn't work. Four digits please: month, then year.",
  'invalid-security-code':
    "That code didn't have the right length. It's three digits on the back, four on the front of an Amex.",
  'invalid-postal-code': 'That postal code was too short. Once more, then pound.',
  'invalid-bank-routing-number':
    "That routing number didn't check out. It's the nine digits at the bottom left of a check.",
  'invalid-bank-account-number': "That account number was too short. Let's try again, then pound.",
  'invalid-bank-account-type': 'One moment, I need to change the account type.',
  'invalid-card-number-security-code-capture-sequence': "Let's do the card number first.",
  'input-matching-failed': "The two entries didn't match. Please key it in again.",
  'session-in-progress': 'One moment please.',
  'internal-error': 'Sorry, a hiccup on our side. Let me ask that again.',
  'too-many-failed-attempts': "That's enough tries for now. Shall we start over?",
  'payment-connector-error': "I don't have an answer yet. We'll check and call you.",
  declined: "Your bank didn't approve it. Do you have another card?",
  'caller-interrupted-with-star': 'Star cancels it, no harm done. Shall we start over?',
  'caller-hung-up': '',
  'validation-error': 'One moment, I need to correct the amount.',
  'transaction-cancelled': "I've cancelled it.",
  'result-unknown': "I don't have an answer yet. We'll check and call you.",
  'earlier-unknown': 'One moment, please.',
  '20404': "One moment, I'll start that again.",
  '21220': '',
  '64001': "I can't take payments right now. May we call you back?",
  '64002': 'A short delay on our side, please hold on.',
  '64003': 'One moment, please.',
  '64004': "I can't take payments right now. May we call you back?",
  '64005': 'Let me set it up another way.',
  '64006': 'Let me set it up another way.',
  '64007': 'Let me set it up another way.',
  '64008': "That didn't go through. Do you have another card?",
  'declined.bank': "Your bank didn't approve it. Do you have another account, or a card?",
  '64005.bank': 'Let me set it up another way.',
  '64006.bank': 'Let me set it up another way.',
  '64008.bank': "That didn't go through. Do you have another account, or a card?",
  '64010.bank': "That didn't go through. Do you have another account, or a card?",
  '64012.bank': "Your bank didn't approve it. Do you have another account, or a card?",
  '64009': "I can't take payments right now. May we call you back?",
  '64010': "That didn't go through. Do you have another card?",
  '64011': 'Let me set it up another way.',
  '64012': "Your bank didn't approve it. Do you have another card?",
  '64013': 'Let me set it up another way.',
  '64014': 'One moment, please.',
  '64015': 'One moment, please.',
  '64017': 'One moment, please.',
  '64018': 'One moment, please.',
  '64019': 'I still need one more detail.',
  '64020': 'One moment, please.',
  '64021': 'I need one more moment.',
  '64022': 'One moment, please.',
  '64023': 'One moment, please.',
  '64024': "I can't take payments right now. May we call you back?",
  unknown: "That didn't go through. Let's try again.",
};

export const CODES: CodeWords = Object.fromEntries(
  Object.entries(CALLER).map(([code, caller]) => [
    code,
    { agent: AGENT[code as keyof typeof AGENT], caller },
  ]),
);
