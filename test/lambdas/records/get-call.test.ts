import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallView } from '#lambdas/contract/desk-api.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  SAM,
} from '#test/support/handler-house.ts';
import { goOnline } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

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
});
