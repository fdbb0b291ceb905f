import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorResponse, PaySession, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { OpenResponse } from '#lambdas/contract/panel-api.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { askGrant, openPanel, setCall } from '#test/support/grants.ts';
import { ANA, another, BEN, type HandlerHouse, newSid, openHouse, SAM } from '#test/support/handler-house.ts';
import { at, CARD_ACCEPTED, EXPIRY_ACCEPTED, SHORT } from '#test/support/payment-steps.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
let references = 0;
/** A reference of its own for each test: a ceiling counts everything under one. */
let reference: string;
beforeEach(() => {
  references += 1;
  reference = `INV-${references}`;
});

const AMOUNT = { ...SHORT, chargeAmount: '12.00' };
const open = (asked: Parameters<typeof openPanel>[1] = {}, client?: string) =>
  openPanel(house, { reference, ...asked }, client);
const start = (token: string, body: unknown = AMOUNT) => house.panel('/startPaySession', token, body);
const codeOf = ({ status, json }: { status: number; json: unknown }) => [
  status,
  (json as Partial<ErrorResponse>).error?.code,
];

/** Everything a payment takes, through the panel alone. */
async function pay(
  token: string,
  result: 'success' | 'payment-connector-error' = 'success',
  body: unknown = AMOUNT,
) {
  const started = await start(token, body);
  if (started.status !== 201) throw new Error(`Failed to start: ${started.text}`);
  const { paySid, callSid } = started.json;
  const callback = (form: Record<string, string>) => house.callback(paySid, { CallSid: callSid, ...form });
  await house.panel('/updatePaySession', token, { paySid, capture: 'payment-card-number' });
  await callback(CARD_ACCEPTED);
  await callback(EXPIRY_ACCEPTED);
  expect((await house.panel('/completePaySession', token, { paySid })).status).toBe(202);
  await callback({
    Result: result,
    DateUpdated: at(9),
    ...(result === 'success' ? {} : { PayErrorCode: '64020', ConnectorError: 'declined' }),
  });
  return paySid;
}

describe('a payment in a panel', () => {
  it('is taken with the operations of the desk, by the agent of the grant', async () => {
    const opened = await open({ customer: 'C-7' });
    const paySid = await pay(opened.token);
    const { json } = await house.panel<PaySessionRecord>(`/paySessions/${paySid}`, opened.token);
    expect(json).toMatchObject({
      state: 'succeeded',
      outcome: 'charged',
      agent: 'ana via acme',
      client: 'acme',
      grant: opened.token.slice(0, 32),
      reference,
      customer: 'C-7',
      currency: 'USD',
      trail: { verified: true },
    });
    expect(new Set(json.events.map(({ by }) => by))).toEqual(new Set(['ana via acme', 'twilio']));
    const { json: list } = await house.panel<{ items: PaySession[] }>('/paySessions', opened.token);
    expect(list.items.map((session) => session.paySid)).toEqual([paySid]);
  });

  it('goes on in another panel of the same call, agent and client', async () => {
    const first = await open();
    const { json } = await start(first.token);
    const second = await open({ callSid: first.callSid });
    expect(second.payments.map(({ paySid }) => paySid)).toEqual([json.paySid]);
    const asked = { paySid: json.paySid, capture: 'payment-card-number' };
    expect((await house.panel('/updatePaySession', second.token, asked)).status).toBe(202);
  });

  it('is the same payment when the same start comes again, also through another panel', async () => {
    const first = await open();
    const { json } = await start(first.token);
    const second = await open({ callSid: first.callSid });
    expect((await start(second.token)).json.paySid).toBe(json.paySid);
    expect(codeOf(await start(second.token, { ...AMOUNT, chargeAmount: '13.00' }))).toEqual([
      409,
      'SESSION_OPEN',
    ]);
  });

  it('is one at a time on a call: another agent or client is told so, and opens no panel', async () => {
    const first = await open();
    await start(first.token);
    const { callSid } = first;
    for (const [asked, client] of [
      [{ agent: 'ben' }, 'acme'],
      [{}, 'rival'],
    ] as const) {
      const { json } = await askGrant(house, { callSid, reference, ...asked }, client);
      expect(codeOf(await house.panel('/open', '', { grant: json.grant }))).toEqual([409, 'SESSION_OPEN']);
    }
  });

  it('shows a panel nothing of other agents, clients and calls', async () => {
    const first = await open();
    const paySid = await pay(first.token);
    const others = [
      await open({ agent: 'ben', callSid: first.callSid }),
      await open({ callSid: first.callSid }, 'rival'),
      await open(),
    ];
    for (const { token, payments } of others) {
      expect(payments).toEqual([]);
      expect((await house.panel<{ items: unknown[] }>('/paySessions', token)).json.items).toEqual([]);
      expect(codeOf(await house.panel(`/paySessions/${paySid}`, token))).toEqual([403, 'NOT_YOUR_CALL']);
      for (const path of ['/completePaySession', '/cancelPaySession']) {
        expect(codeOf(await house.panel(path, token, { paySid }))).toEqual([403, 'NOT_YOUR_CALL']);
      }
    }
  });

  it('cannot be touched with a desk, not by an agent of the same name either', async () => {
    const { token } = await open();
    const { paySid } = (await start(token)).json;
    for (const person of [ANA, BEN]) {
      expect(codeOf(await house.desk('cancelPaySession', person, { paySid }))).toEqual([
        403,
        'NOT_YOUR_CALL',
      ]);
    }
    const read = await house.desk('getPaySession', another(SAM), undefined, { pathParameters: { paySid } });
    expect(read.status).toBe(200);
  });

  it('is one at a time on a call however its SID is written', async () => {
    const callSid = `CA${'ab'.repeat(16)}`;
    const { json } = await askGrant(house, { callSid: `CA${'AB'.repeat(16)}`, reference });
    // Not known of Twilio: that it finds a call by any spelling.
    house.twilio.next(/\/Calls\/CA/, { status: 200, body: { sid: callSid, status: 'in-progress' } });
    expect(codeOf(await house.panel('/open', '', { grant: json.grant }))).toEqual([404, 'CALL_NOT_FOUND']);
  });

  it.each([
    ['callSid', { callSid: 'CA1' }],
    ['currency', { currency: 'EUR' }],
    ['reference', { reference: 'another' }],
    ['customer', { customer: 'another' }],
    ['chargeAmount', { chargeAmount: undefined }],
    ['chargeAmount', { chargeAmount: undefined, tokenType: 'reusable' }],
    [
      'paymentMethod',
      { paymentMethod: 'ach-debit', bankAccountType: 'consumer-checking', parameters: { AVSName: 'A' } },
    ],
    ['parameters', { parameters: { orderId: '7' } }],
  ])('is refused with %s: %j', async (field, more) => {
    const { token } = await open();
    const { status, json } = await house.panel<ErrorResponse>('/startPaySession', token, {
      ...AMOUNT,
      ...more,
    });
    expect([status, json.error.field]).toEqual([400, field]);
  });

  it('charges the amount of the grant, where it names one, and no other', async () => {
    const { token } = await open({ amount: '12.00' });
    expect(codeOf(await start(token, { ...AMOUNT, chargeAmount: '12.01' }))).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
    expect((await start(token, { ...AMOUNT, chargeAmount: '12' })).status).toBe(201);
  });

  it('takes a bank account where the grant allows it', async () => {
    const { token } = await open({ methods: ['ach-debit'] });
    const bank = {
      paymentMethod: 'ach-debit',
      bankAccountType: 'consumer-checking',
      parameters: { AVSName: 'A' },
    };
    expect((await start(token, { chargeAmount: '12.00', ...bank })).status).toBe(201);
  });
});

describe('the ceiling', () => {
  it('counts everything that was or may be charged under a reference, on all calls', async () => {
    const first = await open({ maxAmount: '30.00' });
    await pay(first.token);
    const second = await open({ maxAmount: '30.00' });
    expect((await start(second.token)).status).toBe(201);
    const third = await open({ maxAmount: '30.00' });
    const refused = await start(third.token);
    expect(codeOf(refused)).toEqual([409, 'CEILING_REACHED']);
    expect(refused.text).not.toMatch(/30|24/);
    // What is left can still be charged; another reference, client or currency has a ceiling of its own.
    expect((await start(third.token, { ...AMOUNT, chargeAmount: '6.00' })).status).toBe(201);
    for (const panel of [
      await open({ reference: `${reference}-b` }),
      await open({}, 'rival'),
      await open({ currency: 'EUR' }),
    ]) {
      expect((await start(panel.token)).status).toBe(201);
    }
  });

  it('is free again when surely nothing was charged', async () => {
    const maxAmount = '12.00';
    const declined = await open({ maxAmount });
    await pay(declined.token, 'payment-connector-error');
    const cancelled = await open({ maxAmount });
    const { paySid } = (await start(cancelled.token)).json;
    await house.panel('/cancelPaySession', cancelled.token, { paySid });
    await house.callback(paySid, {
      CallSid: cancelled.callSid,
      Result: 'payment-canceled',
      DateUpdated: at(3),
    });
    const refused = await open({ maxAmount });
    house.twilio.next(/Payments\.json/, { status: 400, body: { code: 20001, message: 'no' } });
    expect((await start(refused.token)).status).toBe(502);
    const last = await open({ maxAmount });
    expect((await start(last.token)).status).toBe(201);
  });

  it('stays counted while the result is unknown, until a supervisor finds nothing was charged', async () => {
    const maxAmount = '12.00';
    const { token, callSid } = await open({ maxAmount });
    const { paySid } = (await start(token)).json;
    await house.callback(paySid, { CallSid: callSid, ...CARD_ACCEPTED });
    await house.callback(paySid, { CallSid: callSid, ...EXPIRY_ACCEPTED });
    await house.panel('/completePaySession', token, { paySid });
    setCall(house, callSid, 'completed');
    await sweepLater(60 * 60_000);
    expect((await real.sessions().find(paySid))?.session.outcome).toBe('unknown');
    const next = await open({ maxAmount });
    expect(codeOf(await start(next.token))).toEqual([409, 'UNKNOWN_RESULT']);
    expect(codeOf(await start(next.token, { ...AMOUNT, acknowledgeUnknown: [paySid] }))).toEqual([
      409,
      'CEILING_REACHED',
    ]);
    const found = { paySid, finding: 'notCharged', note: 'looked it up' };
    expect((await house.desk('resolvePaySession', another(SAM), found)).status).toBe(200);
    expect((await start(next.token)).status).toBe(201);
  });

  it('is free again of a start that Twilio never told of, once its call is over', async () => {
    const maxAmount = '12.00';
    const { token, callSid } = await open({ maxAmount });
    house.twilio.next(/Payments\.json/, ...Array(4).fill('reset'));
    expect((await start(token)).status).toBeGreaterThanOrEqual(500);
    const other = await open({ maxAmount });
    expect(codeOf(await start(other.token))).toEqual([409, 'CEILING_REACHED']);
    setCall(house, callSid, 'completed');
    expect((await start(other.token)).status).toBe(201);
  });

  it('says nothing of another client’s payment whose result is unknown, and is held up by it', async () => {
    const { token, callSid } = await open();
    const { paySid } = (await start(token)).json;
    for (const form of [CARD_ACCEPTED, EXPIRY_ACCEPTED])
      await house.callback(paySid, { CallSid: callSid, ...form });
    await house.panel('/completePaySession', token, { paySid });
    setCall(house, callSid, 'completed');
    await sweepLater(60 * 60_000);
    const own = await start((await open()).token);
    expect(own.text).toContain(paySid);
    const others = await start((await open({}, 'rival')).token);
    expect(codeOf(others)).toEqual([409, 'UNKNOWN_RESULT']);
    expect(others.text).not.toMatch(/PK|12\.00/);
  });

  it('stays counted when Twilio did not say whether it opened a session', async () => {
    const maxAmount = '12.00';
    const { token, callSid } = await open({ maxAmount });
    house.twilio.next(/Payments\.json/, ...Array(6).fill('reset'));
    expect((await start(token)).status).toBeGreaterThanOrEqual(500);
    const other = await open({ maxAmount });
    expect(codeOf(await start(other.token))).toEqual([409, 'CEILING_REACHED']);
    // The same request again finds out.
    const again = await open({ maxAmount, callSid });
    expect((await start(again.token)).status).toBe(201);
  });

  it('keeps counting a payment when its start came twice at once, and Twilio refused one of the two', async () => {
    const maxAmount = '12.00';
    const first = await open({ maxAmount });
    const second = await open({ maxAmount, callSid: first.callSid });
    const refused: number[] = [];
    house.twilio.next(/Payments\.json/, { status: 400, body: { code: 21220, message: 'no' } });
    house.twilio.before(/Payments\.json/, async () => {
      refused.push((await start(second.token)).status);
    });
    expect((await start(first.token)).status).toBe(201);
    expect(refused).toEqual([502]);
    const next = await open({ maxAmount });
    expect(codeOf(await start(next.token))).toEqual([409, 'CEILING_REACHED']);
  });

  it('counts it also when the start that was refused had counted it first', async () => {
    const maxAmount = '12.00';
    const first = await open({ maxAmount });
    const second = await open({ maxAmount, callSid: first.callSid });
    const began: number[] = [];
    // The first of the two waits for Twilio while the second opens the session, and is refused then.
    house.twilio.next(
      /Payments\.json/,
      { status: 201, body: { sid: newSid('PK') } },
      { status: 400, body: { code: 21220, message: 'no' } },
    );
    house.twilio.before(/Payments\.json/, async () => {
      began.push((await start(second.token)).status);
    });
    expect((await start(first.token)).status).toBe(502);
    expect(began).toEqual([201]);
    const next = await open({ maxAmount });
    expect(codeOf(await start(next.token))).toEqual([409, 'CEILING_REACHED']);
  });

  it('is free again when a payment ended before its start was recorded', async () => {
    const maxAmount = '12.00';
    const { token, callSid } = await open({ maxAmount });
    const paySid = newSid('PK');
    house.twilio.next(/Payments\.json/, { status: 201, body: { sid: paySid } });
    house.twilio.before(/Payments\.json/, () =>
      house.callback(paySid, { CallSid: callSid, Result: 'caller-hung-up', DateUpdated: at(1) }),
    );
    expect((await start(token)).json).toMatchObject({ paySid, outcome: 'notCharged' });
    const next = await open({ maxAmount });
    expect((await start(next.token)).status).toBe(201);
  });
});

describe('a token', () => {
  it.each(['', 'Bearer', 'x'.repeat(76), `${'0'.repeat(32)}.${'a'.repeat(43)}`])(
    '%j opens nothing',
    async (token) => {
      for (const path of [
        '/startPaySession',
        '/updatePaySession',
        '/completePaySession',
        '/cancelPaySession',
        '/token',
        '/paySessions',
        '/paySessions/PK1',
      ]) {
        const body = path.startsWith('/paySessions') ? undefined : {};
        expect(codeOf(await house.panel(path, token, body))).toEqual([401, 'PANEL_CLOSED']);
      }
    },
  );

  it('reads the documents of its own agent, and cannot telephone', async () => {
    const { token, agent } = await open();
    const { json } = await house.panel<{ token: string }>('/token', token, {});
    const claims = JSON.parse(Buffer.from(json.token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.grants).toEqual({
      identity: identityOf(agent),
      data_sync: { service_sid: expect.any(String) },
    });
  });

  it('does nothing more once the call has ended, but shows for a quarter of an hour what became of it', async () => {
    const { token, callSid } = await open();
    const { paySid } = (await start(token)).json;
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
    setCall(house, callSid, 'completed');
    await sweepLater(2 * 60_000);
    expect(codeOf(await start(token))).toEqual([409, 'CALL_ENDED']);
    for (const path of ['/updatePaySession', '/completePaySession']) {
      const body = { paySid, ...(path === '/updatePaySession' ? { capture: 'payment-card-number' } : {}) };
      expect(codeOf(await house.panel(path, token, body))).toEqual([409, 'CALL_ENDED']);
    }
    expect((await house.panel(`/paySessions/${paySid}`, token)).status).toBe(200);
    const call = await real.calls().find(callSid);
    const { assertReadable } = await import('#lambdas/panel/granted-call.ts');
    const endedAt = call?.endedAt ?? '';
    const readAfter = (minutes: number) => () =>
      assertReadable({ endedAt }, new Date(Date.parse(endedAt) + minutes * 60_000));
    expect(readAfter(15)).not.toThrow();
    expect(readAfter(15.1)).toThrow();
  });

  it('ends with the call although nobody reports its end: the sweep asks', async () => {
    const { token, callSid } = await open();
    const { paySid } = (await start(token)).json;
    setCall(house, callSid, 'completed');
    // The first keeps what a list has not shown yet.
    await sweepLater(2 * 60_000);
    await sweepLater(3 * 60_000);
    expect((await real.calls().find(callSid))?.endedAt).toBeDefined();
    expect(codeOf(await house.panel('/completePaySession', token, { paySid }))).toEqual([409, 'CALL_ENDED']);
  });

  it('opens nothing of the desk', async () => {
    const { token } = await open();
    for (const route of ['token', 'presence', 'startPaySession', 'listPaySessions', 'team']) {
      const headers = { Authorization: `Bearer ${token}` };
      expect((await house.invoke(route, { headers, body: '{}' })).status).toBe(401);
    }
  });

  it('has the budget of one person', async () => {
    const { token } = await open();
    const replies = await Promise.all(Array.from({ length: 200 }, () => house.panel('/paySessions', token)));
    expect(replies.filter(({ status }) => status === 429).length).toBeGreaterThan(50);
  });
});

describe('a call of ours', () => {
  it('can be paid on in a panel as well, one payment at a time', async () => {
    const callSid = await house.answeredCall(ANA);
    house.twilio.legs = [{ sid: callSid, to: '+12025550142', status: 'in-progress' }];
    const { json } = await house.desk('startPaySession', ANA, { ...AMOUNT, callSid });
    const { json: asked } = await askGrant(house, { callSid, reference });
    const opened = await house.panel<OpenResponse>('/open', '', { grant: asked.grant });
    expect(codeOf(opened)).toEqual([409, 'SESSION_OPEN']);
    expect(json.paySid).toMatch(/^PK/);
  });
});
