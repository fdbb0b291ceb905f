import { DECIMALS, DEFAULT_CURRENCY, fromMinorUnits, toMinorUnits } from '#lambdas/contract/money.ts';

/** Decimals of a currency: 2 for USD, 0 for JPY. An unknown currency counts as one with cents. */
export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}

/**
 * An amount as every row, button and sentence on the screen shows it: `USD 1,200.00`, in Spanish `1200,00 USD`. Always
 * with the currency's code, because `$` is the sign of many. What cannot be formatted stays as it was recorded; without
 * an amount the text is empty.
 */
export function moneyText(amount: string | undefined, currency = DEFAULT_CURRENCY, language = 'en'): string {
  if (amount === undefined) return '';
  if (toMinorUnits(amount, currency) === undefined || !/^[A-Z]{3}$/i.test(currency))
    return `${currency} ${amount}`;
  return format(amount, currency, language, 'code', decimalsOf(currency)).replaceAll('\u00a0', ' ');
}

/**
 * A sum in the currency's smallest unit as text, exactly: a month's may exceed what a number holds, so it is formatted from its
 * decimal text.
 */
export function sumText(minor: string, currency: string, language: string): string {
  const amount = fromMinorUnits(BigInt(minor), currency);
  return format(amount, currency, language, 'code', decimalsOf(currency)).replaceAll('\u00a0', ' ');
}

/** How an amount is read aloud: "12 US dollars", "12.50 US dollars". */
export function spokenMoney(amount: string, currency: string, language: string): string {
  const decimals = Number.isInteger(Number(amount)) ? 0 : decimalsOf(currency);
  return format(amount, currency, language, 'name', decimals);
}

/** Making one takes longer than all the rest of a sentence, and every state of a payment needs several. */
const formats = new Map<string, Intl.NumberFormat>();

/** The decimals are the currency's own: the platform rounds some currencies that have cents. */
function format(
  amount: string,
  currency: string,
  language: string,
  currencyDisplay: 'code' | 'name',
  decimals: number,
): string {
  const key = [currency, language, currencyDisplay, decimals].join();
  const known = formats.get(key);
  const made =
    known ??
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  if (!known) formats.set(key, made);
  // As text, because a number is not exact beyond fifteen digits.
  return made.format(amount as Intl.StringNumericLiteral);
}
