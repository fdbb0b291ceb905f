import type { PaySession, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { CALL_SID } from './fake-voice.ts';

export const PAY_SID = 'PK22222222222222222222222222222222';

/** What the desk says, everywhere, of a payment that may have been charged. */
export const NOT_KNOWN = 'Result not known: check with the processor before charging again';

/** A card charge of USD 12.00 that has just started; the test overrides what it checks. */
export function paySession(overrides: Partial<PaySession> = {}): PaySession {
  return {
    paySid: PAY_SID,
    callSid: CALL_SID,
    agent: 'ana',
    state: 'started',
    paymentMethod: 'credit-card',
    chargeAmount: '12.00',
    currency: 'USD',
    required: ['payment-card-number', 'expiration-date', 'security-code'],
    captured: {},
    allowed: ['capture', 'cancel'],
    version: 1,
    document: 'pay-doc',
    startedAt: '2026-11-22T14:05:00.000Z',
    updatedAt: '2026-11-22T14:05:00.000Z',
    ...overrides,
  };
}

/** What the caller keys in, as the session's typing document holds it; the test overrides what it checks. */
export function typedDigits(overrides: Partial<TypedDigits> = {}): TypedDigits {
  return {
    paySid: PAY_SID,
    field: 'payment-card-number',
    typed: 'xxxx',
    at: '2026-11-22T14:05:04.000Z',
    ...overrides,
  };
}

export const READY: Partial<PaySession> = {
  state: 'ready',
  required: [],
  captured: {
    'payment-card-number': 'xxxxxxxxxxxx1111',
    'expiration-date': '1228',
    'security-code': 'xxx',
  },
  cardType: 'visa',
  allowed: ['capture', 'complete', 'cancel'],
};
