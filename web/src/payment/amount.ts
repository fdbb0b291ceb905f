import { DEFAULT_CURRENCY, type AmountProblem as ProblemOfApi, readAmount } from '#lambdas/contract/money.ts';
import { decimalsOf } from '#web/src/words/money.ts';

/** Currencies the form offers. */
export const OFFERED_CURRENCIES = ['USD', 'CAD', 'EUR', 'GBP', 'AUD', 'MXN', 'JPY', 'KWD'] as const;

export type AmountProblem = ProblemOfApi | 'blank' | 'currency' | 'unclear';

export type ParsedAmount =
  | { readonly ok: true; readonly value: string }
  | {
      readonly ok: false;
      readonly problem: AmountProblem;
      /** For `unclear`: the amounts that the text can mean. */
      readonly readings?: readonly string[];
    };

/** The separators people write: between thousands, and before the decimals. The last pair is the Arabic one. */
const CONVENTIONS = [',.', '.,', ' .', ' ,', "'.", "',", '٬٫'].map(([group = '', decimal = '']) => ({
  group,
  decimal,
}));

/**
 * Reads an amount as people write it, into the canonical form of its currency: `$1,200.00`, `1.200,00`, `1 200`,
 * `1'200.00` and `12 USD`, in the digits of any script. `language` settles which separator groups thousands. A text
 * that can still mean two amounts, such as `1,200` in a currency with three decimals, is `unclear`: nothing is guessed.
 */
export function parseAmount(text: string, currency: string, language: string): ParsedAmount {
  const bare = withoutCurrency(normal(text), currency, language);
  if (bare === '') return { ok: false, problem: 'blank' };
  if (NAMES_CURRENCY.test(bare)) return { ok: false, problem: 'currency' };
  const readings = readingsOf(bare).map((reading) => readAmount(trimmed(reading, currency), currency));
  const possible = readings.filter((read) => read.ok || read.problem !== 'leading-zero');
  const [first, second] = possible.length > 0 ? possible : readings;
  if (!first) return { ok: false, problem: 'not-a-number' };
  if (!second) return first;
  // One separator before three digits: it may group thousands, or stand before decimals.
  const grouped = readAmount(bare.replace(/[.,]/, ''), currency);
  const decimals = decimalsOf(currency);
  if (decimals === 0 || (decimals < 3 && bare.includes(groupSeparator(language)))) return grouped;
  // One that only the other convention allows is no question: it would suggest an amount nobody typed.
  const isOneLeft = possible.filter(({ ok }) => ok).length < 2;
  if (isOneLeft) return possible.find(({ ok }) => !ok) ?? first;
  return {
    ok: false,
    problem: 'unclear',
    readings: possible.flatMap((read) => (read.ok ? [read.value] : [])),
  };
}

/**
 * An amount to search for, in the form the API compares: as it is where it is plain, since its currency is not known,
 * and otherwise read like one of two decimals. What cannot be read stays as it was typed.
 */
export function amountToFind(text: string, language: string): string {
  if (/^[0-9]*(?:\.[0-9]*)?$/.test(text.trim())) return text;
  const read = parseAmount(text, DEFAULT_CURRENCY, language);
  return read.ok ? read.value : text;
}

const NAMES_CURRENCY = /^[\p{L}\p{Sc}]+\.? ?[0-9]|[0-9] ?[\p{L}\p{Sc}]+\.?$/u;

/** Digits of every script as ASCII, blanks of every kind as one space, apostrophes as one; superscripts stay foreign. */
function normal(text: string): string {
  if (/\p{No}/u.test(text)) return '?';
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(/[\p{Z}\t]+/gu, ' ')
    .replace(/[’‘`´]/g, "'")
    .trim();
}

/** Each script's digits follow one another in tens, from zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/** Leaves out the currency's own marks at either end: its code and its signs, as `US$`, `$` or `$US`. */
function withoutCurrency(text: string, currency: string, language: string): string {
  const marks = [language, 'en'].flatMap((locale) =>
    (['symbol', 'narrowSymbol'] as const).map((currencyDisplay) =>
      symbolOf(currency, locale, currencyDisplay),
    ),
  );
  const narrow = symbolOf(currency, 'en', 'narrowSymbol');
  let bare = text;
  const all = [currency, `${currency.slice(0, 2)}${narrow}`, ...marks].filter(Boolean);
  for (const mark of all.sort((a, b) => b.length - a.length)) {
    if (bare.startsWith(mark)) bare = bare.slice(mark.length).trim();
    if (bare.endsWith(mark)) bare = bare.slice(0, -mark.length).trim();
  }
  return bare;
}

function symbolOf(currency: string, locale: string, currencyDisplay: 'symbol' | 'narrowSymbol'): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }).formatToParts(
    0,
  );
  return normal(parts.find(({ type }) => type === 'currency')?.value ?? currency);
}

function groupSeparator(language: string): string {
  const parts = new Intl.NumberFormat(language).formatToParts(1_234_567);
  return normal(parts.find(({ type }) => type === 'group')?.value ?? ',') || ' ';
}

/** Every different number, with a point before its decimals, that some convention makes of the text. */
function readingsOf(text: string): readonly string[] {
  const readings = CONVENTIONS.flatMap(({ group, decimal }) => {
    const [whole = '', decimals, ...rest] = text.split(decimal);
    if (rest.length > 0 || (decimals !== undefined && !/^[0-9]+$/.test(decimals)) || !isWhole(whole, group))
      return [];
    const digits = whole.replaceAll(group, '');
    return [decimals === undefined ? digits : `${digits}.${decimals}`];
  });
  return [...new Set(readings)];
}

/** Digits without separators, or in groups of three; with India's commas the groups before the last have two. */
function isWhole(text: string, group: string): boolean {
  const shape = text.replaceAll(group, '_');
  const isIndian = group === ',' && /^[0-9]{1,2}(?:_[0-9]{2})*_[0-9]{3}$/.test(shape);
  return isIndian || /^(?:[0-9]+|[0-9]{1,3}(?:_[0-9]{3})+)$/.test(shape);
}

/** Without the zeros that a currency with decimals has no place for: `12.500` is `12.50` in USD. */
function trimmed(reading: string, currency: string): string {
  const decimals = decimalsOf(currency);
  return decimals === 0 ? reading : reading.replace(new RegExp(`(\\.[0-9]{${decimals}})0+$`), '$1');
}
