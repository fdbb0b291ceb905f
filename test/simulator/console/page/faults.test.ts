import { describe, expect, it } from '@jest/globals';
import { fieldsOf, PRESETS, planOf } from '#simulator/console/page/fault-fields.ts';
import { faultSentences } from '#simulator/console/page/fault-words.ts';
import { createFaults, faultRoutes } from '#simulator/control/faults.ts';
import type { FaultPlan } from '#simulator/services.ts';

const EVERYTHING: Required<FaultPlan> = {
  callbacks: {
    late: { probability: 0.5, milliseconds: 2000 },
    duplicated: { probability: 0.125 },
    reordered: { probability: 0.2, windowMilliseconds: 500 },
    lost: { probability: 1 },
  },
  statusCallbacks: { duplicated: { probability: 0.5 } },
  connector: { delayMilliseconds: 12_000, failTimes: 2, failWith: 'timeout' },
  rest: {
    probability: 1,
    failWith: 429,
    retryAfterSeconds: 1,
    afterEffect: true,
    operations: ['createPayment', 'updateCall'],
    times: 1,
  },
  syncDown: true,
  syncReordered: true,
};

async function accepted(plan: FaultPlan): Promise<unknown> {
  const body = JSON.stringify(plan);
  const response = await faultRoutes(createFaults()).request('/simulator/faults', { method: 'PUT', body });
  return response.json();
}

describe('the form of faults', () => {
  it.each([
    ['everything', EVERYTHING],
    ['nothing', {}],
    ...PRESETS.map(({ name, plan }) => [name, plan] as const),
  ])('holds %s without loss, and the simulator accepts it', async (_, plan) => {
    expect(planOf(fieldsOf(plan))).toEqual(plan);
    expect(await accepted(plan)).toEqual(plan);
  });

  it('takes no fault from an empty, zero or meaningless field', () => {
    const fields = { ...fieldsOf({}), paymentLate: '0', statusLost: ' ', rest: 'x', connectorTimes: '-' };
    expect(planOf(fields)).toEqual({});
  });
});

describe('faults in words', () => {
  it('has a sentence for each', () => {
    expect(faultSentences(EVERYTHING)).toEqual([
      'Half of the payment callbacks arrive 2 s late.',
      '12.5% of the payment callbacks arrive twice.',
      '20% of the payment callbacks are overtaken within 500 ms.',
      'All payment callbacks are lost.',
      'Half of the status callbacks arrive twice.',
      'The processor takes 12 s longer to respond.',
      'Requests to the processor get no response, twice at most.',
      'All REST requests of createPayment, updateCall fail with HTTP 429, after they took effect, with Retry-After of 1 s, once at most.',
      'Sync is down: its sockets are closed and new ones refused.',
      'Changes of Sync objects overtake each other.',
    ]);
  });

  it('has none where nothing goes wrong', () => {
    const idle = {
      callbacks: { late: { probability: 0, milliseconds: 5 } },
      rest: { probability: 0, failWith: 500 },
    };
    expect(faultSentences({ ...idle, syncDown: false } as FaultPlan)).toEqual([]);
  });

  it.each(PRESETS)('has words for “$name”', ({ plan }) => {
    expect(faultSentences(plan).length).toBeGreaterThan(0);
  });
});
