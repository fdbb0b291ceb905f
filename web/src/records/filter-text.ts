import { CARD_BRANDS } from '#lambdas/contract/fields.ts';
import { guidanceRow } from '#lambdas/contract/guidance.ts';
import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import { firstSentence } from '#web/src/payment/guidance.ts';
import { brandKey } from '#web/src/payment/masks.ts';
import type { TextKey, Translate, Words } from '#web/src/words/trail-words.ts';
import { type FilterField, type PaymentFilter, WITHOUT } from './filter.ts';
import { shortSid } from './short-sid.ts';

type Options = readonly (readonly [value: string, name: TextKey])[];

/** How a payment can have ended. */
export const ENDING_OPTIONS: Options = ENDINGS.map((ending) => [ending, `ending.${ending}`]);

export const METHODS: Options = [
  ['credit-card', 'form.card'],
  ['ach-debit', 'form.bank'],
];

/** Older addresses narrow the list to a state; `declined` and `error` are the two kinds of failed. */
const STATES: Options = [
  ['active', 'state.active'],
  ['succeeded', 'state.succeeded'],
  ['declined', 'state.declined'],
  ['error', 'state.error'],
  ['failed', 'search.stateFailed'],
  ['cancelled', 'state.cancelled'],
  ['unknown', 'state.unknown'],
];

/** Older addresses ask what became of the money. */
const OUTCOMES: Options = [
  ['charged', 'outcome.charged'],
  ['saved', 'pay.saved'],
  ['notCharged', 'outcome.notCharged'],
  ['unknown', 'outcome.unknown'],
];

/** What is needed to say a filter in words. */
export interface FilterWords {
  readonly t: Translate;
  readonly words: Words;
  /** What the business calls its references and customers. */
  readonly idName: (field: 'reference' | 'customer') => string;
  /** A range of days, or of times; either end may be missing. */
  readonly range: (from: string, to: string) => string;
}

/** One thing a list is narrowed by. */
export interface FilterPart {
  /** The fields to clear when it is taken away. */
  readonly fields: readonly FilterField[];
  readonly name: string;
  readonly value: string;
}

/** Everything a list is narrowed by, in words. */
export function partsOf(filter: PaymentFilter, say: FilterWords): readonly FilterPart[] {
  const { t, idName, range } = say;
  const choice = (options: Options) => (value: string) => {
    const found = options.find(([option]) => option === value);
    return found ? t(found[1]) : value;
  };
  const orNone = (value: string) => (value === WITHOUT ? t('search.without') : value);
  const table: readonly (readonly [FilterField, string, ((value: string) => string)?])[] = [
    ['ending', t('search.ending'), choice(ENDING_OPTIONS)],
    ['state', t('list.state'), choice(STATES)],
    ['outcome', t('search.outcome'), choice(OUTCOMES)],
    ['reason', t('search.reason'), (code) => reasonText(code, say)],
    ['agent', t('list.agent'), orNone],
    ['currency', t('search.currency'), orNone],
    ['brand', t('search.brand'), (value) => brandText(value, t)],
    ['method', t('list.method'), choice(METHODS)],
    ['changedSince', t('search.changedSince'), (value) => range(value, '')],
    ['confirmation', t('search.confirmation')],
    ['reference', idName('reference')],
    ['customer', idName('customer')],
    ['lastFour', t('search.lastFour')],
    ['sid', t('search.sid'), (sid) => (sid.length > 12 ? shortSid(sid) : sid)],
  ];
  const { from, to, amountFrom, amountTo } = filter;
  return [
    { fields: ['from', 'to'] as const, name: t('search.period'), value: range(from, to) },
    {
      fields: ['amountFrom', 'amountTo'] as const,
      name: t('search.amount'),
      value: amountText(amountFrom, amountTo, t),
    },
    ...table.map(([field, name, text]) => ({
      fields: [field],
      name,
      value: filter[field] && (text ? text(filter[field]) : filter[field]),
    })),
  ].filter(({ value }) => value !== '');
}

/** A filter in words, as a printed list carries it: "Days: Nov 22, 2026 · How it ended: Declined". */
export function filterText(filter: PaymentFilter, say: FilterWords): string {
  const parts = partsOf(filter, say).map(({ name, value }) => `${name}: ${value}`);
  return parts.length > 0 ? parts.join(' · ') : say.t('access.everything');
}

function amountText(from: string, to: string, t: Translate): string {
  if (from === to) return from;
  if (from === '') return t('search.atMost', { amount: to });
  return to === '' ? t('search.atLeast', { amount: from }) : t('search.between', { from, to });
}

export function brandText(brand: string, t: Translate): string {
  const known = CARD_BRANDS.find((one) => one === brand);
  if (known) return t(brandKey(known));
  return brand === WITHOUT ? t('search.without') : brand;
}

/** "64012 The card was refused.": the code alone where there are no words for it. */
export function reasonText(code: string, { t, words }: Pick<FilterWords, 't' | 'words'>): string {
  const row = Object.hasOwn(words.codes, code) ? words.codes[code] : undefined;
  if (!row) return code;
  // One code for two things: what it is of a payment that was declined, and of any other.
  const isOfTwo = guidanceRow(code, true) !== code;
  return `${code} ${isOfTwo ? t('search.declinedOrNoResponse') : firstSentence(row.agent)}`;
}

/** The reasons a processor or Twilio has for not taking a payment, by code. */
export function reasonOptions(say: Pick<FilterWords, 't' | 'words'>): readonly (readonly [string, string])[] {
  return Object.keys(say.words.codes)
    .filter((code) => /^64[0-9]{3}$/.test(code))
    .sort()
    .map((code) => [code, reasonText(code, say)]);
}
