import type { CardBrand, Finding, TrailEvent } from '#lambdas/contract/desk-api.ts';
import { guidanceRow } from '#lambdas/contract/guidance.ts';
import { fieldName } from '#web/src/payment/field-name.ts';
import { firstSentence } from '#web/src/payment/guidance.ts';
import { brandKey } from '#web/src/payment/masks.ts';
import { moneyText } from '#web/src/words/money.ts';
import type { TextKey, Words } from '#web/src/words/trail-words.ts';
import { fill } from '#web/src/words/words.ts';

type Texts = Pick<Words, 'texts'>;

/** What happened, as "Asked for: Card number". A type without its own words is shown as recorded. */
export function eventText({ type, field }: TrailEvent, words: Words): string {
  const texts: Readonly<Record<string, string>> = words.texts;
  const event = texts[`event.${type}`] ?? type;
  return field ? `${event}: ${fieldName(field, words)}` : event;
}

/** Who did it: a name, Twilio, or the system itself. */
export function whoText(by: string, { texts }: Texts): string {
  if (by === 'system') return texts['record.system'];
  return by === 'twilio' ? 'Twilio' : by;
}

/** Sentences the service writes in English. */
const OWN_REASONS: Readonly<Record<string, TextKey>> = {
  'The call has ended': 'reason.callEnded',
  'No result came for five minutes': 'reason.noResult',
  'Nothing happened for half an hour': 'reason.idle',
};

/** An event's code, its meaning first, and its details; the service's own sentences appear in the page's language. */
export function particularsOf({ type, code, declined, detail }: TrailEvent, words: Words): string {
  const { codes, errors, texts } = words;
  const known: Readonly<Record<string, string>> = errors;
  const meaning = code && (codes[guidanceRow(code, declined)]?.agent ?? known[code]);
  const details = detail && translate(type, detail, words);
  if (type === 'resolved' && isFinding(code)) return [texts[`outcome.${code}`], details].join(' · ');
  return [meaning && firstSentence(meaning), code, details].filter(Boolean).join(' · ');
}

function isFinding(code: string | undefined): code is Finding {
  return code === 'charged' || code === 'notCharged';
}

function translate(type: string, detail: string, { texts, language }: Words): string {
  const [, lastDigits, brand] = /^x*([0-9]{4}) ([a-z-]+)$/.exec(detail) ?? [];
  if (type === 'fieldAccepted' && brand) {
    return `${texts[brandKey(brand as CardBrand)] ?? brand} ${lastDigits}`;
  }
  const reason = OWN_REASONS[detail];
  if (reason && (type === 'abandoned' || type === 'cancelRequested')) return texts[reason];
  if (type !== 'started' && type !== 'adopted') return detail;
  const [, amount, currency] = /^charge (\S+) ?(\S*)$/.exec(detail) ?? [];
  if (amount)
    return fill(texts['record.charge'], { amount: moneyText(amount, currency || undefined, language) });
  return detail.startsWith('save') ? texts['record.save'] : detail;
}
