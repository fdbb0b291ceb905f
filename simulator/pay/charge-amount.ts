/**
 * Currencies by the decimals of their smallest unit (ISO 4217, list one, 2026). What the platform knows is how many it
 * rounds to, which differs.
 */
const CODES_BY_DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: [
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY',
    'COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS',
    'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR',
    'MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP',
    'STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  ].join(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Decimals of each currency, by its code in upper case. */
export const CURRENCY_DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DECIMALS).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code) => [code, Number(decimals)] as const),
  ),
);

/** Whether a code, in upper case, is a currency. */
export function isCurrency(code: string): boolean {
  return CURRENCY_DECIMALS.has(code);
}

/** Too large for the Payments API, and the largest amount for `<Pay>` (Twilio docs). */
const MILLION = 1_000_000;

/**
 * Whether a text is an amount Twilio accepts: 0 up to but not including 1,000,000, without a sign and with no more
 * decimals than the currency has (Twilio docs). Zero requests a token. `<Pay>` accepts the million, too.
 */
export function isChargeAmount(text: string, currency: string, { withMillion = false } = {}): boolean {
  const decimals = /^[0-9]{1,7}(?:\.([0-9]+))?$/.exec(text);
  if (!decimals || Number(text) > MILLION || (Number(text) === MILLION && !withMillion)) return false;
  return (decimals[1]?.length ?? 0) <= (CURRENCY_DECIMALS.get(currency) ?? 2);
}
