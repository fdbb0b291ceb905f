import type { CardBrand, PaySession } from '#lambdas/contract/desk-api.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';

/** The clear digits at the end of a masked number: `xxxxxxxxxxxx1111` gives `1111`, in any form of mask. */
export function lastDigits(masked: string | undefined): string {
  return /([0-9]{2,4})$/.exec(masked?.replace(/[\s-]/g, '') ?? '')?.[1] ?? '';
}

export function brandKey(brand: CardBrand | undefined): TextKey {
  return brand ? `brand.${brand}` : 'brand.unknown';
}

/**
 * What a row shows of an accepted field: last digits, a date as `12/28`, a postal code, or nothing when only a run of
 * `x` is known. A routing number that arrives in full is cut to its last four digits before it is shown.
 */
export function shownValue(
  session: Pick<PaySession, 'captured'>,
  capture: keyof PaySession['captured'],
): { readonly kind: 'ending' | 'clear' | 'entered'; readonly text: string } {
  const value = session.captured[capture] ?? '';
  if (/number/.test(capture)) {
    const digits = lastDigits(value);
    return digits ? { kind: 'ending', text: digits } : { kind: 'entered', text: '' };
  }
  const isHidden = /^x*$/i.test(value) || capture.startsWith('security-code');
  if (isHidden) return { kind: 'entered', text: '' };
  const isDate = capture.startsWith('expiration-date') && /^[0-9]{4}$/.test(value);
  return { kind: 'clear', text: isDate ? `${value.slice(0, 2)}/${value.slice(2)}` : value };
}
