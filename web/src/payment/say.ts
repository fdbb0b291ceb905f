import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { fieldOf } from '#lambdas/contract/fields.ts';
import { DEFAULT_CURRENCY } from '#lambdas/contract/money.ts';
import type { PromptKey, Words } from '#web/src/words/catalogue.ts';
import { spokenMoney } from '#web/src/words/money.ts';
import { spell } from '#web/src/words/spoken.ts';
import { fill } from '#web/src/words/words.ts';
import { nextCapture } from './fields.ts';
import { wordsOfError } from './guidance.ts';
import { brandKey, lastDigits } from './masks.ts';
import { isFinal } from './newest.ts';
import { outcomeOf } from './outcome.ts';

export interface SayOptions {
  readonly words: Words;
  readonly sayPound: boolean;
  /** Chosen in the form, before a session exists. */
  readonly method?: PaySession['paymentMethod'] | undefined;
  /** The caller hears the last digits and confirms with a key after the submit. */
  readonly keyConfirmation?: boolean | undefined;
}

/** The one sentence for the agent to say now. Empty when there is nothing to say. */
export function nextSentence(session: PaySession | undefined, options: SayOptions): string {
  const { prompts } = options.words;
  if (!session) return options.method === 'ach-debit' ? prompts.startBank : prompts.start;
  if (isFinal(session)) return finalSentence(session, options);
  if (session.state === 'submitting') {
    return options.keyConfirmation ? prompts.keyConfirmation : prompts.submitting;
  }
  if (session.capturing) return askingSentence(session, session.capturing.field, options);
  if (session.error) return callerLine(session, options.words);
  const next = session.required.length > 0 ? nextCapture(session) : undefined;
  return next ? askingSentence(session, next, options) : submitSentence(session, options);
}

/** What to ask the caller for one field. */
export function askingSentence(session: PaySession, capture: Capture, options: SayOptions): string {
  const { prompts } = options.words;
  if (capture.endsWith('-matcher')) return prompts.matcher;
  const field: PromptKey = fieldOf(capture);
  const isAmexCode = field === 'security-code' && session.cardType === 'amex';
  return fill(isAmexCode ? prompts.securityCodeAmex : prompts[field], {
    pound: options.sayPound ? prompts.pound : '',
  });
}

/** What to tell the caller about the session's error: words only, never a code or a processor's text. */
function callerLine(session: PaySession, words: Words): string {
  const { codes } = words;
  const known = wordsOfError(session, words) ?? codes[session.result ?? ''];
  return (known ?? codes.unknown)?.caller ?? '';
}

/** A longer code takes a minute to spell out and nobody writes it down, so it stays on the screen. */
export function isSayable(code: string | undefined): code is string {
  return code !== undefined && code !== '' && code.length <= 10;
}

function submitSentence(session: PaySession, { words }: SayOptions): string {
  const { prompts, texts, language } = words;
  const last4 = lastDigits(
    session.captured['payment-card-number'] ?? session.captured['bank-account-number'],
  );
  const isCard = session.paymentMethod === 'credit-card' && last4 !== '';
  const isCharge = session.chargeAmount !== undefined;
  const key = isCharge
    ? isCard
      ? 'beforeCharge'
      : 'beforeChargePlain'
    : isCard
      ? 'beforeSave'
      : 'beforeSavePlain';
  return fill(prompts[key], {
    amount: isCharge
      ? spokenMoney(session.chargeAmount ?? '', session.currency ?? DEFAULT_CURRENCY, language)
      : '',
    brand: texts[brandKey(session.cardType)],
    last4: spell(last4),
  });
}

function finalSentence(session: PaySession, { words }: SayOptions): string {
  const { prompts, codes } = words;
  const { confirmationCode: code, state } = session;
  switch (outcomeOf(session)) {
    // Offering another card while the first may have been charged is how people pay twice.
    case 'unknown':
      return prompts.unknown;
    case 'saved':
      return prompts.saved;
    case 'charged':
      return isSayable(code) ? fill(prompts.charged, { code: spell(code) }) : prompts.chargedPlain;
    case 'notCharged': {
      if (state === 'cancelled') return `${codes['transaction-cancelled']?.caller} ${prompts.notCharged}`;
      return (wordsOfError(session, words) ?? codes[session.result ?? ''])?.caller ?? prompts.ended;
    }
  }
}
