import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { type CeilingStore, createCeilingStore } from '#lambdas/stores/ceiling-store.ts';
import { openPanel } from '#test/support/grants.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let ceilings: CeilingStore;
beforeAll(async () => {
  house = await openHouse();
  const clock = { now: () => new Date('2026-11-28T10:00:00.000Z'), sleep: async () => {} };
  ceilings = createCeilingStore({ clock, dynamo: createDynamo() }, 'Sessions');
});
afterAll(() => house.close());

let references = 0;
const newCeiling = () => {
  references += 1;
  return { client: 'acme', reference: `R-${references}`, currency: 'USD' };
};

const step = fc.record({
  payment: fc.nat({ max: 5 }),
  act: fc.constantFrom('reserve', 'reserve', 'hold', 'release'),
});

describe('a ceiling', () => {
  it('counts as a set does, whatever is repeated and in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 6, maxLength: 6 }),
        fc.bigInt({ min: 1n, max: 100n }),
        fc.array(step, { maxLength: 30 }),
        async (amounts, most, steps) => {
          const ceiling = newCeiling();
          const held = new Set<number>();
          const total = () => [...held].reduce((sum, payment) => sum + (amounts[payment] ?? 0n), 0n);
          for (const { payment, act } of steps) {
            const reservation = { key: `CA-${payment}`, amount: amounts[payment] ?? 0n };
            if (act === 'reserve') {
              const fits = total() + reservation.amount <= most ? 'reserved' : undefined;
              const expected = held.has(payment) ? 'held' : fits;
              expect(await ceilings.reserve(ceiling, reservation, most)).toBe(expected);
              if (expected) held.add(payment);
            } else {
              await ceilings[act](ceiling, reservation);
              if (act === 'hold') held.add(payment);
              else held.delete(payment);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is not passed by starts that come at once, on as many calls', async () => {
    const reference = 'at-once';
    const panels = await Promise.all(
      Array.from({ length: 24 }, () => openPanel(house, { reference, maxAmount: '60.00' })),
    );
    const starts = panels.map(({ token }) =>
      house.panel('/startPaySession', token, { chargeAmount: '12.00' }),
    );
    const statuses = (await Promise.all(starts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(5);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });
});
