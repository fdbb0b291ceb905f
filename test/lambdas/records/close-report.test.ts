import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloseView, ReportResponse, ReportRow } from '#lambdas/contract/report-api.ts';
import type { SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { closeReport } from '#lambdas/records/close-report.ts';
import { viewCloses } from '#lambdas/records/close-view.ts';
import type { SessionFilter } from '#lambdas/session/session-filter.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { ANA, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const DAY_MS = 24 * 60 * 60_000;
const today = new Date().toISOString().slice(0, 10);
const tomorrow = new Date(Date.parse(today) + DAY_MS);

const row = (more: Partial<ReportRow> = {}): ReportRow => ({
  agent: 'ana',
  currency: 'USD',
  brand: 'visa',
  method: 'credit-card',
  endings: { charged: { count: 2, minor: '2400' } },
  misses: 0,
  timed: 2,
  milliseconds: 60_000,
  ...more,
});

/** Closes as the handler does, tomorrow, when today is over. */
async function closeToday(
  rows?: readonly ReportRow[],
  now = tomorrow,
  listing: Pick<Services['listing'], 'find' | 'page'> = real.listing(),
): Promise<CloseView> {
  const services = {
    clock: { now: () => now, sleep: async () => {} },
    closes: real.closes(),
    listing: { ...real.listing(), ...listing },
    rules: real.rules(),
    totals: rows ? { ...real.totals(), between: async () => rows } : real.totals(),
  };
  const request = {
    body: JSON.stringify({ from: today, to: today, zone: 'UTC' }),
    caller: SAM,
    requestId: 'request-1',
    log: createLog(() => {}),
  } as unknown as SignedInRequest;
  const { status, json } = await closeReport(services)(request);
  expect(status).toBe(201);
  return json as CloseView;
}

async function pay(): Promise<string> {
  const callSid = await house.answeredCall();
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  return json.paySid;
}

const range = { from: `${today}T00:00:00.000Z`, to: tomorrow.toISOString() };

describe('POST /reports/close', () => {
  it('writes down who closed what, and names each payment without a result', async () => {
    const open = await pay();
    const doubtful = await pay();
    await house.callback(doubtful, { Result: 'payment-connector-error', PayErrorCode: '64008' });
    const close = await closeToday();
    expect(close).toMatchObject({
      ...range,
      zone: 'UTC',
      by: 'sam',
      at: expect.stringMatching(/^2.*Z$/),
      sequence: 1,
      rows: [],
    });
    expect(close.unsettledCount).toBe(2);
    expect([...close.unsettled]).toEqual([
      { paySid: doubtful, ending: 'unknown' },
      { paySid: open, ending: 'open' },
    ]);

    await house.desk('cancelPaySession', ANA, { paySid: open });
    await house.desk('resolvePaySession', SAM, { paySid: doubtful, finding: 'charged', note: 'It is there' });
    const { json } = await house.desk<ReportResponse>('reports', SAM, undefined, {
      queryStringParameters: { from: today, to: today, zone: 'UTC' },
    });
    const [after] = json.closes;
    expect(after?.unsettled).toEqual([
      { paySid: doubtful, ending: 'unknown', since: 'charged' },
      { paySid: open, ending: 'open', since: 'cancelled' },
    ]);
    // What is counted otherwise now, as it was then.
    expect(json.rows).toMatchObject([
      { endings: { charged: { count: 1, minor: '1200' }, cancelled: { count: 1 } } },
    ]);
    expect(after?.rows).toMatchObject([
      { endings: { unknown: { count: 1, minor: '1200' }, open: { count: 1 } } },
    ]);
  });

  it('names a payment once that ends while it is looked for', async () => {
    const session = { paySid: `PK${'b'.repeat(32)}`, state: 'submitting' };
    const ended = { ...session, state: 'unknown', outcome: 'unknown' };
    let looks = 0;
    const listing = {
      find: async () => [],
      page: async ({ state }: SessionFilter) => {
        looks += 1;
        const is = looks === 1 ? session : ended;
        return { items: (is === session) === (state === 'active') ? [{ session: is }] : [] };
      },
    } as unknown as Services['listing'];
    const close = await closeToday([row()], tomorrow, listing);
    expect(close.unsettled).toEqual([{ paySid: session.paySid, ending: 'unknown' }]);
    expect(close.unsettledCount).toBe(1);
  });

  it('is one more the second time, and each says what is counted otherwise since', async () => {
    const before = (await real.closes().of(range)).length;
    await closeToday([row(), row({ agent: 'ben' })]);
    const late = row({ endings: { charged: { count: 3, minor: '3600' } } });
    await closeToday([late, row({ agent: 'ben' })]);
    const kept = (await real.closes().of(range)).slice(before);
    const newcomer = row({ agent: 'cleo' });
    const [first, second] = await viewCloses(kept, [late, row({ agent: 'ben' }), newcomer], real.listing());
    const nothing = { ...newcomer, endings: {}, misses: 0, timed: 0, milliseconds: 0 };
    expect(first?.rows).toEqual([row(), nothing]);
    expect(second?.rows).toEqual([nothing]);
  });

  it('is refused while the time is not over', async () => {
    const lastMoment = new Date(tomorrow.getTime() - 1);
    await expect(closeToday([row()], lastMoment)).rejects.toMatchObject({ code: 'REPORT_OPEN', status: 409 });
    const reply = await house.desk('closeReport', SAM, { from: today, to: today, zone: 'UTC' });
    expect(reply.json).toMatchObject({ error: { code: 'REPORT_OPEN' } });
  });

  it.each([
    ['from', { from: '2026-02-30', to: '2026-03-01' }],
    ['to', { from: '2026-03-01' }],
    ['zone', { from: '2026-03-01', to: '2026-03-01', zone: 'Mars/Olympus' }],
    [undefined, { from: '2026-03-01', to: '2026-03-01', note: 'x' }],
  ])('names the field that is wrong: %s', async (field, body) => {
    const reply = await house.desk('closeReport', SAM, body);
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ error: { code: 'INVALID_REQUEST', ...(field ? { field } : {}) } });
  });

  it('is for supervisors', async () => {
    const reply = await house.desk('closeReport', ANA, { from: today, to: today });
    expect(reply.status).toBe(403);
    expect((await house.desk('closeReport', SAM, { from: '2026-03-01', to: '2026-03-01' })).status).toBe(201);
  });
});
