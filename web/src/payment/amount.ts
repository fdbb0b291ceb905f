/** Decimal places of the currencies the desk offers (ISO 4217). */
export const CURRENCY_EXPONENTS: Readonly<Record<string, number>> = {
  USD: 2,
  CAD: 2,
  EUR: 2,
  GBP: 2,
  AUD: 2,
  MXN: 2,
  JPY: 0,
};

export type AmountProblem =
  | 'blank'
  | 'not-a-number'
  | 'comma'
  | 'decimals'
  | 'leading-zero'
  | 'zero'
  | 'too-large';

export type ParsedAmount =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: AmountProblem };

/**
 * Reads an amount so that it cannot be misread: ASCII digits, at most one point, either no decimals or exactly as
 * many as the currency has. Commas, signs, spaces inside, exponents and leading zeros are refused, never guessed at.
 * Twilio docs: above 0 and below 1,000,000.
 */
export function parseAmount(text: string, currency: string): ParsedAmount {
  const trimmed = text.trim();
  const exponent = CURRENCY_EXPONENTS[currency] ?? 2;
  const no = (problem: AmountProblem): ParsedAmount => ({ ok: false, problem });

  if (trimmed === '') return no('blank');
  if (trimmed.includes(',')) return no('comma');
  const match = /^([0-9]+)(?:\.([0-9]*))?$/.exec(trimmed);
  if (!match) return no('not-a-number');
  const [, whole = '', decimals] = match;
  if (decimals !== undefined && (decimals.length !== exponent || exponent === 0)) return no('decimals');
  if (whole.length > 1 && whole.startsWith('0')) return no('leading-zero');
  if (whole.length > 6) return no('too-large');

  const value = exponent === 0 ? whole : `${whole}.${decimals ?? '0'.repeat(exponent)}`;
  return /^[0.]+$/.test(value) ? no('zero') : { ok: true, value };
}

/** The amount in its smallest unit, exactly: `12.00` gives 1200, `500` (a currency without cents) gives 500. */
export function minorUnits(amount: string): number {
  return Number(amount.replace('.', ''));
}

/** The other way round: 1200 in USD gives `12.00`. */
export function inMajorUnits(minor: number, currency: string): string {
  const exponent = CURRENCY_EXPONENTS[currency] ?? 2;
  if (exponent === 0) return String(minor);
  const digits = String(minor).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** How an amount stands on buttons and in rows: `USD 12.00`, the same in every language. */
export function formatAmount(amount: string | undefined, currency: string | undefined): string {
  return amount === undefined ? '' : `${currency ?? 'USD'} ${amount}`;
}

/** How an amount is read aloud: "12 US dollars", "12.50 US dollars". */
export function spokenAmount(amount: string, currency: string, language: string): string {
  const value = Number(amount);
  const whole = Number.isInteger(value);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'name',
    ...(whole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
  }).format(value);
}
