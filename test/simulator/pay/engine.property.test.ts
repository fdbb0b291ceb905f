import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAPTURES, fieldOf } from '#simulator/pay/captures.ts';
import { missingCaptures, type PaymentEvent, type PaymentState } from '#simulator/pay/payment-state.ts';
import { session, URL } from '#test/support/pay-engine.ts';

const TEST_CARDS = ['4111111111111111', '5555555555554444', '378282246310005', '4242424242424242'];

const keys = (digits: string): readonly PaymentEvent[] => [...digits].map((key) => ({ type: 'key', key }));
const one = (event: PaymentEvent): readonly PaymentEvent[] => [event];
const capture = fc.constantFrom(...CAPTURES);

const events = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'0123456789*#').map((key) => one({ type: 'key', key })) },
  { weight: 4, arbitrary: fc.stringMatching(/^[0-9]{1,20}#?$/).map(keys) },
  { weight: 4, arbitrary: fc.constantFrom(...TEST_CARDS, '1228', '123#', '94105#').map(keys) },
  {
    weight: 8,
    arbitrary: capture.map((name) => one({ type: 'capture', capture: name, statusCallback: URL })),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        ['payment-card-number', TEST_CARDS[0]],
        ['expiration-date', '1228'],
        ['security-code', '123'],
      )
      .map(([name, digits]) => [
        { type: 'capture', capture: name, statusCallback: URL } as PaymentEvent,
        ...keys(digits ?? ''),
      ]),
  },
  { weight: 2, arbitrary: fc.constant(one({ type: 'timer' })) },
  { weight: 2, arbitrary: fc.constant(one({ type: 'complete', statusCallback: URL })) },
  { weight: 1, arbitrary: fc.constant(one({ type: 'cancel', statusCallback: URL })) },
  { weight: 1, arbitrary: fc.constant(one({ type: 'hangup' })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<PaymentEvent>(
        { type: 'connector-response', outcome: { kind: 'approved', id: 'ch' } },
        { type: 'connector-response', outcome: { kind: 'malformed' } },
      )
      .map(one),
  },
);

const histories = fc.array(events, { maxLength: 40 }).map((parts) => parts.flat());
const changes = fc.record({
  confirmation: fc.boolean(),
  postalCode: fc.boolean(),
  securityCode: fc.boolean(),
  paymentMethod: fc.constantFrom('credit-card' as const, 'ach-debit' as const),
  requireMatching: fc.subarray(['payment-card-number', 'expiration-date', 'security-code'] as const),
});
const choices = fc.record({
  afterConnectorError: fc.constantFrom('open' as const, 'ended' as const),
  autoEndCardNumber: fc.boolean(),
  callbackProfile: fc.constantFrom('observed' as const, 'documented' as const),
  cardNumberMask: fc.constantFrom('plain' as const, 'grouped' as const),
  partialCardNumber: fc.constantFrom('hidden' as const, 'last-four' as const),
});

describe('the Pay engine', () => {
  it('never lets more than the last four digits of a card, or any of a security code, out', () => {
    fc.assert(
      fc.property(histories, changes, choices, (history, terms, settings) => {
        const it = session(terms, settings);
        for (const event of history) it.dispatch(event);
        for (const parameters of it.callbacks) {
          // In groups, the last four of a long number may stand in two.
          const number = (parameters.PaymentCardNumber ?? '').replaceAll('-', '');
          expect(number).toMatch(/^x*[0-9]{0,4}$/);
          expect(parameters.SecurityCode ?? '').toMatch(/^x*$/);
          expect(parameters.BankAccountNumber ?? '').toMatch(/^\**[0-9]{0,2}$/);
          if (parameters.PartialResult === 'true')
            expect(parameters.ExpirationDate ?? '').toMatch(/^(x*|[0-9]{4})$/);
          const carriesFull = Object.entries(parameters).filter(([, value]) =>
            TEST_CARDS.some((card) => value.includes(card.slice(0, 6)) || value.includes(card.slice(-5))),
          );
          expect(
            carriesFull.map(([name]) => name).filter((name) => !CLEAR_BY_CONTRACT.includes(name)),
          ).toEqual([]);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('is in a legal state after any history', () => {
    fc.assert(
      fc.property(histories, changes, choices, (history, terms, settings) => {
        const it = session(terms, settings);
        for (const event of history) {
          const before = it.state;
          it.dispatch(event);
          expectLegal(it.state);
          if (before.phase === 'ended') expect(it.state).toBe(before);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('ends a session exactly once, and submits only when nothing is missing', () => {
    fc.assert(
      fc.property(histories, changes, (history, terms) => {
        const it = session(terms);
        for (const event of history) it.dispatch(event);
        const results = it.callbacks.filter(({ Result }) => Result !== undefined);
        expect(results).toHaveLength(it.state.phase === 'ended' ? 1 : 0);
        if (it.state.phase === 'submitting') expect(missingCaptures(it.state)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });
});

/** Twilio sends these in clear; whatever was keyed in there comes out. */
const CLEAR_BY_CONTRACT = ['PaymentCardPostalCode', 'BankRoutingNumber'];

function expectLegal(state: PaymentState): void {
  expect(state.phase === 'capturing').toBe(state.typing !== undefined);
  if (state.cardType) expect(state.entered['payment-card-number']).toBeDefined();
  for (const field of state.matched) expect(state.entered[field]).toBeDefined();
  if (state.phase === 'submitting' || state.phase === 'confirming')
    expect(missingCaptures(state)).toEqual([]);
  if (state.phase === 'ended') expect(state).toMatchObject({ entered: {}, matched: [], typing: undefined });
  if (state.typing && !state.typing.capture.endsWith('-matcher')) {
    expect(state.entered[fieldOf(state.typing.capture)]).toBeUndefined();
  }
}
