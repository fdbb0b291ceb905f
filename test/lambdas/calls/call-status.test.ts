import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ANA, BEN, type HandlerHouse, newSid, openHouse, type Person } from '#test/support/handler-house.ts';
import { ring, setPresence } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => Promise.all([ANA, BEN].map((person) => setPresence(house, person, 'offline'))));
afterAll(() => house.close());

describe('POST /callStatus', () => {
  it('makes the first agent to answer the owner, whatever the other legs report', async () => {
    const callSid = await house.rungCall(ANA);
    const leg = (person: string) => ({
      CallSid: newSid('CA'),
      ParentCallSid: callSid,
      To: `client:${person}`,
    });
    await house.webhook('callStatus', { ...leg('ben'), CallStatus: 'ringing' });
    await house.webhook('callStatus', { ...leg('ana'), CallStatus: 'in-progress' });
    await house.webhook('callStatus', { ...leg('ben'), CallStatus: 'no-answer' });
    expect(await startStatus(ANA, callSid)).toBe(201);
    expect(await startStatus(BEN, callSid)).toBe(403);
  });

  it('knows the end of a call that is reported before its beginning', async () => {
    const callSid = await house.rungCall(ANA);
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'completed' });
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    expect(await startStatus(ANA, callSid)).toBe(409);
    expect((await ring(house)).text).toContain('ana');
  });

  it('knows the end from the caller’s own leg, where the number reports it', async () => {
    const callSid = await house.answeredCall(ANA);
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed', To: '+12025550142' });
    expect(await startStatus(ANA, callSid)).toBe(409);
    expect((await ring(house)).text).toContain('ana');
  });

  it.each([
    ['a leg that is no agent’s', { To: '+12025550100' }],
    ['an identity nobody can have', { To: 'client:a b' }],
    ['no status', { To: 'client:ana', CallStatus: '' }],
  ])('ignores %s', async (_, form) => {
    const callSid = newSid('CA');
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, CallStatus: 'in-progress', ...form };
    expect((await house.webhook('callStatus', leg)).status).toBe(204);
    expect(await startStatus(ANA, callSid)).toBe(404);
  });
});

async function startStatus(someone: Person, callSid: string): Promise<number> {
  return (await house.desk('startPaySession', someone, { callSid, chargeAmount: '1.00' })).status;
}
