import type { Field } from './captures.ts';
import type { CardBrand } from './card-brands.ts';
import type { PaySettings } from './pay-settings.ts';

type MaskSettings = Pick<PaySettings, 'cardNumberMask' | 'partialCardNumber' | 'securityCodeMask'>;

/** An accepted value as callbacks show it (captured, or Twilio docs). */
export function maskAccepted(
  field: Field,
  digits: string,
  settings: MaskSettings,
  cardType?: CardBrand,
): string {
  switch (field) {
    case 'payment-card-number': {
      const plain = hideBut(4, digits, 'x');
      return settings.cardNumberMask === 'plain'
        ? plain
        : group(plain, cardType === 'amex' ? [4, 6, 5] : [4]);
    }
    case 'security-code':
      return settings.securityCodeMask === 'three' ? 'xxx' : 'x'.repeat(digits.length);
    case 'bank-account-number':
      return hideBut(2, digits, '*');
    case 'expiration-date':
    case 'postal-code':
    case 'bank-routing-number':
      return digits;
  }
}

/**
 * A value still being keyed in, as callbacks show it: one sign per digit. Only the card number's is reported
 * (practitioners).
 */
export function maskPartial(field: Field, digits: string, settings: MaskSettings): string {
  if (field === 'bank-account-number') return '*'.repeat(digits.length);
  const showsLast = field === 'payment-card-number' && settings.partialCardNumber === 'last-four';
  // Past sixteen digits the ones shown before are no longer the last four.
  const shown = showsLast && digits.length <= 16 ? digits.slice(12) : '';
  return 'x'.repeat(digits.length - shown.length) + shown;
}

function hideBut(shown: number, digits: string, sign: string): string {
  const hidden = Math.max(0, digits.length - shown);
  return sign.repeat(hidden) + digits.slice(hidden);
}

function group(text: string, sizes: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0, index = 0; start < text.length; index += 1) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? text.length;
    parts.push(text.slice(start, start + size));
    start += size;
  }
  return parts.join('-');
}
