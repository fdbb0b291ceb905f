import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessEvent, AccessLogResponse, ErrorResponse } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { ACCESS_SHARDS } from '#lambdas/contract/tables.ts';
import type { SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { showAccessLog } from '#lambdas/records/access-log.ts';
import { getPaySession } from '#lambdas/records/get-pay-session.ts';
import { listPaySessions } from '#lambdas/records/list-pay-sessions.ts';
import { accessChainOf, shardOf } from '#lambdas/session/access-event.ts';
import { type AccessLog, createAccessLog } from '#lambdas/stores/access-log-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { accessDay } from '#test/support/access-day.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  type Reply,
  SAM,
} from '#test/support/handler-house.ts';

let house: HandlerHouse;
let open = '';
let ended = '';
beforeAll(async () => {
  house = await openHouse();
  open = await startPayment();
  ended = await startPayment();
  await house.desk('cancelPaySession', ANA, { paySid: ended });
});
afterAll(() => house.close());

describe('the access log', () => {
  it.each([
    ['a search', () => list(SAM, { state: 'failed', failure: 'declined' }), SAM, 'search'],
    ['an agent’s own search', () => list(ANA), ANA, 'search'],
    ['an export', () => list(SAM, { format: 'csv' }), SAM, 'export'],
    ['a reading of another’s payment', () => read(SAM, open), SAM, 'read'],
    ['an agent’s reading of their own, over', () => read(ANA, ended), ANA, 'read'],
    ['a reading of the log itself', () => accessLog(SAM), SAM, 'accessLog'],
  ] as const)('notes %s', async (_, look, person, action) => {
    const { noted, reply } = await notedBy(look);
    expect(reply.status).toBe(200);
    expect(noted).toMatchObject([
      { action, by: person.username, outcome: 'allowed', requestId: 'request-1' },
    ]);
  });

  it.each([
    ['a search of another’s payments', () => list(ANA, { agent: 'ben' }), 'search'],
    ['a reading of another’s payment', () => read(BEN, open), 'read'],
  ] as const)('notes that %s was refused', async (_, look, action) => {
    const { noted, reply } = await notedBy(look);
    expect(reply.status).toBe(403);
    expect(noted).toMatchObject([{ action, outcome: 'refused' }]);
  });

  it.each([
    ['the desk follows the payment it has open', () => read(ANA, open)],
    ['the desk looks for the payment it has open', () => list(ANA, { state: 'active' })],
    ['a supervisor watches the team', () => house.desk('team', SAM)],
    ['a supervisor looks for payments in doubt', () => house.desk('toResolve', SAM)],
    ['a request was wrong', () => list(SAM, { state: 'open' })],
    ['nothing is recorded under a payment', () => read(SAM, newSid('PK'))],
  ])('keeps quiet when %s', async (_, look) => {
    expect((await notedBy(look)).noted).toEqual([]);
  });

  it('says what was asked for and how much was shown, and never the digits of a card', async () => {
    const filter = { state: 'cancelled', lastFour: '4242', amount: '12.00', from: '2026-01-01' };
    const { noted } = await notedBy(() => list(SAM, filter));
    expect(noted[0]).toMatchObject({ filter: { ...filter, lastFour: 'given' }, rows: 0 });
    expect(JSON.stringify(noted)).not.toContain('4242');
  });

  it('is intact, and shows where it was tampered with', async () => {
    expect((await accessLog(SAM)).json.trail.verified).toBe(true);
    const chain = accessChainOf(today(), shardOf('sam', ACCESS_SHARDS));
    const key = { TableName: 'Audit', Key: { paySid: chain, sequence: 2 } };
    const { Item } = await createDocumentClient().send(new GetCommand(key));
    await createDocumentClient().send(new DeleteCommand(key));
    expect((await accessLog(SAM)).json.trail).toMatchObject({ verified: false, chain, brokenAt: 2 });
    await createDocumentClient().send(new PutCommand({ TableName: 'Audit', Item: { ...Item, by: 'eve' } }));
    expect((await accessLog(SAM)).json.trail).toMatchObject({ verified: false, chain, brokenAt: 2 });
    await createDocumentClient().send(new PutCommand({ TableName: 'Audit', Item }));
    expect((await accessLog(SAM)).json.trail.verified).toBe(true);
  });

  it('comes newest first, in pages that neither repeat nor skip, of one person if asked', async () => {
    for (let look = 0; look < 120; look += 1) {
      await real.access().record({ ...DRAFT, by: look % 10 === 0 ? 'ana' : 'ben' });
    }
    const seen: AccessEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await accessLog(SAM, { by: 'ben', ...(cursor ? { cursor } : {}) });
      expect(page.json.items.every(({ by }) => by === 'ben')).toBe(true);
      seen.push(...page.json.items);
      // By the next page there are newer lines above, which move nothing below.
      await real.access().record({ ...DRAFT, by: 'ben' });
      cursor = page.json.cursor;
    } while (cursor);
    expect(seen.length).toBeGreaterThanOrEqual(108);
    const names = seen.map(({ chain, sequence }) => `${chain} ${sequence}`);
    expect(new Set(names).size).toBe(names.length);
    const times = seen.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  }, 30_000);

  it.each([
    ['GET', () => accessLog(ANA)],
    ['POST', () => house.desk('searchAccessLog', ANA, { by: 'ben' })],
  ])('is closed to agents, and records their attempts: %s', async (_, look) => {
    const { noted, reply } = await notedBy(look);
    expect(reply.status).toBe(403);
    expect(noted).toMatchObject([{ action: 'accessLog', by: ANA.username, outcome: 'refused' }]);
  });

  it('finds by body what it finds by query, and is recorded the same', async () => {
    await real.access().record({ ...DRAFT, by: 'ben' });
    const asked = await accessLog(SAM, { by: 'ben', day: today() });
    const { noted, reply } = await notedBy(() =>
      house.desk<AccessLogResponse>('searchAccessLog', SAM, { by: 'ben', day: today() }),
    );
    expect((reply.json as AccessLogResponse).items).toEqual(asked.json.items);
    expect(noted).toMatchObject([{ action: 'accessLog', by: 'sam', target: today(), filter: { by: 'ben' } }]);
    expect((await house.desk('searchAccessLog', SAM, { name: 'ben' })).status).toBe(400);
  });

  it.each([
    ['day', 'yesterday'],
    ['day', '2026-02-30'],
    ['day', '2025-02-29'],
    ['day', '2026-13-01'],
    ['day', '20260201'],
    ['by', ''],
    ['cursor', '0'],
    ['cursor', '-1'],
    ['cursor', '07-12'],
    ['cursor', '0.1'],
    ['cursor', `0.${'999999.'.repeat(15)}1`],
  ])('refuses a wrong %s', async (field, value) => {
    expect(await accessLog(SAM, { [field]: value })).toMatchObject({
      status: 400,
      json: { error: { field } },
    });
  });

  it('has no lines for a day without readers', async () => {
    const { json } = await accessLog(SAM, { day: '2021-01-01' });
    expect(json).toEqual({ day: '2021-01-01', items: [], trail: { verified: true, events: 0 } });
  });
});

describe('many people looking at once', () => {
  it('all get a line, and the chain is intact', async () => {
    const clock = { now: () => new Date('2031-05-05T23:59:59.999Z'), sleep: async () => {} };
    const log = createAccessLog({ clock, dynamo: createDynamo() }, 'Audit');
    const people = Array.from({ length: 12 }, (_, at) => `person ${at}`);
    await Promise.all(people.map((by) => log.record({ ...DRAFT, by })));
    const { lines, check } = await accessDay(log, '2031-05-05');
    expect(lines.map(({ by }) => by).sort()).toEqual([...people].sort());
    expect(check).toEqual({ verified: true, events: 12 });
  });

  it('recognises a line whose response was lost', async () => {
    const clock = { now: () => new Date('2031-05-06T00:00:00.000Z'), sleep: async () => {} };
    const dynamo = createDynamo();
    let lost = 0;
    const losing: Dynamo = {
      ...dynamo,
      put: async (input) => {
        await dynamo.put(input);
        if (input.Item?.type !== 'access' || lost > 0) return true;
        lost += 1;
        throw Object.assign(new Error('lost'), { name: 'ConditionalCheckFailedException' });
      },
    };
    const log = createAccessLog({ clock, dynamo: losing }, 'Audit');
    expect((await log.record({ ...DRAFT, by: 'ana' })).sequence).toBe(2);
    expect((await accessDay(log, '2031-05-06')).lines).toHaveLength(1);
  });
});

describe('a look that cannot be recorded shows nothing', () => {
  const broken: AccessLog = {
    record: () => Promise.reject(new AppError('STORE_UNAVAILABLE')),
    page: (day, asked) => real.access().page(day, asked),
  };
  const { clock, listing, sessions, trail } = real;
  const needs = () => ({
    access: broken,
    clock: clock(),
    listing: listing(),
    outbox: real.outbox(),
    sessions: sessions(),
    trail: trail(),
  });

  it.each([
    ['a search', (request: SignedInRequest) => listPaySessions(needs())(request)],
    [
      'an export',
      (request: SignedInRequest) => listPaySessions(needs())({ ...request, query: { format: 'csv' } }),
    ],
    ['a reading', (request: SignedInRequest) => getPaySession(needs())(request)],
    ['the access log', (request: SignedInRequest) => showAccessLog(needs())({ ...request, query: {} })],
  ])('%s is refused with 503', async (_, look) => {
    await expect(look(request())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503 });
  });

  it('while the desk continues with the payment it has open', async () => {
    const own = { ...request(), caller: ANA };
    expect((await getPaySession(needs())(own)).status).toBe(200);
  });
});

const DRAFT = { action: 'search', outcome: 'allowed', requestId: 'request-1' } as const;

function request(): SignedInRequest {
  return {
    requestId: 'request-1',
    path: '',
    body: '',
    query: {},
    pathParameters: { paySid: open },
    header: () => undefined,
    log: createLog(() => {}),
    caller: SAM,
  };
}

async function startPayment(): Promise<string> {
  const callSid = await house.answeredCall(ANA);
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  return json.paySid;
}

const today = () => new Date().toISOString().slice(0, 10);

/** What a look leaves behind in today's log. */
async function notedBy(look: () => Promise<Reply<unknown>>) {
  const before = (await accessDay(real.access(), today())).lines.length;
  const reply = await look();
  const { lines } = await accessDay(real.access(), today());
  return { reply, noted: lines.slice(before) };
}

const list = (person: Person, query: Readonly<Record<string, string>> = {}) =>
  house.desk<ErrorResponse>('listPaySessions', person, undefined, { queryStringParameters: query });
const read = (person: Person, paySid: string) =>
  house.desk<ErrorResponse>('getPaySession', person, undefined, { pathParameters: { paySid } });
const accessLog = (person: Person, query: Readonly<Record<string, string>> = {}) =>
  house.desk<AccessLogResponse>('accessLog', person, undefined, { queryStringParameters: query });
