import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessLogResponse, PaySessionList } from '#lambdas/contract/desk-api.ts';
import { ANA, BEN, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let paySid: string;
beforeAll(async () => {
  house = await openHouse();
  const callSid = await house.answeredCall(ANA);
  paySid = (await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' })).json.paySid;
});
afterAll(() => house.close());

/** Reads in SAM's stead where there is much to read: what one person may read at once is limited. */
const TESS = { ...SAM, username: 'tess' };

const search = (person: typeof ANA, body: unknown) =>
  house.desk<PaySessionList>('searchPaySessions', person, body);

/** What the newest line of the access log says was asked for. */
async function noted(by: typeof ANA, action = 'search') {
  const { json } = await house.desk<AccessLogResponse>('accessLog', by);
  return json.items.find((line) => line.action === action)?.filter;
}

describe('POST /paySessions/search', () => {
  it('finds by body what GET finds by query, and is recorded the same', async () => {
    const found = await search(SAM, { paySid, amount: '12', agent: 'ana' });
    expect(found.json.items.map((item) => item.paySid)).toEqual([paySid]);
    const asked = await house.desk<PaySessionList>('listPaySessions', SAM, undefined, {
      queryStringParameters: { paySid, amount: '12', agent: 'ana' },
    });
    expect(asked.json).toEqual(found.json);
    const { json } = await house.desk<AccessLogResponse>('accessLog', SAM);
    const [get, post] = json.items.slice(0, 2);
    expect(post).toMatchObject({ action: 'search', by: 'sam', rows: 1, filter: { paySid, amount: '12' } });
    expect(get).toMatchObject({ action: post?.action, filter: post?.filter });
  });

  it('exports, and never shows another agent’s payments', async () => {
    const csv = await search(SAM, { paySid, format: 'csv' });
    expect(csv.text).toContain(paySid);
    expect((await search(BEN, { paySid })).json.items).toEqual([]);
    expect((await search(BEN, { agent: 'ana' })).status).toBe(403);
  });

  it.each([
    ['a field that does not belong', { card: '1' }],
    ['a number for text', { lastFour: 1111 }],
    ['a list', []],
    ['nothing', undefined],
  ])('refuses %s', async (_, body) => {
    expect((await search(SAM, body)).status).toBe(400);
  });
});

describe('a reference or a customer', () => {
  const START = { chargeAmount: '12.00' };
  let first: string;
  let second: string;
  beforeAll(async () => {
    const pay = async (person: typeof ANA, body: object) => {
      const callSid = await house.answeredCall(person);
      return (await house.desk('startPaySession', person, { callSid, ...START, ...body })).json.paySid;
    };
    first = await pay(ANA, { reference: 'Order–7', customer: 'C-1' });
    second = await pay(BEN, { reference: 'order-7', customer: 'C-2' });
    await pay(ANA, { reference: 'Order-70', customer: 'C-10' });
  });
  const sids = async (person: typeof ANA, body: object) =>
    (await search(person, body)).json.items.map((item) => item.paySid);

  it('finds exactly its payments, however it is written', async () => {
    expect(await sids(SAM, { reference: 'ORDER-7' })).toEqual([second, first]);
    expect(await sids(SAM, { reference: ' ｏrder-7 ', customer: 'c-1' })).toEqual([first]);
    expect(await sids(SAM, { customer: 'c-2' })).toEqual([second]);
    expect(await sids(SAM, { reference: 'order' })).toEqual([]);
    expect(await sids(SAM, { reference: 'order-7', state: 'succeeded' })).toEqual([]);
    expect(await sids(SAM, { reference: 'order-7', agent: 'ben' })).toEqual([second]);
  });

  it('finds an agent their own, and payments of any age', async () => {
    expect(await sids(BEN, { reference: 'order-7' })).toEqual([second]);
    expect(await sids(SAM, { reference: 'order-7', to: '2026-01-01' })).toEqual([]);
    const { filter } = (await house.desk<AccessLogResponse>('accessLog', SAM)).json.items[0] ?? {};
    expect(filter).toEqual({ reference: 'order-7', to: '2026-01-01' });
  });

  it.each(['reference', 'customer'])(
    'is in the access log, unless %s looks like a card number',
    async (field) => {
      await search(SAM, { [field]: 'Order-7' });
      expect(await noted(SAM)).toEqual({ [field]: 'Order-7' });
      await search(SAM, { [field]: '4111 1111 1111 1111' });
      expect(await noted(SAM)).toEqual({ [field]: 'given' });
    },
  );

  it('is in the export', async () => {
    const { text } = await search(SAM, { reference: 'order-7', format: 'csv' });
    const [heads = '', ...rows] = text.split('\r\n');
    expect(heads).toContain('"customer","assist pay id"');
    expect(rows[0]).toMatch(/"C-2","[a-z]{16}","open",""$/);
  });

  it.each([{ reference: '' }, { reference: 'x'.repeat(101) }, { customer: 7 }])('is not %j', async (body) => {
    expect((await search(SAM, body)).status).toBe(400);
  });
});

describe('names, times, cursors and SIDs', () => {
  it('are not free text: a federated name finds its payments, whatever its digits look like', async () => {
    const agent = 'Google_104111111111111111122';
    const person = { ...ANA, username: agent };
    const callSid = await house.answeredCall(person);
    await house.desk('startPaySession', person, { callSid, chargeAmount: '12.00' });
    expect((await search(TESS, { agent })).json.items).toMatchObject([{ agent }]);
    expect(await noted(TESS)).toEqual({ agent });
    await house.desk('accessLog', TESS, undefined, { queryStringParameters: { by: agent } });
    expect(await noted(TESS, 'accessLog')).toEqual({ by: 'given' });
  });

  it('a card number typed for a name is refused, or kept out of the access log', async () => {
    for (const agent of ['4111111111111111', '4111-1111-1111-1111', '４１１１１１１１１１１１１１１１']) {
      expect((await search(TESS, { agent })).status).toBe(400);
    }
    for (const agent of [
      'x4111-1111-1111-1111',
      'x_00004539974328330806',
      'x_45399743283308060000',
      'cvv:917',
    ]) {
      expect((await search(TESS, { agent })).status).toBe(200);
      expect(await noted(TESS)).toEqual({ agent: 'given' });
      expect((await search(BEN, { agent })).status).toBe(403);
      expect(await noted(TESS)).toEqual({ agent: 'given' });
      await house.desk('accessLog', TESS, undefined, { queryStringParameters: { by: agent } });
      expect(await noted(TESS, 'accessLog')).toEqual({ by: 'given' });
    }
  });

  it('a card number typed for a SID is kept out of it, and a SID nobody knows is kept', async () => {
    const digits = '4539974328330806'.padEnd(32, '0');
    for (const asked of [{ paySid: `PK${digits}` }, { callSid: `CA${digits}` }]) {
      expect((await search(TESS, asked)).json.items).toEqual([]);
      expect(await noted(TESS)).toEqual(
        Object.fromEntries(Object.keys(asked).map((field) => [field, 'given'])),
      );
    }
    const unknown = `PK${'ab'.repeat(16)}`;
    await search(TESS, { paySid: unknown });
    expect(await noted(TESS)).toEqual({ paySid: unknown });
  });
});
