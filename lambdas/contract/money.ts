/**
 * Every currency with a smallest unit, by how many decimals that unit has (ISO 4217, list one, 2026). The platform's
 * own figure is the number of decimals it rounds to, which differs: it shows HUF or PKR without decimals.
 */
const CODES_BY_DECIMALS: readonly (readonly [decimals: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY ' +
      'COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS ' +
      'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR ' +
      'MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP ' +
      'STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** Decimals of each currency, by its code in upper case. Marked as pure, so that a handler that asks for none leaves it out. */
export const DECIMALS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ CODES_BY_DECIMALS.flatMap(([decimals, codes]) =>
    codes.split(' ').map((code) => [code, decimals] as const),
  ),
);

/** Currency of a charge when none is given (Twilio docs). */
export const DEFAULT_CURRENCY = 'USD';

export type AmountProblem = 'not-a-number' | 'decimals' | 'leading-zero' | 'too-large' | 'zero';

export type ReadAmount =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: AmountProblem };

/**
 * Reads an amount into its one canonical form, with all the decimals its currency has: `12`, `12.5` and `12.50` are
 * `12.50` in USD. ASCII digits and at most one point; signs, exponents and leading zeros are refused, never guessed
 * at. Above 0 and below 1,000,000 (Twilio docs). An unknown currency counts as one with cents.
 */
export function readAmount(text: string, currency = DEFAULT_CURRENCY): ReadAmount {
  const no = (problem: AmountProblem): ReadAmount => ({ ok: false, problem });
  const [, whole, decimals = ''] = /^([0-9]+)(?:\.([0-9]+))?$/.exec(text) ?? [];
  const exponent = decimalsOf(currency);
  if (whole === undefined) return no('not-a-number');
  if (decimals.length > exponent) return no('decimals');
  if (whole.length > 1 && whole.startsWith('0')) return no('leading-zero');
  if (whole.length > 6) return no('too-large');
  const value = fromMinorUnits(BigInt(whole + decimals.padEnd(exponent, '0')), currency);
  return /[1-9]/.test(value) ? { ok: true, value } : no('zero');
}

/**
 * The amount in its currency's smallest unit, exactly: `12`, `12.5` and `12.50` in USD give 1200n, 1250n and 1250n.
 * Undefined for a text that is not an amount in that currency.
 */
export function toMinorUnits(amount: string, currency = DEFAULT_CURRENCY): bigint | undefined {
  const [, whole, decimals = ''] = /^([0-9]{1,9})(?:\.([0-9]{1,9}))?$/.exec(amount) ?? [];
  const exponent = decimalsOf(currency);
  const counting = decimals.replace(/0+$/, '');
  if (whole === undefined || counting.length > exponent) return undefined;
  return BigInt(whole + counting.padEnd(exponent, '0'));
}

/** The other way round: 1250n in USD gives `12.50`, 500n in JPY gives `500`. */
export function fromMinorUnits(minor: bigint, currency = DEFAULT_CURRENCY): string {
  const exponent = decimalsOf(currency);
  const digits = String(minor).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Whether two texts are the same amount of a currency: `12` and `12.00` are. */
export function isSameAmount(a: string, b: string, currency?: string): boolean {
  const minor = toMinorUnits(a, currency);
  return minor !== undefined && minor === toMinorUnits(b, currency);
}

/** Whether one amount of a currency is above another; a text that is no amount is above everything. */
export function isAbove(amount: string, most: string, currency?: string): boolean {
  const [minor, limit] = [toMinorUnits(amount, currency), toMinorUnits(most, currency)];
  return minor === undefined || limit === undefined || minor > limit;
}

/**
 * Whether an amount of a currency is not below one and not above another, either of which may be absent. Those may have any
 * decimals, as whoever asks need not know the currency.
 */
export function isBetween(
  amount: string,
  least: string | undefined,
  most: string | undefined,
  currency = FINEST,
): boolean {
  const value = toMinorUnits(amount, FINEST);
  const low = toMinorUnits(least ?? amount, FINEST);
  const high = toMinorUnits(most ?? amount, FINEST);
  if (value === undefined || low === undefined || high === undefined) return false;
  return toMinorUnits(amount, currency) !== undefined && low <= value && value <= high;
}

/** No currency has more decimals than its four. */
const FINEST = 'CLF';

function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}
