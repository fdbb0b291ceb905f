import { describe, expect, it } from '@jest/globals';
import { holdsSecretBesideWord } from '#lambdas/masking/secret-words.ts';

describe('holdsSecretBesideWord', () => {
  it.each([
    'cvv 737',
    'CVC: 7373',
    'security code is 123',
    'the security code of the visa is 123',
    '737 is the cvv',
    'cvv 7 3 7',
    'pin 4711',
    'el código de seguridad es 123',
    'c\u200bv\u200bv ７３７',
    'cvv ➆➂➆',
    `${Buffer.from('cvv 737').toString('base64')}`,
    'cvv%20737',
    'exp 12/30',
    'expires 1230',
    'valid thru 12 / 2030',
    'vence 12/30',
    'acct 98765432104',
    'account number: 9876 5432 104',
    'routing 021000021',
    '98765432104 is the account',
    'iban DE89 3704 0044 0532 0130 00',
    'cuenta 98765432104',
  ])('finds %j', (text) => {
    expect(holdsSecretBesideWord(text)).toBe(true);
  });

  it.each([
    'security code refused',
    'expired card',
    'account closed on 2026-01-15',
    'account phone +1 202 555 0142',
    'order 737',
    'spin class 1200',
    'quote expires 2026-12-31',
    'parcel 1Z999AA10123456784',
    'charge to the account, 2 items',
    '',
  ])('lets %j pass', (text) => {
    expect(holdsSecretBesideWord(text)).toBe(false);
  });
});
