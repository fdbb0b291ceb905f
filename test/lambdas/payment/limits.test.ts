import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorResponse, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { ACTIONS } from '#lambdas/edge/signed-in.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import type { TrailDraft } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import { ANA, type HandlerHouse, openHouse, type Person, SAM } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const TOO_OFTEN = { status: 409, json: { error: { code: 'TOO_OFTEN' } } };

describe('what one person may ask for at once is limited', () => {
  it('before any store is used, and for that person only', async () => {
    const flo: Person = { username: 'flo', roles: ['agent'] };
    const paySid = `PK${'0'.repeat(32)}`;
    const startedAt = Date.now();
    const replies = await Promise.all(
      Array.from({ length: 300 }, () => house.desk<ErrorResponse>('cancelPaySession', flo, { paySid })),
    );
    const served = replies.filter(({ status }) => status === 404);
    const told = replies.filter(({ status }) => status === 429);
    expect(served.length + told.length).toBe(300);
    const refilled = ((Date.now() - startedAt) / 1000) * ACTIONS.perSecond;
    expect(served.length).toBeGreaterThanOrEqual(ACTIONS.burst);
    expect(served.length).toBeLessThanOrEqual(ACTIONS.burst + refilled);
    expect(told[0]).toMatchObject({
      headers: { 'retry-after': '1' },
      json: { error: { code: 'TOO_MANY_REQUESTS' } },
    });
    expect((await house.desk('cancelPaySession', ANA, { paySid })).status).toBe(404);
  });
});

describe('what people may do on one payment is limited', () => {
  it('for fields asked for, also when several ask at once; callbacks are still recorded', async () => {
    const { callSid, paySid } = await started();
    await record(paySid, 59, { type: 'captureRequested', capture: 'security-code', by: 'ana' });
    const replies = await Promise.all(
      Array.from({ length: 6 }, () =>
        house.desk<ErrorResponse>('updatePaySession', ANA, { paySid, capture: 'postal-code' }),
      ),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([202, 409, 409, 409, 409, 409]);
    const told = replies.find(({ status }) => status === 409)?.json.error;
    expect(told).toMatchObject({
      code: 'TOO_OFTEN',
      message: expect.stringContaining('Cancel it and start'),
    });

    const before = (await read(paySid)).trail.events;
    const outcome = { CallSid: callSid, Capture: 'postal-code', DateUpdated: '2999-01-15T10:00:00.000Z' };
    expect((await house.callback(paySid, outcome)).status).toBe(204);
    expect((await read(paySid)).trail.events).toBe(before + 1);
    expect((await house.desk('cancelPaySession', ANA, { paySid })).status).toBe(202);
  });

  it('for submissions that Twilio refused', async () => {
    const { callSid, paySid } = await started();
    const ready = {
      CallSid: callSid,
      Capture: 'postal-code',
      Required: '',
      DateUpdated: '2999-01-15T10:00:00.000Z',
    };
    await house.callback(paySid, ready);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      house.twilio.next(/Payments\/PK/, refusal(400, 64020));
      expect((await house.desk('completePaySession', ANA, { paySid })).status).toBe(502);
    }
    const asked = house.twilio.payments().length;
    expect(await house.desk('completePaySession', ANA, { paySid })).toMatchObject(TOO_OFTEN);
    expect(house.twilio.payments()).toHaveLength(asked);
  });

  it('for cancels, by person: an agent’s do not use up a supervisor’s', async () => {
    const { paySid } = await started();
    const cancel = (person: Person) =>
      house.desk('cancelPaySession', person, { paySid, reason: 'wrong amount' });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      house.twilio.next(/Payments\/PK/, refusal(400, 64020));
      expect((await cancel(ANA)).status).toBe(502);
    }
    expect(await cancel(ANA)).toMatchObject(TOO_OFTEN);
    expect((await cancel(SAM)).status).toBe(202);
  });

  it('for starts on one call, those Twilio refused included', async () => {
    const callSid = await house.answeredCall();
    const start = () => house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
    for (let attempt = 0; attempt < 50; attempt += 1) {
      house.twilio.next(/Payments\.json/, refusal(400, 64020));
      expect((await start()).status).toBe(502);
    }
    expect(await start()).toMatchObject(TOO_OFTEN);
  });
});

describe('a long record', () => {
  it('comes in pages, each of which vouches for the whole', async () => {
    const { paySid } = await started();
    const refused = { type: 'captureRefused', capture: 'postal-code', request: 1, code: '1', by: 'system' };
    await seal(paySid, 404, refused as TrailDraft);
    const first = await read(paySid);
    expect(first.events.map(({ sequence }) => sequence)).toEqual(numbers(1, 200));
    expect(first).toMatchObject({ trail: { verified: true, events: 405 }, cursor: '200' });
    const second = await read(paySid, { after: first.cursor ?? '' });
    expect(second.events.map(({ sequence }) => sequence)).toEqual(numbers(201, 400));
    const last = await read(paySid, { after: second.cursor ?? '' });
    expect(last.events.map(({ sequence }) => sequence)).toEqual(numbers(401, 405));
    expect(last.trail).toEqual({ verified: true, events: 405 });
    expect(last.cursor).toBeUndefined();
  }, 30_000);

  it.each(['-1', 'x', '1.5', '9999999999'])('does not begin after %s', async (after) => {
    const { paySid } = await started();
    const more = { pathParameters: { paySid }, queryStringParameters: { after } };
    expect(await house.desk('getPaySession', ANA, undefined, more)).toMatchObject({
      status: 400,
      json: { error: { field: 'after' } },
    });
  });
});

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

async function started() {
  const callSid = await house.answeredCall();
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  return { callSid, paySid: json.paySid };
}

/** The same without reading the trail before each. */
async function seal(paySid: string, times: number, draft: TrailDraft): Promise<void> {
  const dynamo = createDocumentClient();
  let previous = (await real.trail().read(paySid)).at(-1);
  for (let time = 0; time < times; time += 1) {
    const sequence = (previous?.sequence ?? 0) + 1;
    const unsealed = { ...draft, paySid, sequence, at: new Date().toISOString() };
    previous = { ...unsealed, hash: hashOf(unsealed, previous?.hash) };
    await dynamo.send(new PutCommand({ TableName: 'Audit', Item: previous }));
  }
}

async function record(paySid: string, times: number, draft: TrailDraft): Promise<void> {
  for (let time = 0; time < times; time += 1) await real.trail().append(paySid, () => draft);
}

async function read(
  paySid: string,
  queryStringParameters: Readonly<Record<string, string>> = {},
): Promise<PaySessionRecord> {
  const more = { pathParameters: { paySid }, queryStringParameters };
  return (await house.desk<PaySessionRecord>('getPaySession', ANA, undefined, more)).json;
}
