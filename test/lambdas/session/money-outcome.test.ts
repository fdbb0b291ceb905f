import { describe, expect, it } from '@jest/globals';
import type { MoneyOutcome } from '#lambdas/contract/desk-api.ts';
import { outcomeOf, type ReportedEnd } from '#lambdas/session/money-outcome.ts';

const CHARGE = { chargeAmount: '12.00' };
const SAVE = { tokenType: 'reusable' } as const;
const CONNECTOR = 'payment-connector-error';

type Case = readonly [
  outcome: MoneyOutcome,
  state: 'succeeded' | 'failed' | 'cancelled',
  asked: typeof CHARGE | typeof SAVE | Record<string, never>,
  submitted: boolean,
  ...ends: readonly ReportedEnd[],
];
const CASES: readonly Case[] = [
  ['charged', 'succeeded', CHARGE, true, { result: 'success' }],
  ['charged', 'succeeded', CHARGE, true, { result: 'transaction-cancelled' }, { result: 'success' }],
  ['saved', 'succeeded', SAVE, true, { result: 'success' }],
  ['unknown', 'succeeded', {}, true, { result: 'success' }],
  ['unknown', 'succeeded', CHARGE, true, { result: 'success', doubtful: true }],
  ['unknown', 'succeeded', SAVE, true, { result: 'success', doubtful: true }],
  ['charged', 'succeeded', CHARGE, true, { result: 'success', doubtful: true }, { result: 'success' }],
  // Before anything was submitted.
  ['notCharged', 'cancelled', CHARGE, false],
  ['notCharged', 'cancelled', CHARGE, false, { result: 'transaction-cancelled' }],
  ['notCharged', 'failed', CHARGE, false, { result: 'caller-hung-up' }],
  ['notCharged', 'failed', CHARGE, false, { result: 'caller-interrupted-with-star' }],
  ['notCharged', 'failed', CHARGE, false, { result: 'too-many-failed-attempts' }],
  ['notCharged', 'failed', CHARGE, false, { result: 'validation-error', code: '64003' }],
  ['notCharged', 'failed', CHARGE, false, { result: 'internal-error' }],
  // Submitted, and somebody said a clear no.
  ['notCharged', 'failed', CHARGE, true, { result: CONNECTOR, code: '64008', declined: true }],
  ['notCharged', 'failed', CHARGE, true, { result: CONNECTOR, code: '64012', declined: true }],
  ['notCharged', 'failed', CHARGE, true, { result: CONNECTOR, code: '64011' }],
  ['notCharged', 'failed', CHARGE, true, { result: CONNECTOR, code: '64022' }],
  ['notCharged', 'failed', CHARGE, true, { result: 'validation-error' }],
  ['notCharged', 'failed', SAVE, true, { result: CONNECTOR, code: '64010' }],
  // Submitted, and no word from the processor arrived.
  ['unknown', 'failed', CHARGE, true],
  ['unknown', 'failed', CHARGE, true, { result: CONNECTOR }],
  ['unknown', 'failed', CHARGE, true, { result: CONNECTOR, code: '64008' }],
  ['unknown', 'failed', CHARGE, true, { result: CONNECTOR, code: '64002' }],
  ['unknown', 'failed', CHARGE, true, { result: CONNECTOR, code: '64001' }],
  ['unknown', 'failed', CHARGE, true, { result: 'internal-error' }],
  ['unknown', 'failed', CHARGE, true, { result: 'caller-hung-up' }],
  ['unknown', 'failed', CHARGE, true, { result: 'caller-interrupted-with-star' }],
  ['unknown', 'failed', CHARGE, true, { result: 'a-result-nobody-knows' }],
  // Twilio's word about keying in or cancelling is no word of the processor.
  ['unknown', 'cancelled', CHARGE, true, { result: 'transaction-cancelled' }],
  ['unknown', 'failed', CHARGE, true, { result: 'too-many-failed-attempts' }],
  // The processor was asked, no matter by whom.
  ['unknown', 'failed', CHARGE, false, { result: CONNECTOR, code: '64008' }],
  ['unknown', 'failed', {}, false, { result: CONNECTOR, code: '64008' }],
  // Contradictions: the processor's word counts, and its silence does not.
  [
    'notCharged',
    'failed',
    CHARGE,
    true,
    { result: 'caller-hung-up' },
    { result: CONNECTOR, code: '64008', declined: true },
  ],
  [
    'unknown',
    'failed',
    CHARGE,
    true,
    { result: CONNECTOR, code: '64001' },
    { result: CONNECTOR, code: '64008', declined: true },
  ],
  [
    'unknown',
    'cancelled',
    CHARGE,
    true,
    { result: 'transaction-cancelled' },
    { result: CONNECTOR, code: '64008' },
  ],
];

describe('what became of the money', () => {
  it.each(CASES)('is %s when it %s, asked for %j, submitted %s, ended %j %j', (outcome, state, ...rest) => {
    const [asked, submitted, ...ends] = rest;
    expect(outcomeOf({ state, ...asked }, { submitted, ends })).toBe(outcome);
  });

  it.each(['started', 'capturing', 'ready', 'submitting'] as const)('is open while %s', (state) => {
    expect(outcomeOf({ state, ...CHARGE }, { submitted: true, ends: [] })).toBeUndefined();
  });
});
