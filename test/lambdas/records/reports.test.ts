import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';
import { ANA, BEN, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { readyPayment, startPayment } from '#test/support/payment-steps.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const report = (query: Readonly<Record<string, string>>, person = SAM) =>
  house.desk<ReportResponse & { readonly error: { readonly code: string; readonly field?: string } }>(
    'reports',
    person,
    undefined,
    { queryStringParameters: query, multiValueQueryStringParameters: null as never },
  );
/** The hours around now, however late in the day. */
const around = () => {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const time = (more: number) => new Date(hour + more * 3_600_000).toISOString();
  return { from: time(-1), to: time(2) };
};

const SUCCESS = { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: '2026-01-15T10:00:20Z' };

describe('GET /reports', () => {
  it('counts payments as lists show them, before and after they are counted, with its hours', async () => {
    const charged = await readyPayment(house);
    await charged.complete();
    await charged.callback(SUCCESS);
    await (await startPayment(house, { chargeAmount: '5.00', currency: 'EUR' }, BEN)).cancel(BEN);
    const open = await startPayment(house, { chargeAmount: '7.00' }, BEN);

    const live = await report({ ...around(), step: 'hour' });
    expect(live.status).toBe(200);
    expect(live.json).toMatchObject({ ...around(), zone: 'UTC', closes: [] });
    expect(live.json.rows).toMatchObject([
      { agent: 'ana', currency: 'USD', endings: { charged: { count: 1, minor: '1200' } } },
      { agent: 'ben', currency: 'EUR', endings: { cancelled: { count: 1, minor: '500' } } },
      { agent: 'ben', currency: 'USD', endings: { open: { count: 1, minor: '700' } } },
    ]);
    expect(live.json.hours).toHaveLength(3);
    expect(live.json.hours?.flatMap(({ endings }) => endings)).toEqual([
      { currency: 'EUR', endings: { cancelled: { count: 1, minor: '500' } } },
      {
        currency: 'USD',
        endings: { charged: { count: 1, minor: '1200' }, open: { count: 1, minor: '700' } },
      },
    ]);
    expect(JSON.stringify(live.json)).not.toMatch(/1111|least|reasons/);

    await sweepLater(3 * 60_000);
    expect((await report(around())).json.rows).toEqual(live.json.rows);
    // Its end is seen at once, although its minute was counted before.
    await open.cancel(BEN);
    expect((await report(around())).json.rows).toMatchObject([
      { agent: 'ana' },
      { agent: 'ben', currency: 'EUR' },
      { agent: 'ben', currency: 'USD', endings: { cancelled: { count: 1, minor: '700' } } },
    ]);
    // So is a result that comes after the end.
    await sweepLater(6 * 60_000);
    await open.callback(SUCCESS);
    expect((await report(around())).json.rows.at(-1)).toMatchObject({
      endings: { charged: { count: 1, minor: '700' } },
    });
  });

  it.each([
    ['from', { to: '2026-11-22' }],
    ['to', { from: '2026-11-22', to: '2026-11-31' }],
    ['from', { from: '2026-11-22T10:07Z', to: '2026-11-22T11:00Z' }],
    ['zone', { from: '2026-11-22', to: '2026-11-22', zone: 'Moon' }],
    ['step', { from: '2026-11-22', to: '2026-11-22', step: 'day' }],
    ['step', { from: '2026-11-20', to: '2026-11-22', step: 'hour' }],
  ])('names %s in %j', async (field, query) => {
    const { status, json } = await report(query as Readonly<Record<string, string>>);
    expect({ status, ...json.error }).toMatchObject({ status: 400, code: 'INVALID_REQUEST', field });
  });

  it('is for supervisors', async () => {
    expect((await report(around(), ANA)).status).toBe(403);
  });
});
