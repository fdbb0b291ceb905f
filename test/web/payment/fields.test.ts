import { describe, expect, it } from '@jest/globals';
import { fieldToArm } from '#web/src/payment/auto-advance.ts';
import { fieldRows, mayAsk, nextCapture } from '#web/src/payment/fields.ts';
import { paySession, READY } from '../support/sessions.ts';

const states = (session: ReturnType<typeof paySession>) =>
  Object.fromEntries(fieldRows(session).map(({ capture, state }) => [capture, state]));

describe('fieldRows', () => {
  it('shows the fields in the order they are asked for, not in Twilio’s', () => {
    const session = paySession({ required: ['postal-code', 'security-code', 'payment-card-number'] });
    expect(fieldRows(session).map(({ capture }) => capture)).toEqual([
      'payment-card-number',
      'security-code',
      'postal-code',
    ]);
  });

  it('shows the field that the caller is asked for', () => {
    const asking = paySession({ capturing: { field: 'payment-card-number', typed: '' } });
    expect(states(asking)['payment-card-number']).toBe('asking');
  });

  it('shows a captured field as accepted before the payment is complete (B1)', () => {
    const session = paySession({
      required: ['expiration-date', 'security-code'],
      captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
    });
    expect(states(session)).toEqual({
      'payment-card-number': 'accepted',
      'expiration-date': 'todo',
      'security-code': 'todo',
    });
  });

  it('shows an error of a bank field just as for a card field (B16)', () => {
    const session = paySession({
      paymentMethod: 'ach-debit',
      state: 'capturing',
      required: ['bank-routing-number', 'bank-account-number'],
      error: { code: 'invalid-bank-routing-number', field: 'bank-routing-number', guidance: '' },
    });
    expect(states(session)['bank-routing-number']).toBe('error');
  });

  it('has a row for the second entry of a compared field', () => {
    const session = paySession({ required: ['payment-card-number-matcher', 'payment-card-number'] });
    expect(fieldRows(session).map(({ capture }) => capture)).toEqual([
      'payment-card-number',
      'payment-card-number-matcher',
    ]);
  });
});

describe('the next field', () => {
  it('is the one in error before any other', () => {
    const error = { code: 'invalid-date', field: 'expiration-date', guidance: '' } as const;
    expect(nextCapture(paySession({ required: ['expiration-date', 'security-code'], error }))).toBe(
      'expiration-date',
    );
  });

  it('is never the security code before the card number', () => {
    const session = paySession({ required: ['security-code', 'payment-card-number'] });
    expect(mayAsk(session, 'security-code')).toBe(false);
    expect(nextCapture(session)).toBe('payment-card-number');
  });

  it('cannot be asked for when the service does not allow it', () => {
    expect(mayAsk(paySession({ allowed: ['cancel'] }), 'payment-card-number')).toBe(false);
  });
});

describe('fieldToArm', () => {
  const typing = paySession({ version: 2, capturing: { field: 'payment-card-number', typed: 'xxxx' } });
  const accepted = paySession({
    version: 3,
    required: ['expiration-date', 'security-code'],
    captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
  });

  it('is the next missing field once one was accepted', () => {
    expect(fieldToArm(accepted, typing)).toBe('expiration-date');
  });

  it('is nothing after an error, when nothing is missing, and when nothing was being asked', () => {
    const error = { code: 'invalid-card-number', field: 'payment-card-number', guidance: '' } as const;
    expect(fieldToArm(paySession({ version: 3, error }), typing)).toBeUndefined();
    expect(fieldToArm(paySession({ ...READY, version: 3 }), typing)).toBeUndefined();
    expect(fieldToArm(accepted, paySession())).toBeUndefined();
  });
});
