import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallView } from '#lambdas/contract/desk-api.ts';
import { QUESTIONS } from '#lambdas/payment/call-ownership.ts';
import {
  ANA,
  another,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  type Reply,
  SAM,
} from '#test/support/handler-house.ts';
import { goOnline } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const UNKNOWN = { status: 404, body: { code: 20404 } };

const read = (person: Person, callSid: string) =>
  house.desk<CallView>('getCall', person, undefined, { pathParameters: { callSid } });

describe('GET /calls/{callSid}', () => {
  it('tells who was rung, that the caller waited, who answered, and what was paid', async () => {
    const callSid = newSid('CA');
    await house.webhook('twiml', { CallSid: callSid });
    await goOnline(house, ANA);
    await house.webhook('twiml', { CallSid: callSid }, {}, '/offered');
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    const { json: payment } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '1.00' });
    await house.webhook('callStatus', { ...leg, CallStatus: 'completed' });

    const { status, json } = await read(SAM, callSid);
    expect(status).toBe(200);
    expect(json).toMatchObject({ callSid, agent: 'ana', payments: [payment.paySid] });
    expect(json.steps.map(({ what, agents }) => [what, agents])).toEqual([
      ['waiting', undefined],
      ['rung', ['ana']],
      ['answered', ['ana']],
    ]);
    expect([json.arrivedAt, json.answeredAt, json.endedAt].toSorted()).toEqual([
      json.arrivedAt,
      json.answeredAt,
      json.endedAt,
    ]);
  });

  it('is for the agent who took the call and for supervisors', async () => {
    const callSid = await house.answeredCall(ANA);

    expect((await read(ANA, callSid)).status).toBe(200);
    expect((await read(BEN, callSid)).status).toBe(403);
    expect((await read(SAM, newSid('CA'))).status).toBe(404);
    expect((await read(SAM, 'CA1')).status).toBe(400);
  });

  it('asks Twilio once about a call nobody knows, and no more often than one person may, whatever they ask for', async () => {
    const someone = another(ANA);
    house.twilio.forget();
    house.twilio.next(/Calls/, ...Array.from({ length: 3 * QUESTIONS.burst }, () => UNKNOWN));
    const startedAt = Date.now();

    const replies: Reply<unknown>[] = [];
    for (let index = 0; index < QUESTIONS.burst; index += 1) {
      const callSid = newSid('CA');
      replies.push(await read(someone, callSid));
      replies.push(await house.desk('startPaySession', someone, { callSid, chargeAmount: '1.00' }));
    }

    const refilled = ((Date.now() - startedAt) / 1_000) * QUESTIONS.perSecond;
    const [served, refused] = [404, 429].map((code) => replies.filter(({ status }) => status === code));
    expect(served?.length).toBeGreaterThanOrEqual(QUESTIONS.burst);
    expect(served?.length).toBeLessThanOrEqual(QUESTIONS.burst + refilled);
    expect(house.twilio.calls).toHaveLength(served?.length ?? 0);
    expect(Number(refused?.[0]?.headers['retry-after'])).toBeGreaterThan(0);
    house.twilio.forget();
  });
});
