import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { Payer } from './cards.ts';

/**
 * The names of the caller's values that the session's own record gives away beyond what may be stored. Short values are
 * searched only here, where there are few other values, as whole words of any text.
 */
export function givenAway(record: PaySessionRecord, payer: Payer): readonly string[] {
  const words = new Set(textsOf(record).flatMap((text) => text.split(/[^0-9A-Za-z]+/)));
  const short = {
    'security code': payer.securityCode,
    'expiration date': payer.expiry,
    'postal code': payer.postalCode,
  };
  return Object.entries(short)
    .filter(([, value]) => words.has(value))
    .map(([name]) => name);
}

/** Every text and number in it except times, SIDs and hashes, which contain digits of their own. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'number') return [];
  if (typeof value === 'string') {
    const isOurs =
      /^\d{4}-\d\d-\d\dT/.test(value) || /^[A-Z]{2}[0-9a-f]{32}$/.test(value) || /[0-9a-f-]{32,}/.test(value);
    return isOurs ? [] : [value];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
