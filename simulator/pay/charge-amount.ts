/** The ISO 4217 currencies that this machine's ICU data lists. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether a code, in upper case, is a currency. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/**
 * Whether a text is an amount Twilio accepts: 0 up to but not including 1,000,000, without a sign and with no more
 * decimals than the currency has (Twilio docs). Zero requests a token.
 */
export function isChargeAmount(text: string, currency: string): boolean {
  const decimals = /^[0-9]{1,6}(?:\.([0-9]+))?$/.exec(text);
  if (!decimals) return false;
  return (decimals[1]?.length ?? 0) <= decimalsOf(currency);
}

function decimalsOf(currency: string): number {
  if (!isCurrency(currency)) return 2;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
