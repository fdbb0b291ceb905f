import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessLogResponse, PaySessionList } from '#lambdas/contract/desk-api.ts';
import {
  ANA,
  another,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  SAM,
} from '#test/support/handler-house.ts';

let house: HandlerHouse;
const paySids: string[] = [];
let bensCall = '';
beforeAll(async () => {
  house = await openHouse();
  for (const amount of ['1.00', '2.00', '3.00']) {
    const callSid = await house.answeredCall(ANA);
    const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: amount });
    paySids.push(json.paySid);
  }
  bensCall = await house.answeredCall(BEN);
  const bens = await house.desk('startPaySession', BEN, {
    callSid: bensCall,
    chargeAmount: '4.00',
    description: '=HYPERLINK("http://evil","x")',
  });
  paySids.push(bens.json.paySid);
  await house.desk('cancelPaySession', ANA, { paySid: paySids[0] });
});
afterAll(() => house.close());

describe('GET /paySessions', () => {
  it('lists an agent’s own, newest first, and everybody’s for a supervisor', async () => {
    expect(idsOf(await list(ANA))).toEqual([paySids[2], paySids[1], paySids[0]]);
    expect(idsOf(await list(SAM))).toEqual([...paySids].reverse());
  });

  it('filters by state, call and agent', async () => {
    expect(idsOf(await list(SAM, { state: 'active' }))).toEqual([paySids[3], paySids[2], paySids[1]]);
    expect(idsOf(await list(SAM, { state: 'cancelled' }))).toEqual([paySids[0]]);
    expect(idsOf(await list(SAM, { callSid: bensCall }))).toEqual([paySids[3]]);
    expect(idsOf(await list(SAM, { agent: 'ben' }))).toEqual([paySids[3]]);
    expect(idsOf(await list(ANA, { state: 'active' }))).toEqual([paySids[2], paySids[1]]);
  });

  it('filters by time, a day without a time meaning the whole day', async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(idsOf(await list(SAM, { from: today, to: today }))).toHaveLength(4);
    expect(idsOf(await list(SAM, { to: '2021-01-01' }))).toEqual([]);
    expect(idsOf(await list(SAM, { from: '2999-01-01' }))).toEqual([]);
    const { json } = await list(SAM);
    const second = json.items[2]?.startedAt ?? '';
    expect(idsOf(await list(SAM, { to: second }))).toEqual([paySids[0]]);
    expect(idsOf(await list(SAM, { from: second }))).toHaveLength(3);
  });

  it('shows an agent nothing of another’s call', async () => {
    expect(idsOf(await list(ANA, { callSid: bensCall }))).toEqual([]);
    expect((await list(ANA, { agent: 'ben' })).status).toBe(403);
  });

  it.each([
    ['from', 'yesterday'],
    ['from', '2026-02-30'],
    ['from', '2025-02-29T12:00:00Z'],
    ['from', '2026-02-01T25:00Z'],
    ['from', '2026-02-01T12:00'],
    ['from', '2026-02-01T12:00:00.4111111111111111Z'],
    ['from', '9999-12-31T23:00:00-05:00'],
    ['to', '2026-13-01'],
    ['to', '20260230'],
    ['to', ''],
    ['to', '2026-13-45'],
    ['state', 'open'],
    ['callSid', 'CA1'],
    ['cursor', 'abc'],
    ['cursor', Buffer.from('2026-01-15T10:00:00.000Z#PK1').toString('base64url')],
    ['format', 'xml'],
    ['paySid', 'PK1'],
    ['lastFour', '424'],
    ['lastFour', '4242424242424242'],
    ['amount', '12,00'],
    ['amount', '-1'],
    ['amount', '4111111111111111'],
    ['amountFrom', '1,5'],
    ['amountTo', 'much'],
    ['ending', 'succeeded'],
    ['currency', 'XXX'],
    ['brand', 'Visa'],
    ['method', 'card'],
    ['reason', '4111111111111111'],
    ['confirmation', ' '],
    ['confirmation', 'x'.repeat(129)],
    ['changedSince', 'noon'],
    ['limit', '0'],
    ['limit', '1001'],
    ['limit', '1e2'],
    ['failure', 'sad'],
    ['agent', ''],
  ])('refuses a wrong %s', async (field, value) => {
    expect(await list(SAM, { [field]: value })).toMatchObject({ status: 400, json: { error: { field } } });
  });

  it('refuses a kind of failure for payments that did not fail', async () => {
    const reply = await list(SAM, { state: 'succeeded', failure: 'declined' });
    expect(reply).toMatchObject({ status: 400, json: { error: { field: 'failure' } } });
  });

  it('finds a payment by its own SID, for those who may see it', async () => {
    const paySid = paySids[3] ?? '';
    expect(idsOf(await list(SAM, { paySid }))).toEqual([paySid]);
    expect(idsOf(await list(ANA, { paySid }))).toEqual([]);
    expect(idsOf(await list(SAM, { paySid, state: 'cancelled' }))).toEqual([]);
    expect(idsOf(await list(SAM, { paySid: newSid('PK') }))).toEqual([]);
  });

  it.each(['2', '2.0', '2.00', '002.00'])('finds an amount written as %s', async (amount) => {
    expect(idsOf(await list(SAM, { amount }))).toEqual([paySids[1]]);
  });

  it('distinguishes payments the processor declined from those that failed otherwise', async () => {
    const [declined, error] = await Promise.all([
      endedPayment({ PayErrorCode: '64012' }),
      endedPayment({ PayErrorCode: '64008' }),
    ]);
    expect(idsOf(await list(SAM, { failure: 'declined' }))).toEqual([declined]);
    expect(idsOf(await list(SAM, { failure: 'error' }))).toEqual([error]);
    const both = idsOf(await list(SAM, { state: 'failed' }));
    expect([...both].sort()).toEqual([declined, error].sort());
    expect(idsOf(await list(SAM, { lastFour: '4242', failure: 'declined' }))).toEqual([declined]);
    expect(idsOf(await list(SAM, { lastFour: '4243' }))).toEqual([]);
  });

  it('filters by how a payment ended, why, how, in what currency and with what brand', async () => {
    const from = new Date().toISOString();
    const [visa, bank] = await Promise.all([
      endedPayment({ PayErrorCode: '64012' }),
      endedPayment({ Result: 'caller-hung-up' }, BANK),
    ]);
    const found = async (query: Readonly<Record<string, string>>) =>
      idsOf(await list(SAM, { from, ...query })).toSorted();
    const both = [visa, bank].toSorted();
    expect(await found({ ending: 'declined' })).toEqual([visa]);
    expect(await found({ ending: 'failed' })).toEqual([bank]);
    expect(await found({ reason: '64012' })).toEqual([visa]);
    expect(await found({ reason: 'caller-hung-up' })).toEqual([bank]);
    expect(await found({ method: 'ach-debit' })).toEqual([bank]);
    expect(await found({ brand: 'visa' })).toEqual([visa]);
    expect(await found({ brand: '-' })).toEqual([bank]);
    expect(await found({ agent: '-' })).toEqual(both);
    expect(await found({ currency: '-' })).toEqual(both);
    expect(await found({ currency: 'usd' })).toEqual([]);
    expect(await found({ changedSince: from })).toEqual(both);
    expect(await found({ changedSince: '2999-01-01' })).toEqual([]);
    expect(idsOf(await list(SAM, { currency: 'usd' }))).toEqual(paySids.toReversed());
  });

  it.each([
    [{ amountFrom: '2' }, [3, 2, 1]],
    [{ amountTo: '2' }, [1, 0]],
    [{ amountFrom: '1.999', amountTo: '3.00' }, [2, 1]],
    [{ amountFrom: '2.01', amountTo: '2.99' }, []],
    [{ amountFrom: '4', amountTo: '4', agent: 'ben', ending: 'open' }, [3]],
  ])('finds amounts within %j', async (query, wanted) => {
    expect(idsOf(await list(SAM, query))).toEqual(wanted.map((at) => paySids[at]));
  });

  it('refuses amounts that run backwards', async () => {
    const backwards = { amountFrom: '10.00', amountTo: '9.999' };
    expect(await list(SAM, backwards)).toMatchObject({
      status: 400,
      json: { error: { field: 'amountFrom' } },
    });
  });

  it('finds what the processor calls a payment, and notes only that it was asked for', async () => {
    const paySid = await endedPayment({ Result: 'success', PaymentConfirmationCode: 'ch_3MmKq7' });
    for (const confirmation of ['ch_3MmKq7', ' CH_3mmkq7 ']) {
      expect(idsOf(await list(SAM, { confirmation }))).toEqual([paySid]);
    }
    expect(idsOf(await list(SAM, { confirmation: 'ch_3Mm' }))).toEqual([]);
    expect(idsOf(await list(ANA, { confirmation: 'ch_3MmKq7' }))).toEqual([]);
    const { json } = await house.desk<AccessLogResponse>('accessLog', another(SAM));
    expect(json.items.slice(0, 4).map(({ filter }) => filter)).toEqual(
      Array(4).fill({ confirmation: 'given' }),
    );
  });

  it('gives a supervisor as many as they ask for, and an agent no more than a page', async () => {
    const two = await list(SAM, { limit: '2' });
    expect(two.json.items).toHaveLength(2);
    const rest = await list(SAM, { limit: '1000', cursor: two.json.cursor ?? '' });
    expect(rest.json).toEqual({ items: expect.any(Array) });
    expect(idsOf(await list(ANA, { limit: '1' }))).toEqual([paySids[2], paySids[1], paySids[0]]);
  });

  it('refuses a time range that runs backwards', async () => {
    const backwards = { from: '2026-02-01', to: '2026-01-01' };
    expect(await list(ANA, backwards)).toMatchObject({ status: 400, json: { error: { field: 'from' } } });
  });

  it.each([
    ['ends before anything was recorded', { to: '0000-01-01' }],
    ['starts in the future', { from: '9999-12-31' }],
    ['continues a page before its start', { from: '2026-01-01', cursor: cursorAt('2025-01-01') }],
    ['asks for a call in the future', { callSid: newSid('CA'), from: '2999-01-01' }],
  ])('finds nothing in a range that %s', async (_, query) => {
    for (const person of [ANA, SAM]) {
      expect(await list(person, query)).toMatchObject({ status: 200, json: { items: [] } });
    }
  });

  it('does not look for payments in the months to come', async () => {
    const { json } = await list(SAM, { from: '2020-01-01', to: '9999-12-31', state: 'cancelled' });
    expect(json.items).toHaveLength(1);
  });

  it('refuses an unknown filter', async () => {
    expect((await list(SAM, { owner: 'ana' })).status).toBe(400);
  });

  it('gives long lists in pages that neither repeat nor skip', async () => {
    for (let round = 0; round < 12; round += 1) {
      const ten = Array.from({ length: 10 }, () => house.callback(newSid('PK'), { CallSid: newSid('CA') }));
      expect((await Promise.all(ten)).map(({ status }) => status)).toEqual(Array(10).fill(204));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await list(SAM, cursor ? { cursor } : {});
      seen.push(...idsOf(page));
      cursor = page.json.cursor;
      pages += 1;
    } while (cursor);
    expect(pages).toBe(3);
    expect(seen).toHaveLength(129);
    expect(new Set(seen).size).toBe(129);
  });

  it('exports what the filter shows, safe for spreadsheets', async () => {
    const { headers, text } = await list(SAM, {
      format: 'csv',
      agent: 'ben',
      from: '2026-01-01',
      to: '2999-12-31',
    });
    expect(headers).toMatchObject({
      'x-row-count': '1',
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="payments_2026-01-01_\d{4}-\d\d-\d\d\.csv"$/,
      ),
    });
    expect(text.startsWith('\uFEFF"payment session","call"')).toBe(true);
    const rows = text.split('\r\n');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toContain(`"${paySids[3]}"`);
    expect(rows[1]).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
  });
});

const list = (person: Person, query: Readonly<Record<string, string>> = {}) =>
  house.desk<PaySessionList>('listPaySessions', person === SAM ? another(SAM) : person, undefined, {
    queryStringParameters: query,
  });

const CARD = {
  Capture: 'payment-card-number',
  PaymentCardNumber: 'xxxxxxxxxxxx4242',
  PaymentCardType: 'visa',
};
const BANK = {
  Capture: 'bank-account-number',
  BankAccountNumber: 'xxxxxx4242',
  PaymentMethod: 'ach-debit',
};

/** A payment without an agent that ended badly. */
async function endedPayment(form: Readonly<Record<string, string>>, entry: object = CARD): Promise<string> {
  const paySid = newSid('PK');
  await house.callback(paySid, {
    CallSid: newSid('CA'),
    ...entry,
    PartialResult: 'false',
    Required: '',
    DateUpdated: new Date().toISOString(),
  });
  await house.callback(paySid, { Result: 'payment-connector-error', ...form });
  return paySid;
}

function idsOf({ json }: { readonly json: PaySessionList }): readonly string[] {
  return json.items.map(({ paySid }) => paySid);
}

function cursorAt(day: string): string {
  return Buffer.from(`${day}T00:00:00.000Z#${newSid('PK')}`).toString('base64url');
}
