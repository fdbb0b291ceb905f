import { describe, expect, it } from '@jest/globals';
import { GUIDANCE, guidanceFor } from '#lambdas/contract/guidance.ts';
import type { CallbackContent } from '#lambdas/session/callback.ts';
import { reduceBefore, reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent, TrailDraft } from '#lambdas/session/trail-event.ts';
import { withNext } from '#lambdas/session/with-next.ts';

const STARTED: TrailDraft = {
  type: 'started',
  by: 'ana',
  facts: {
    callSid: 'CA1',
    agent: 'ana',
    chargeAmount: '12.00',
    currency: 'EUR',
    expects: ['payment-card-number', 'expiration-date', 'security-code'],
  },
};

const reduce = (...drafts: readonly TrailDraft[]) => reduceSession(record([STARTED, ...drafts])).session;
const ask = (capture: 'payment-card-number' | 'expiration-date'): TrailDraft => ({
  type: 'captureRequested',
  capture,
  by: 'ana',
});
const callback = (second: number, content: Partial<CallbackContent>): TrailDraft => ({
  type: 'callback',
  by: 'twilio',
  callback: { time: `2026-01-15T10:00:${String(second).padStart(2, '0')}.000Z`, given: [], ...content },
});
const CARD_ACCEPTED: Partial<CallbackContent> = {
  capture: 'payment-card-number',
  required: ['expiration-date', 'security-code'],
  given: ['payment-card-number'],
  cardNumber: 'xxxxxxxxxxxx1111',
  cardType: 'visa',
};

describe('reduceSession', () => {
  it('knows from the start what the caller has to key in', () => {
    expect(reduce()).toMatchObject({
      state: 'started',
      required: ['payment-card-number', 'expiration-date', 'security-code'],
      captured: {},
      allowed: ['capture', 'cancel'],
      currency: 'EUR',
      version: 1,
    });
  });

  it('is capturing from the moment a field is asked for', () => {
    expect(reduce(ask('payment-card-number'))).toMatchObject({
      state: 'capturing',
      capturing: { field: 'payment-card-number', typed: '' },
    });
  });

  it('shows an accepted number masked, its brand, and what is left', () => {
    expect(reduce(ask('payment-card-number'), callback(1, CARD_ACCEPTED))).toMatchObject({
      state: 'capturing',
      captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
      cardType: 'visa',
      required: ['expiration-date', 'security-code'],
    });
  });

  it('puts a field asked for again back among the missing ones', () => {
    const again = reduce(
      ask('payment-card-number'),
      callback(1, CARD_ACCEPTED),
      ask('expiration-date'),
      callback(2, {
        capture: 'expiration-date',
        required: [],
        given: ['payment-card-number', 'expiration-date'],
      }),
      ask('payment-card-number'),
    );
    expect(again).toMatchObject({
      state: 'capturing',
      required: ['payment-card-number'],
      capturing: { field: 'payment-card-number' },
    });
    expect(again.captured).toEqual({ 'expiration-date': 'xxxx' });
    expect(again.cardType).toBeUndefined();
  });

  it('does not treat a late repeat of an acceptance as the answer to a new request', () => {
    const late = reduce(
      ask('payment-card-number'),
      callback(1, CARD_ACCEPTED),
      ask('payment-card-number'),
      callback(1, CARD_ACCEPTED),
    );
    expect(late.capturing?.field).toBe('payment-card-number');
  });

  it('does not treat the late outcome of an earlier request as the answer to a new one', () => {
    const refused = callback(1, { capture: 'payment-card-number', errorType: 'input-timeout' });
    const late = reduce(
      ask('payment-card-number'),
      callback(2, CARD_ACCEPTED),
      ask('payment-card-number'),
      refused,
    );
    expect(late).toMatchObject({ state: 'capturing', capturing: { field: 'payment-card-number' } });
    expect(late.error).toBeUndefined();
  });

  it('believes a later outcome about a field whose own outcome was lost', () => {
    const lost = reduce(
      ask('payment-card-number'),
      ask('expiration-date'),
      callback(2, {
        capture: 'expiration-date',
        required: ['security-code'],
        given: ['payment-card-number', 'expiration-date'],
        cardNumber: 'xxxxxxxxxxxx1111',
      }),
    );
    expect(lost.required).toEqual(['security-code']);
    expect(lost.captured).toHaveProperty('payment-card-number', 'xxxxxxxxxxxx1111');
  });

  it('shows no value that was given while its field was still missing', () => {
    const typed = callback(1, {
      capture: 'expiration-date',
      required: ['payment-card-number'],
      given: ['payment-card-number'],
      cardNumber: 'xxx',
    });
    const accepted = callback(2, { capture: 'security-code', required: [] });
    expect(reduce(typed, accepted).captured).not.toHaveProperty('payment-card-number');
  });

  it('tells in words what was wrong with a field, until it is asked for again', () => {
    const refused = callback(1, { capture: 'payment-card-number', errorType: 'invalid-card-number' });
    expect(reduce(ask('payment-card-number'), refused).error).toEqual({
      code: 'invalid-card-number',
      field: 'payment-card-number',
      guidance: guidanceFor('invalid-card-number'),
    });
    expect(reduce(ask('payment-card-number'), refused, ask('payment-card-number')).error).toBeUndefined();
  });

  it('folds no trail twice, also where it is the beginning of another', () => {
    const [last, ...earlier] = record([
      STARTED,
      ask('payment-card-number'),
      ask('expiration-date'),
    ]).toReversed();
    const known = earlier.toReversed();
    const events = withNext(known, last as RecordedEvent);
    expect(reduceSession(known)).toBe(reduceSession(known));
    expect(reduceBefore(events)).toBe(reduceSession(known));
    expect(reduceBefore([...events])).toEqual(reduceSession(known));
    expect(reduceBefore(known.slice(0, 1))).toBeUndefined();
  });

  it('is ready once nothing is missing, and not before it was told so', () => {
    expect(
      reduce(callback(1, { capture: 'security-code', required: [], given: ['security-code'] })),
    ).toMatchObject({
      state: 'ready',
      allowed: ['capture', 'complete', 'cancel'],
      captured: { 'security-code': 'xxx' },
    });
    expect(reduce(callback(1, { capture: 'security-code' })).state).toBe('capturing');
  });

  it('asks for the second entry of a field that has to match, whoever lists it', () => {
    const facts = {
      callSid: 'CA1',
      agent: 'ana',
      expects: ['payment-card-number'],
      matching: ['payment-card-number'],
    };
    const session = (...drafts: readonly TrailDraft[]) =>
      reduceSession(record([{ type: 'started', by: 'ana', facts } as TrailDraft, ...drafts])).session;
    const first = callback(1, { ...CARD_ACCEPTED, required: [] });
    const second = callback(2, { capture: 'payment-card-number-matcher', required: [] });

    expect(session(first)).toMatchObject({ state: 'capturing', required: ['payment-card-number-matcher'] });
    const matched = session(first, second);
    expect(matched).toMatchObject({ state: 'ready', required: [] });
    expect(matched.captured['payment-card-number-matcher']).toBe(matched.captured['payment-card-number']);
    expect(session(first).captured['payment-card-number-matcher']).toBeUndefined();
    expect(session(first, second, callback(3, { ...CARD_ACCEPTED, required: [] })).required).toEqual([
      'payment-card-number-matcher',
    ]);
  });

  it('is submitting after a submission, and back where it was when Twilio refused it', () => {
    const ready = callback(1, { capture: 'security-code', required: [] });
    const submit: TrailDraft = { type: 'completeRequested', by: 'ana' };
    expect(reduce(ready, submit)).toMatchObject({ state: 'submitting', allowed: ['cancel'] });
    expect(
      reduce(ready, submit, { type: 'completeRefused', request: 3, code: '64019', by: 'system' }),
    ).toMatchObject({ state: 'ready', error: { code: '64019' } });
  });

  it.each([
    ['success', 'succeeded'],
    ['transaction-cancelled', 'cancelled'],
    ['payment-connector-error', 'failed'],
    ['caller-interrupted-with-star', 'failed'],
    ['caller-hung-up', 'failed'],
    ['validation-error', 'failed'],
    ['something-new', 'failed'],
  ])('ends with Result %s as %s, whatever comes after', (result, state) => {
    const ended = reduce(callback(5, { result }), callback(9, CARD_ACCEPTED), callback(1, CARD_ACCEPTED));
    expect(ended).toMatchObject({ state, result, allowed: [] });
  });

  it('never calls a payment cancelled that Twilio reports as taken', () => {
    const taken = callback(4, { result: 'success', confirmationCode: 'ch_1' });
    const cancelled = callback(3, { result: 'transaction-cancelled' });
    expect(reduce(cancelled, taken)).toMatchObject({ state: 'succeeded', confirmationCode: 'ch_1' });
    expect(reduce(taken, cancelled)).toMatchObject({ state: 'succeeded', confirmationCode: 'ch_1' });
  });

  it('waits for the result when a submitted payment is cancelled', () => {
    const submitted: readonly TrailDraft[] = [
      { type: 'completeRequested', by: 'ana' },
      { type: 'cancelRequested', by: 'ana' },
      { type: 'cancelAccepted', by: 'system' },
    ];
    expect(reduce(...submitted).state).toBe('submitting');
    expect(reduce(...submitted, callback(1, { result: 'success' })).state).toBe('succeeded');
  });

  it('waits for the result of a submitted payment that Twilio no longer knows, until the sweep gives up', () => {
    const submitted: TrailDraft = { type: 'completeRequested', by: 'ana' };
    const closed: TrailDraft = { type: 'cancelRefused', code: '20404', by: 'system' };
    const givenUp: TrailDraft = { type: 'abandoned', reason: 'No result came', by: 'system' };
    expect(reduce(submitted, closed)).toMatchObject({ state: 'submitting' });
    expect(reduce(submitted, closed)).not.toHaveProperty('outcome');
    expect(reduce(submitted, closed, givenUp)).toMatchObject({
      state: 'unknown',
      outcome: 'unknown',
      error: { code: 'result-unknown' },
    });
    expect(reduce(closed).state).toBe('cancelled');
  });

  it('prefers the code of the failure to its kind', () => {
    const failed = callback(1, { result: 'payment-connector-error', payErrorCode: '64012' });
    expect(reduce(failed)).toMatchObject({ result: 'payment-connector-error', error: { code: '64012' } });
  });

  it.each([
    ['the card was refused', { payErrorCode: '64012' }, true],
    ['the processor gave a code', { payErrorCode: '64008', connectorError: 'card_declined' }, true],
    ['the answer was malformed or lost', { payErrorCode: '64008' }, undefined],
    [
      'the processor knows the charge already',
      { payErrorCode: '64008', connectorError: 'duplicate_transaction' },
      undefined,
    ],
    ['the processor timed out', { payErrorCode: '64008', connectorError: 'gateway_timeout' }, undefined],
    ['the processor is not done', { payErrorCode: '64008', connectorError: 'PENDING' }, undefined],
    [
      'the processor declined by its own name',
      { payErrorCode: '64008', connectorError: 'processor_declined' },
      true,
    ],
  ])('vouches that nothing was charged only where that is proven: %s', (_case, told, declined) => {
    const failed = callback(1, { result: 'payment-connector-error', ...told });
    expect(reduce(failed).error?.declined).toBe(declined);
    expect(reduce(failed).error?.guidance.includes('nothing was charged')).toBe(declined ?? false);
  });

  it.each([
    ['12.5', 'USD', { chargeAmount: '12.50', currency: 'USD' }],
    ['12', undefined, { chargeAmount: '12.00', currency: 'USD' }],
    ['500', 'JPY', { chargeAmount: '500', currency: 'JPY' }],
    ['1.25', 'KWD', { chargeAmount: '1.250', currency: 'KWD' }],
    ['7', 'HRK', { chargeAmount: '7.00', currency: 'HRK' }],
    ['1.005', 'USD', { chargeAmount: '1.005', currency: 'USD' }],
    ['0.00', 'USD', {}],
  ])('shows an amount recorded as %s %s in its one form', (chargeAmount, currency, shown) => {
    const facts = { callSid: 'CA1', agent: 'ana', chargeAmount, ...(currency ? { currency } : {}) };
    const { session } = reduceSession(record([{ type: 'started', by: 'ana', facts }]));
    const { chargeAmount: amount, currency: of } = session;
    expect({ ...(amount ? { chargeAmount: amount } : {}), ...(of ? { currency: of } : {}) }).toEqual(shown);
  });

  it('takes what it can from callbacks when the start was not recorded', () => {
    const adopted: TrailDraft = { type: 'adopted', facts: { callSid: 'CA1', agent: '' }, by: 'system' };
    const first = callback(1, { chargeAmount: '5.00', paymentMethod: 'ach-debit' });
    expect(reduceSession(record([adopted, first])).session).toMatchObject({
      state: 'started',
      chargeAmount: '5.00',
      required: ['bank-routing-number', 'bank-account-number'],
    });
  });
});

describe('guidanceFor', () => {
  it.each(Object.keys(GUIDANCE))('has a sentence for %s', (code) => {
    expect(guidanceFor(code)).toMatch(/^[A-Z].+\.$/);
    expect(guidanceFor(code)).not.toBe(guidanceFor('nobody knows this'));
  });

  it('has an honest one for an unknown code, also one named like a built-in', () => {
    expect(guidanceFor('constructor')).toBe(guidanceFor('99999'));
  });
});

function record(drafts: readonly TrailDraft[]): readonly RecordedEvent[] {
  return drafts.map((draft, index) => ({
    ...draft,
    paySid: 'PK1',
    sequence: index + 1,
    at: `2026-01-15T11:00:${String(index).padStart(2, '0')}.000Z`,
    hash: '',
  }));
}
