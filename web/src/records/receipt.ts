import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Merchant } from '#lambdas/contract/look-settings.ts';
import { brandKey, lastDigits } from '#web/src/payment/masks.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import { outcomeOf } from '#web/src/payment/outcome.ts';
import type { Language } from '#web/src/words/catalogue.ts';
import { RECEIPT as EN } from '#web/src/words/en/receipt.ts';
import { RECEIPT as ES } from '#web/src/words/es/receipt.ts';
import { moneyText } from '#web/src/words/money.ts';
import { fill, WORDS } from '#web/src/words/words.ts';
import { PRINTED_AT } from './moment.tsx';

/** What is printed: who, what, and lines of a name and a value. Nothing of the card but its brand and last four digits. */
export interface Receipt {
  readonly merchant: Merchant;
  readonly title: string;
  readonly sale: string;
  /** Said where no real money was taken. */
  readonly practice?: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

export interface ReceiptOptions {
  readonly merchant: Merchant;
  readonly practice: boolean;
  readonly language: Language;
  /** IANA name: the receipt's times are in it, and say so. */
  readonly zone: string;
}

const TEXTS = { en: EN, es: ES };

/** Why there is no receipt; undefined when there is one. */
export function whyNoReceipt(
  session: PaySession,
  merchant: Merchant | undefined,
): 'receipt.notCharged' | 'receipt.unknown' | 'receipt.open' | 'receipt.noMerchant' | undefined {
  if (!isFinal(session)) return 'receipt.open';
  const outcome = outcomeOf(session);
  if (outcome === 'unknown') return 'receipt.unknown';
  if (outcome !== 'charged' || session.chargeAmount === undefined) return 'receipt.notCharged';
  return merchant ? undefined : 'receipt.noMerchant';
}

/**
 * A charged payment as a receipt: a telephone order's, with what the schemes ask of one. What the processor confirmed is called
 * that: an authorisation code comes only inside it, if at all. The time is the one that lists show.
 */
export function receiptOf(
  session: PaySession,
  { merchant, practice, language, zone }: ReceiptOptions,
): Receipt {
  const texts = TEXTS[language];
  const at = new Intl.DateTimeFormat(language, { ...PRINTED_AT, month: 'long', timeZone: zone });
  const lines: readonly (readonly [string, string | undefined])[] = [
    [texts.date, at.format(new Date(session.startedAt))],
    [texts.amount, moneyText(session.chargeAmount, session.currency, language)],
    [texts.paidWith, paidWith(session, language)],
    [texts.confirmation, session.confirmationCode],
    [texts.reference, session.reference],
    [texts.contact, merchant.contact],
  ];
  return {
    merchant,
    title: texts.title,
    sale: texts.sale,
    ...(practice ? { practice: texts.practice } : {}),
    lines: lines.flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  };
}

/** The same for a mail or a ticket: no mark of direction that came with a value, and each value in its own direction. */
export function receiptText({ merchant, title, sale, practice, lines }: Receipt): string {
  const head = [merchant.name, merchant.locality, '', title, sale, ...(practice ? [practice] : [])];
  return [...head.map(plain), '', ...lines.map(([name, value]) => `${name}: ${plain(value)}`)].join('\n');
}

function paidWith(session: PaySession, language: Language): string {
  const { texts } = WORDS[language];
  const isCard = session.paymentMethod === 'credit-card';
  const method = isCard
    ? texts[session.cardType ? brandKey(session.cardType) : 'form.card']
    : texts['form.bank'];
  const digits = lastDigits(session.captured[isCard ? 'payment-card-number' : 'bank-account-number']);
  return digits ? fill(TEXTS[language].ending, { method, digits }) : method;
}

const MARKS_AND_BREAKS = /[\p{Bidi_Control}\p{Cc}\p{Zl}\p{Zp}]/gu;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A value from elsewhere in a line of ours; isolated only where it would otherwise reorder the line around it. */
function plain(value: string): string {
  const own = value.replace(MARKS_AND_BREAKS, '');
  return RIGHT_TO_LEFT.test(own) ? `\u2068${own}\u2069` : own;
}
