import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PayEvent } from '#simulator/pay/verb/pay-state.ts';
import { payVerb } from '#test/support/pay-verb.ts';

const keys = (digits: string): readonly PayEvent[] => [...digits].map((key) => ({ type: 'key', key }));
const one = (event: PayEvent): readonly PayEvent[] => [event];

const events = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'0123456789#').map((key) => one({ type: 'key', key })) },
  { weight: 3, arbitrary: fc.stringMatching(/^[0-9]{1,20}#?$/).map(keys) },
  {
    weight: 9,
    arbitrary: fc
      .constantFrom(
        '4111111111111111',
        '378282246310005',
        '1228',
        '94105#',
        '123',
        '1234',
        '121181976',
        '123456789#',
      )
      .map(keys),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        '4111111111111111122894105#123',
        '41111111111111111228123',
        '121181976123456789#123456789#',
      )
      .map((whole) => [...keys(whole), { type: 'prompted' } as PayEvent]),
  },
  { weight: 2, arbitrary: fc.constantFrom<PayEvent>({ type: 'timer' }, { type: 'prompted' }).map(one) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<PayEvent>({ type: 'hangup' }, { type: 'replaced' }, { type: 'key', key: '*' })
      .map(one),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<PayEvent>(
        { type: 'connector-response', outcome: { kind: 'approved', id: 'ch', parameters: { tier: 'gold' } } },
        { type: 'connector-response', outcome: { kind: 'malformed' } },
        { type: 'connector-response', outcome: { kind: 'unanswered' } },
      )
      .map(one),
  },
);
/** Chance alone seldom gets a payment through. */
const beginnings = fc.constantFrom<readonly PayEvent[]>(
  [],
  [
    ...keys('4111111111111111122894105#123'),
    { type: 'prompted' },
    { type: 'connector-response', outcome: { kind: 'approved', id: 'ch' } },
  ],
);
const histories = fc
  .tuple(beginnings, fc.array(events, { maxLength: 40 }))
  .map(([beginning, parts]) => [...beginning, ...parts.flat()]);
const documents = fc.record({
  attributes: fc
    .subarray([
      'maxAttempts="3"',
      'postalCode="false"',
      'securityCode="false"',
      'chargeAmount="5"',
      'paymentMethod="ach-debit"',
    ])
    .map((given) => given.join(' ')),
  inner: fc
    .subarray([
      '<Prompt for="bank-account-number" requireMatchingInputs="true"><Say>again</Say></Prompt>',
      '<Prompt for="security-code" cardType="amex"><Say>front</Say></Prompt>',
    ])
    .map((given) => `<Parameter name="AVSName" value="A"/>${given.join('')}`),
});
const choices = fc.record({
  holds: fc.boolean(),
  autoEndCardNumber: fc.boolean(),
  cardNumberMask: fc.constantFrom('plain' as const, 'grouped' as const),
  hangUpWhileSubmitting: fc.constantFrom('finishes' as const, 'ends' as const),
  payActionAfterRedirect: fc.constantFrom('none' as const, 'caller-hung-up' as const),
  payEmptyParameters: fc.constantFrom('four' as const, 'all' as const),
  payKeysDuringPrompt: fc.constantFrom('interrupt' as const, 'dropped' as const),
  payMismatchUsesAttempt: fc.boolean(),
  payProcessingPrompt: fc.constantFrom('finishes' as const, 'cut' as const),
  payStepStartCallback: fc.boolean(),
  payTimeoutStarts: fc.constantFrom('after-prompt' as const, 'with-prompt' as const),
  paySecurityCodeMask: fc.constantFrom('stars' as const, 'as-payments' as const),
});

const RESULTS = [
  'success',
  'too-many-failed-attempts',
  'payment-connector-error',
  'caller-interrupted-with-star',
  'caller-hung-up',
];

describe('<Pay>, whatever happens', () => {
  it('shows no more than the last four digits, ends once with a documented result, and then forgets everything', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(histories, documents, choices, (history, { attributes, inner }, settings) => {
        const run = payVerb(attributes, inner, settings);
        for (const event of history) run.dispatch(event);
        const ends = run.ends();
        for (const shown of [...run.callbacks(), ...ends.filter((end) => end !== undefined)]) {
          expect((shown.PaymentCardNumber ?? '').replaceAll('-', '')).toMatch(/^x*[0-9]{0,4}$/);
          expect(shown.SecurityCode ?? '').toMatch(/^[x*]*$/);
          expect(shown.BankAccountNumber ?? '').toMatch(/^\**[0-9]{0,2}$/);
        }
        for (const callback of run.callbacks()) expect(callback.Attempt).toMatch(/^[1-4]$/);
        expect(ends.length).toBe(run.state.isOver ? 1 : 0);
        expect(run.submitted()).toBeLessThanOrEqual(1);
        for (const end of ends) {
          if (!end) continue;
          seen.add(end.Result ?? '');
          expect(RESULTS).toContain(end.Result);
          for (const name of ['PaymentConfirmationCode', 'PaymentToken', 'PaymentError'])
            expect(typeof end[name]).toBe('string');
          if (end.Result === 'success') expect(run.submitted()).toBe(1);
        }
        const { payment } = run.state;
        if (run.state.isOver) expect([payment.entered, payment.typing]).toEqual([{}, undefined]);
        else if (!run.state.outcome && payment.phase === 'open') throw new Error('It waits for nothing.');
      }),
      { numRuns: 300 },
    );
    expect([...seen].sort()).toEqual([...RESULTS].sort());
  });
});
