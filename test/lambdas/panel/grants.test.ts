import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ErrorResponse } from '#lambdas/contract/desk-api.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { createGrantStore, PANEL_MS, REDEEM_MS } from '#lambdas/stores/grant-store.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { ASKED, askGrant, callElsewhere, openPanel } from '#test/support/grants.ts';
import {
  ANA,
  clientAs,
  DESK_URL,
  type HandlerHouse,
  newSid,
  openHouse,
  originOf,
  signedInAs,
} from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const START = new Date('2026-11-28T10:00:00.000Z');
const storeAt = (later: number) =>
  createGrantStore(
    {
      dynamo: createDynamo(),
      clock: { now: () => new Date(START.getTime() + later), sleep: async () => {} },
    },
    'Sessions',
  );
const CLAIMS = {
  callSid: newSid('CA'),
  client: 'acme',
  agent: 'ana via acme',
  reference: 'R',
  currency: 'USD',
  maxAmount: '5.00',
  origin: originOf('acme'),
  methods: ['credit-card'],
} as const;

describe('POST /panel/grants', () => {
  it('gives a grant, the address for a plain frame and the end of its time', async () => {
    const { status, json } = await askGrant(house, { customer: 'C-7', amount: '12' });
    expect(status).toBe(201);
    expect(json.url).toBe(`${DESK_URL}panel#grant=${json.grant}`);
    const life = Date.parse(json.expiresAt) - Date.now();
    expect(life).toBeGreaterThan(REDEEM_MS - 60_000);
    expect(life).toBeLessThanOrEqual(REDEEM_MS);
  });

  it.each([
    ['callSid', { callSid: 'CA1' }],
    ['agent', { agent: 'ana maria' }],
    ['agent', { agent: 'system' }],
    ['agent', { agent: 'acme_4111111111111111' }],
    ['agent', { agent: '' }],
    ['reference', { reference: ' ' }],
    ['reference', { reference: 'x'.repeat(101) }],
    ['reference', { reference: '4111 1111 1111 1111' }],
    ['customer', { customer: '4111111111111111' }],
    ['currency', { currency: 'EURO' }],
    ['maxAmount', { maxAmount: '0' }],
    ['maxAmount', { maxAmount: '1.999' }],
    ['maxAmount', { maxAmount: 12 }],
    ['amount', { amount: '50.01' }],
    ['amount', { amount: '-1' }],
    ['origin', { origin: 'https://crm.example.org' }],
    ['origin', { origin: originOf('rival') }],
    ['origin', { origin: `${originOf('acme')}/` }],
    ['methods', { methods: [] }],
    ['methods', { methods: ['cash'] }],
    ['the body', { roles: ['supervisor'] }],
  ])('refuses a wrong %s: %j', async (field, wrong) => {
    const body = { ...ASKED, callSid: newSid('CA'), ...wrong };
    const { status, json, text } = await house.client<ErrorResponse>('acme', body);
    expect(status).toBe(400);
    expect(['INVALID_REQUEST', 'CARD_DIGITS']).toContain(json.error.code);
    if (field !== 'the body') expect(json.error.field).toBe(field);
    expect(text).not.toMatch(/4111|maria|example\.org/);
  });

  it.each([
    ['nobody', {} as never],
    ['a person', signedInAs(ANA)],
    [
      'a person whose token has the scope',
      {
        authorizer: { claims: { ...claimsOf(signedInAs(ANA)), client_id: 'acme-id', scope: 'desk/grant' } },
      } as never,
    ],
    ['a client without the scope', clientAs('acme-id', 'desk/other')],
    ['a client with a scope that begins alike', clientAs('acme-id', 'desk/grants desk/grant2')],
  ])('refuses %s', async (_, requestContext) => {
    const body = JSON.stringify({ ...ASKED, callSid: newSid('CA') });
    const reply = await house.invoke<ErrorResponse>('createGrant', { body, requestContext });
    expect([reply.status, reply.json.error.code]).toEqual([401, 'SIGN_IN_REQUIRED']);
  });

  it('refuses a client that is not set up here', async () => {
    const requestContext = clientAs('acme');
    const reply = await house.invoke<ErrorResponse>('createGrant', { body: '{}', requestContext });
    expect([reply.status, reply.json.error.code]).toEqual([403, 'CLIENT_REFUSED']);
  });
});

describe('POST /panel/open', () => {
  it('spends the grant for a token, and says what the panel may do', async () => {
    const callSid = callElsewhere(house);
    const opened = await openPanel(house, { callSid, customer: 'C-7', amount: '12' });
    expect(opened).toEqual({
      token: expect.stringMatching(/^[0-9a-f]{32}\.[\w-]{43}$/),
      expiresAt: expect.any(String),
      callSid,
      agent: 'ana via acme',
      reference: ASKED.reference,
      customer: 'C-7',
      currency: 'USD',
      maxAmount: '50.00',
      amount: '12.00',
      methods: ['credit-card'],
      payments: [],
    });
  });

  it('takes each grant once, also when many come at the same time', async () => {
    const { json } = await askGrant(house);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => house.panel('/open', '', { grant: json.grant })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
  });

  it.each([
    ['is not one', () => 'grant'],
    ['is unknown', () => `${'0'.repeat(32)}.${'a'.repeat(43)}`],
    ['has another secret', (grant: string) => `${grant.slice(0, -4)}AAAA`],
    ['has another id', (grant: string) => `${'f'.repeat(32)}${grant.slice(32)}`],
  ])('refuses a grant that %s', async (_, forge) => {
    const { json } = await askGrant(house);
    const reply = await house.panel<ErrorResponse>('/open', '', { grant: forge(json.grant) });
    expect([reply.status, reply.json.error.code]).toEqual([401, 'GRANT_REFUSED']);
    expect((await house.panel('/open', '', { grant: json.grant })).status).toBe(200);
  });

  it('refuses a page of another origin, and the grant is good for the right one', async () => {
    const { json } = await askGrant(house);
    for (const origin of [originOf('rival'), 'null', `${originOf('acme')}:8443`]) {
      const { status } = await house.panel('/open', '', { grant: json.grant, origin });
      expect(status).toBe(401);
    }
    const right = await house.panel('/open', '', { grant: json.grant, origin: originOf('acme') });
    expect(right.status).toBe(200);
  });

  it.each([
    ['is unknown to our account', undefined, 404, 'CALL_NOT_FOUND'],
    ['has ended', 'completed', 409, 'CALL_ENDED'],
    ['rings', 'ringing', 409, 'CALL_ENDED'],
  ])('refuses while the call %s', async (_, status, expected, code) => {
    const callSid = status === undefined ? newSid('CA') : callElsewhere(house, status);
    const { json } = await askGrant(house, { callSid });
    const reply = await house.panel<ErrorResponse>('/open', '', { grant: json.grant });
    expect([reply.status, reply.json.error.code]).toEqual([expected, code]);
  });

  it('does not take silence for a call', async () => {
    const callSid = callElsewhere(house);
    const { json } = await askGrant(house, { callSid });
    house.twilio.next(/\/Calls\/CA/, ...Array(6).fill({ status: 503 }));
    expect((await house.panel('/open', '', { grant: json.grant })).status).toBeGreaterThanOrEqual(500);
    house.twilio.forget();
  });
});

describe('a client that is no longer set up', () => {
  it('has neither grants nor panels', async () => {
    const { json } = await askGrant(house);
    const { token } = await openPanel(house);
    const before = process.env[ENV.embedClients];
    process.env[ENV.embedClients] = `rival=${originOf('rival')}`;
    try {
      const opened = await house.panel<ErrorResponse>('/open', '', { grant: json.grant });
      expect([opened.status, opened.json.error.code]).toEqual([401, 'GRANT_REFUSED']);
      const read = await house.panel<ErrorResponse>('/paySessions', token);
      expect([read.status, read.json.error.code]).toEqual([401, 'PANEL_CLOSED']);
    } finally {
      process.env[ENV.embedClients] = before;
    }
  });
});

describe('how long it all lives', () => {
  it('is five minutes for a grant', async () => {
    const { grant } = await storeAt(0).issue(CLAIMS);
    expect(await storeAt(REDEEM_MS).redeem(grant)).toBeUndefined();
    expect(await storeAt(REDEEM_MS - 1).redeem(grant)).toBeDefined();
  });

  it('is an hour for a token, from the opening', async () => {
    const { grant } = await storeAt(0).issue(CLAIMS);
    const opened = await storeAt(1_000).redeem(grant);
    const token = opened?.token ?? '';
    expect(await storeAt(PANEL_MS).find(token)).toMatchObject({ grant: CLAIMS });
    expect(await storeAt(PANEL_MS + 1_000).find(token)).toBeUndefined();
    // A grant is no token, and a token no grant.
    expect(await storeAt(2_000).find(grant)).toBeUndefined();
    expect(await storeAt(2_000).redeem(token)).toBeUndefined();
  });

  it('keeps neither grant nor token in clear, and logs neither', async () => {
    const written: string[] = [];
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    process.env.LOG_LEVEL = 'debug';
    const { json } = await askGrant(house);
    const opened = await house.panel<{ token: string }>('/open', '', { grant: json.grant });
    spy.mockRestore();
    process.env.LOG_LEVEL = 'silent';
    const { Items } = await createDocumentClient().send(new ScanCommand({ TableName: 'Sessions' }));
    const everything = JSON.stringify(Items) + written.join('');
    for (const text of [json.grant, opened.json.token]) {
      expect(everything).not.toContain(text.slice(33));
    }
  });
});

function claimsOf(context: ReturnType<typeof signedInAs>): Record<string, string> {
  return context.authorizer?.claims as Record<string, string>;
}
