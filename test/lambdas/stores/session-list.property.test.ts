import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaySession, SessionState } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';
import { fitsFilter, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { addRows, tallyOf } from '#lambdas/session/totals.ts';
import { listKey } from '#lambdas/stores/list-key.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { ownTerm, pointersOf } from '#lambdas/stores/terms.ts';
import type { Totals } from '#lambdas/stores/totals-store.ts';

const STATES: readonly SessionState[] = ['capturing', 'succeeded', 'failed', 'cancelled'];
const ALL: SessionFilter = { from: '2020-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };

const sessionArbitrary = fc.record({
  /** Few distinct moments, so that many sessions share one. */
  minute: fc.integer({ min: 0, max: 12 }),
  month: fc.constantFrom('2026-09', '2026-10', '2026-11'),
  agent: fc.constantFrom('ana', 'ben', ''),
  state: fc.constantFrom(...STATES),
  declined: fc.boolean(),
  outcome: fc.constantFrom('charged' as const, 'unknown' as const),
  lastFour: fc.constantFrom('1111', '4242'),
  amount: fc.constantFrom('12.00', '12', '12.5'),
  customer: fc.constantFrom('C-1', 'c–1', undefined),
  confirmation: fc.constantFrom('ch_1', 'CH_1', 'ch_2', undefined),
  currency: fc.constantFrom('USD', 'JPY', undefined),
  brand: fc.constantFrom('visa', 'amex', undefined),
  method: fc.constantFrom('credit-card', 'ach-debit'),
  reason: fc.constantFrom('64012', '64008'),
});
type Seed = typeof sessionArbitrary extends fc.Arbitrary<infer T> ? T : never;

const filterArbitrary = fc.record(
  {
    agent: fc.constantFrom('ana', 'ben', ''),
    state: fc.constantFrom(...STATES, 'active' as const),
    failure: fc.constantFrom('declined' as const, 'error' as const),
    outcome: fc.constantFrom('charged' as const, 'unknown' as const),
    lastFour: fc.constantFrom('1111', '4242'),
    amount: fc.constantFrom('12', '012.50', '99'),
    customer: fc.constantFrom('C-1', 'C-3'),
    confirmation: fc.constantFrom('ch_1', ' ch_2'),
    amountFrom: fc.constantFrom('12.01', '0'),
    amountTo: fc.constantFrom('12.4', '12.499', '99'),
    ending: fc.constantFrom('declined' as const, 'charged' as const, 'open' as const),
    currency: fc.constantFrom('USD', 'JPY', 'EUR', ''),
    brand: fc.constantFrom('visa' as const, 'amex' as const, '' as const),
    method: fc.constantFrom('credit-card' as const, 'ach-debit' as const),
    reason: fc.constantFrom('64012', '64008', 'x'),
    changedSince: fc.constantFrom('2026-10-01T00:05:00.000Z'),
    from: fc.constantFrom('2026-10-01T00:05:00.000Z', '2026-01-01T00:00:00.000Z'),
    to: fc.constantFrom('2026-11-01T00:03:00.000Z', '2026-10-02T00:00:00.000Z', '2026-12-01T00:00:00.000Z'),
  },
  { requiredKeys: [] },
);

describe('a list read page by page', () => {
  it('loses and repeats no row while payments are added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sessionArbitrary, { maxLength: 60 }),
        fc.nat({ max: 12 }),
        filterArbitrary,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(1, 3),
        fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
        async (seeds, later, asked, size, mostExamined, shards, mostMinutes) => {
          const filter = { ...ALL, ...asked };
          const stored = seeds.map(sessionOf);
          const expected = inOrder(stored.filter((session) => fitsFilter(session, filter)));
          const arriving = Array.from({ length: later }, (_, at) =>
            sessionOf({ ...NEWEST, minute: 20 + at }, 1_000 + at),
          );

          const listing = createSessionListing(
            {
              clock: systemClock,
              dynamo: storeOf(stored, shards),
              ...(mostMinutes === undefined ? {} : { totals: totalsOf(stored, mostMinutes) }),
            },
            'Sessions',
            shards,
          );
          const seen: string[] = [];
          let before: string | undefined;
          do {
            const page = await listing.page(filter, { size, mostExamined }, before);
            expect(page.items.length).toBeLessThanOrEqual(size);
            seen.push(...page.items.map(({ session }) => session.paySid));
            before = page.before;
            const next = arriving.pop();
            if (next) stored.push(next);
          } while (before !== undefined);

          // What came after the first page is newer than all of it, so it is not in a later one.
          const arrived = new Set(stored.slice(seeds.length).map(({ paySid }) => paySid));
          expect(seen.filter((paySid) => !arrived.has(paySid))).toEqual(expected);
          expect(new Set(seen).size).toBe(seen.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has the same pages whether or not it passes over times by their totals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sessionArbitrary, { maxLength: 60 }),
        filterArbitrary,
        fc.integer({ min: 1, max: 7 }),
        async (seeds, asked, size) => {
          const stored = seeds.map(sessionOf);
          const pagesWith = async (more: { readonly totals?: Pick<Totals, 'spans'> }) => {
            const parts = { clock: systemClock, dynamo: storeOf(stored, 1), ...more };
            const listing = createSessionListing(parts, 'Sessions');
            const pages: (readonly string[])[] = [];
            let before: string | undefined;
            do {
              const page = await listing.page({ ...ALL, ...asked }, { size }, before);
              pages.push(page.items.map(({ session }) => session.paySid));
              before = page.before;
            } while (before !== undefined);
            return pages.filter((page) => page.length > 0);
          };
          expect(await pagesWith({ totals: totalsOf(stored) })).toEqual(await pagesWith({}));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads nothing of a time whose totals have nothing that fits', async () => {
    const stored = Array.from({ length: 600 }, (_, at) =>
      sessionOf({ ...NEWEST, minute: at % 60, currency: at % 60 === 7 ? 'JPY' : 'USD' }, at),
    );
    let reads = 0;
    const dynamo = storeOf(stored, 1, () => {
      reads += 1;
    });
    const listing = createSessionListing(
      { clock: systemClock, dynamo, totals: totalsOf(stored) },
      'Sessions',
    );
    const november = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' };
    expect((await listing.page({ ...november, currency: 'JPY' }, { size: 50 })).items).toHaveLength(10);
    expect(reads).toBe(1);
    expect((await listing.page({ ...november, currency: 'EUR' }, { size: 50 })).items).toEqual([]);
    expect(reads).toBe(1);
  });

  it('looks at no more payments in one request than it may, and continues from there', async () => {
    const stored = Array.from({ length: 30 }, (_, at) => sessionOf({ ...NEWEST, minute: at }, at));
    let reads = 0;
    const listing = createSessionListing(
      {
        clock: systemClock,
        dynamo: storeOf(stored, 1, () => {
          reads += 1;
        }),
      },
      'Sessions',
    );
    const november = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' };
    const filter = { ...november, amount: '99' };
    const page = await listing.page(filter, { size: 5, mostExamined: 10 });
    expect(page.items).toEqual([]);
    expect(page.before).toMatch(/T00:20:/);
    expect(reads).toBe(1);
  });

  it('gives an export all of it, also where no more totals may be read', async () => {
    const stored = Array.from({ length: 30 }, (_, at) => sessionOf({ ...NEWEST, minute: at }, at));
    const needs = { clock: systemClock, dynamo: storeOf(stored, 1), totals: totalsOf(stored, 4) };
    const listing = createSessionListing(needs, 'Sessions');
    const filter = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z', reason: '64012' };
    const page = await listing.page(filter, { size: 50 });
    expect(page.items).toHaveLength(4);
    expect(page.before).toBeDefined();
    expect((await listing.page(filter, { size: 50, mostExamined: 40 })).items).toHaveLength(30);
  });
});

const NEWEST: Seed = {
  minute: 0,
  month: '2026-11',
  agent: 'ana',
  state: 'failed',
  declined: true,
  outcome: 'charged',
  lastFour: '1111',
  amount: '12.00',
  customer: undefined,
  confirmation: undefined,
  currency: 'USD',
  brand: 'visa',
  method: 'credit-card',
  reason: '64012',
};

function sessionOf(seed: Seed, number: number): PaySession {
  const { minute, month, agent, state, declined, outcome, lastFour, amount, customer, confirmation } = seed;
  const { currency, brand: cardType, method: paymentMethod, reason: code } = seed;
  return {
    paySid: `PK${number.toString(16).padStart(32, '0')}`,
    startedAt: `${month}-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
    agent,
    state,
    callSid: 'CA',
    chargeAmount: amount,
    updatedAt: `${month}-01T00:${String(minute).padStart(2, '0')}:30.000Z`,
    paymentMethod,
    ...definedOnly({ customer, confirmationCode: confirmation, currency, cardType }),
    ...(state === 'capturing' ? { required: ['postal-code'] } : { outcome }),
    captured: { 'payment-card-number': `xxxxxxxxxxxx${lastFour}` },
    ...(state === 'failed' ? { error: { code, guidance: '', declined } } : {}),
  } as unknown as PaySession;
}

const positionOf = ({ startedAt, paySid }: PaySession) => `${startedAt}#${paySid}`;

function inOrder(sessions: readonly PaySession[]): readonly string[] {
  return [...sessions].sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1)).map(({ paySid }) => paySid);
}

/** Totals by the minute that read at most so many of them. */
function totalsOf(
  stored: readonly PaySession[],
  mostMinutes = Number.POSITIVE_INFINITY,
): Pick<Totals, 'spans'> {
  const minuteIn = (time: string) => Math.floor(Date.parse(time) / 60_000);
  const timeOf = (minute: number) => new Date(minute * 60_000).toISOString();
  return {
    async *spans(from, to, fits) {
      const minutes = [...new Set(stored.map(({ startedAt }) => minuteIn(startedAt)))]
        .filter((minute) => minute >= minuteIn(from) && minute < minuteIn(to))
        .sort((a, b) => b - a);
      for (const [at, minute] of minutes.entries()) {
        if (at >= mostMinutes) {
          yield { from: timeOf(minuteIn(from)), to: timeOf(minute + 1), isUnread: true };
          return;
        }
        const began = stored.filter(({ startedAt }) => minuteIn(startedAt) === minute);
        const isOpen = began.some(({ state }) => !isOver(state));
        const rows = addRows(
          began.filter(({ state }) => isOver(state)).map((session) => tallyOf({ session, misses: 0 })),
        );
        if (isOpen || rows.some(fits)) yield { from: timeOf(minute), to: timeOf(minute + 1) };
      }
    },
  };
}

/** As much of DynamoDB as a list needs: a partition of an index, newest first, page by page, and the items by key. */
function storeOf(stored: readonly PaySession[], shards: number, onQuery = () => {}): Dynamo {
  const keyOf = ({ paySid }: PaySession) => `session#${paySid}`;
  /** The items of a session that are listed under a term. */
  const termed = (session: PaySession, term: unknown) => [
    ...(ownTerm(session) === term ? [{ pk: keyOf(session) }] : []),
    ...pointersOf(session).filter(({ listTerm }) => listTerm === term),
  ];
  // Ana's are from a time when there was one key for each list.
  const under = (list: string | undefined, { agent, paySid }: PaySession) =>
    list && listKey(list, paySid, agent === 'ana' ? 1 : shards);
  return {
    async *pages({ ExpressionAttributeValues: values = {}, Limit = 1, IndexName }) {
      let before: string | undefined;
      for (;;) {
        onQuery();
        const found = stored
          .filter((session) =>
            IndexName === 'byAgent'
              ? session.agent === values[':value']
              : IndexName === 'byTerm'
                ? termed(session, values[':value']).length > 0
                : IndexName === 'byStatus'
                  ? [session.outcome, isOver(session.state) ? undefined : 'active'].some(
                      (status) => under(status, session) === values[':value'],
                    )
                  : under(session.startedAt.slice(0, 7), session) === values[':value'],
          )
          .filter((session) => {
            const position = positionOf(session);
            const isAfterStart = before === undefined || position < before;
            return isAfterStart && position >= String(values[':from']) && position <= String(values[':to']);
          })
          .sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
        const page = found.slice(0, Limit);
        yield page.flatMap((session) =>
          IndexName === 'byTerm' ? termed(session, values[':value']) : [{ pk: keyOf(session) }],
        );
        const last = page.at(-1);
        if (!last || found.length <= Limit) return;
        before = positionOf(last);
      }
    },
    getMany: async (_table, keys) =>
      stored
        .filter((session) => keys.some(({ pk }) => pk === keyOf(session)))
        .map((session) => ({ pk: keyOf(session), session })),
  } as Partial<Dynamo> as Dynamo;
}
