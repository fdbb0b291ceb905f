import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number that may be called, in E.164, or what speaks against it. */
export type Dialable = { readonly number: string } | 'invalid' | 'country';

/**
 * Whether a number, as a person writes it, may be called. Without a country code it is read as one of the own number's country.
 *
 * @param countries ISO codes; none means the own number's country only
 */
export function readDialable(written: string, ownNumber: string, countries: readonly string[]): Dialable {
  const own = parsePhoneNumberFromString(ownNumber)?.country;
  const parsed = parsePhoneNumberFromString(written, own);
  if (!parsed?.isValid() || parsed.ext !== undefined) return 'invalid';
  const allowed: readonly (CountryCode | string | undefined)[] = countries.length > 0 ? countries : [own];
  return allowed.includes(parsed.country) ? { number: parsed.number } : 'country';
}
