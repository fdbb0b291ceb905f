import { TEST_CARDS } from '../../pay/test-numbers.ts';

export interface TestCard {
  readonly name: string;
  readonly number: string;
  readonly securityCode: string;
}

/** Published test cards (Twilio docs, Generic Pay Connector), and one that no processor accepts. */
export const TEST_CARD_CHOICES: readonly TestCard[] = [
  ...[...TEST_CARDS].map(([number, brand]) => ({
    name: NAMES()[brand] ?? brand,
    number,
    securityCode: brand === 'amex' ? '1234' : '123',
  })),
  { name: 'Wrong check digit', number: '4111111111111112', securityCode: '123' },
];

export const TEST_BANK = { routing: '121181976', account: '123456789' };

export const POSTAL_CODE = '94105';

/** December, two years ahead: valid for any processor. */
export function expiry(now: Date): string {
  return `12${String((now.getFullYear() + 2) % 100).padStart(2, '0')}`;
}

export const lastFour = (number: string) => number.slice(-4);

function NAMES(): Readonly<Record<string, string>> {
  return {
    visa: 'Visa',
    mastercard: 'Mastercard',
    amex: 'American Express',
    discover: 'Discover',
    'diners-club': "Diner's Club",
    jcb: 'JCB',
    unionpay: 'UnionPay',
    maestro: 'Maestro',
  };
}
