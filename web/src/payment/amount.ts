import {
  DECIMALS,
  DEFAULT_CURRENCY,
  type AmountProblem as ProblemOfApi,
  readAmount,
} from '#lambdas/contract/money.ts';

/** Currencies the form offers. */
export const OFFERED_CURRENCIES = ['USD', 'CAD', 'EUR', 'GBP', 'AUD', 'MXN', 'JPY', 'KWD'] as const;

export type AmountProblem = ProblemOfApi | 'blank' | 'comma';

export type ParsedAmount =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: AmountProblem };

/** Decimals of a currency: 2 for USD, 0 for JPY. */
export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}

/**
 * Reads an amount as typed, so that it cannot be misread: by the API's rules, and either without decimals or with all
 * the decimals of its currency. It refuses commas instead of guessing what they mean.
 */
export function parseAmount(text: string, currency: string): ParsedAmount {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'blank' };
  if (trimmed.includes(',')) return { ok: false, problem: 'comma' };
  const [, decimals] = /^[0-9]+\.([0-9]*)$/.exec(trimmed) ?? [];
  const isWhole = decimals === undefined;
  if (!isWhole && (decimals === '' || decimals.length !== decimalsOf(currency))) {
    return { ok: false, problem: 'decimals' };
  }
  return readAmount(trimmed, currency);
}

/** An amount as buttons and rows show it: `USD 12.00`, the same in every language. */
export function formatAmount(amount: string | undefined, currency: string | undefined): string {
  return amount === undefined ? '' : `${currency ?? DEFAULT_CURRENCY} ${amount}`;
}

/** How an amount is read aloud: "12 US dollars", "12.50 US dollars". */
export function spokenAmount(amount: string, currency: string, language: string): string {
  const value = Number(amount);
  const decimals = Number.isInteger(value) ? 0 : decimalsOf(currency);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'name',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}
