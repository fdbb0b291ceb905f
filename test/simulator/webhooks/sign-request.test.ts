import { describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { signForm } from '#simulator/webhooks/sign-request.ts';

const TOKEN = '12345678901234567890123456789012';
const AC = `AC${'0'.repeat(32)}`;
const CA = `CA${'1'.repeat(32)}`;
const PK = `PK${'2'.repeat(32)}`;

const START = {
  AccountSid: AC,
  CallSid: CA,
  ChargeAmount: '12.00',
  DateCreated: '2026-01-15T10:00:00.123Z',
  PaymentConnector: 'Default',
  PaymentMethod: 'credit-card',
  Sid: PK,
};
const UPDATE = {
  AccountSid: AC,
  CallSid: CA,
  Capture: 'security-code',
  DateUpdated: '2026-01-15T10:00:31.004Z',
  ErrorType: '',
  ExpirationDate: '1228',
  PartialResult: 'false',
  PaymentCardNumber: 'xxxxxxxxxxxx1111',
  PaymentCardType: 'visa',
  PaymentMethod: 'credit-card',
  Required: '',
  SecurityCode: 'xxx',
  Sid: PK,
};
const QUERY_URL = 'https://pay.example.com/payments/status?session=a%2Fb&agent=zo%C3%AB';

describe('X-Twilio-Signature', () => {
  it.each([
    ['a form', 'https://pay.example.com/payments/status', START, 'iR3nMN//hRpUyoyTKWBRR291bW4='],
    ['a query string and empty values', QUERY_URL, UPDATE, 'DLE2gBHNzgV5ao/AEVQSlr0Sjgw='],
    ['a port of its own', QUERY_URL.replace('.com/', '.com:443/'), UPDATE, 'SMEdVYGTiEKnI3aVhFY5apO4lPQ='],
  ])('of %s is the vector’s', (_, url, parameters, signature) => {
    expect(signForm(TOKEN, url, parameters)).toBe(signature);
    expect(twilio.validateRequest(TOKEN, signature, url, parameters)).toBe(true);
    expect(twilio.validateRequest(TOKEN, signature, url, { ...parameters, Sid: 'PK' })).toBe(false);
  });

  it('of a GET covers the whole address and nothing more', () => {
    const url = `https://pay.example.com/api/wait?q=1&CallSid=${CA}&QueuePosition=1`;
    expect(signForm(TOKEN, url, {})).toBe('xzB/x/j+FILeAif3KDPfShv+TX8=');
    expect(twilio.validateRequest(TOKEN, signForm(TOKEN, url, {}), url, {})).toBe(true);
  });

  it('leaves the fragment out', () => {
    const url = 'https://pay.example.com/payments/status';
    expect(signForm(TOKEN, `${url}#rc=2`, START)).toBe(signForm(TOKEN, url, START));
  });
});
