import { describe, expect, it } from '@jest/globals';
import { isSignedByTwilio, parseForm } from '#lambdas/twilio/signature.ts';

/** Computed with node:crypto from the published algorithm and accepted by the vendor's helper library. */
const AUTH_TOKEN = '12345678901234567890123456789012';

const START = {
  url: 'https://pay.example.com/payments/status',
  body: 'AccountSid=AC00000000000000000000000000000000&CallSid=CA11111111111111111111111111111111&ChargeAmount=12.00&DateCreated=2026-01-15T10%3A00%3A00.123Z&PaymentConnector=Default&PaymentMethod=credit-card&Sid=PK22222222222222222222222222222222',
  signature: 'iR3nMN//hRpUyoyTKWBRR291bW4=',
};

const WITH_QUERY = {
  url: 'https://pay.example.com/payments/status?session=a%2Fb&agent=zo%C3%AB',
  body: 'AccountSid=AC00000000000000000000000000000000&CallSid=CA11111111111111111111111111111111&Capture=security-code&DateUpdated=2026-01-15T10%3A00%3A31.004Z&ErrorType=&ExpirationDate=1228&PartialResult=false&PaymentCardNumber=xxxxxxxxxxxx1111&PaymentCardType=visa&PaymentMethod=credit-card&Required=&SecurityCode=xxx&Sid=PK22222222222222222222222222222222',
  signature: 'DLE2gBHNzgV5ao/AEVQSlr0Sjgw=',
};

const isSigned = (vector: typeof START, authTokens: readonly string[] = [AUTH_TOKEN]) =>
  isSignedByTwilio(vector.signature, vector.url, parseForm(vector.body), authTokens);

describe('isSignedByTwilio', () => {
  it.each([
    ['a start callback', START],
    ['an address with a query and empty values', WITH_QUERY],
    ['the same signed with its port', { ...WITH_QUERY, signature: 'SMEdVYGTiEKnI3aVhFY5apO4lPQ=' }],
  ])('accepts %s', (_, vector) => {
    expect(isSigned(vector)).toBe(true);
  });

  it.each([
    ['a changed value', { ...START, body: START.body.replace('12.00', '99.00') }],
    ['an added parameter', { ...START, body: `${START.body}&Result=success` }],
    ['a missing parameter', { ...START, body: START.body.replace('ChargeAmount=12.00&', '') }],
    [
      'a partial result passed off as final',
      { ...WITH_QUERY, body: WITH_QUERY.body.replace('false', 'true') },
    ],
    ['another path', { ...START, url: 'https://pay.example.com/payments/other' }],
    ['another host', { ...START, url: 'https://evil.example.com/payments/status' }],
    ['another scheme', { ...START, url: 'http://pay.example.com/payments/status' }],
    ['another port', { ...START, url: 'https://pay.example.com:8443/payments/other' }],
    ['a truncated signature', { ...START, signature: START.signature.slice(0, -1) }],
    ['an empty signature', { ...START, signature: '' }],
    ['no address', { ...START, url: '' }],
  ])('refuses %s', (_, vector) => {
    expect(isSigned(vector)).toBe(false);
  });

  it('refuses a request without the header', () => {
    expect(isSignedByTwilio(undefined, START.url, parseForm(START.body), [AUTH_TOKEN])).toBe(false);
  });

  it('accepts either of two tokens while one is being replaced', () => {
    expect(isSigned(START, ['f'.repeat(32), AUTH_TOKEN])).toBe(true);
    expect(isSigned(START, [AUTH_TOKEN, 'f'.repeat(32)])).toBe(true);
  });

  it('refuses another account and no account', () => {
    expect(isSigned(START, ['f'.repeat(32)])).toBe(false);
    expect(isSigned(START, [])).toBe(false);
  });

  it('treats a parameter named like a built-in as a parameter', () => {
    const body = `${START.body}&__proto__=x&constructor=y`;
    expect(isSigned({ ...START, body })).toBe(false);
    expect(parseForm(body).get('__proto__')).toEqual(['x']);
  });
});
