import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TeamResponse } from '#lambdas/contract/desk-api.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import { type HandlerHouse, newSid, openHouse, type Person, SAM } from '#test/support/handler-house.ts';
import { goOnline, setPresence } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe.each([
  ['Arabic', 'ز'],
  ['Thai', 'ก'],
  ['emoji', '🦊'],
  ['Chinese', '字'],
  ['one letter', 'w'],
])('two agents whose names of 128 characters in %s differ in the last one', (_, letter) => {
  const named = (last: string): Person => ({ username: letter.repeat(127) + last, roles: ['agent'] });
  const one = named('1');
  const two = named('2');
  let callSid = '';

  beforeEach(async () => {
    for (const person of [one, two]) await goOnline(house, person);
    if (callSid) await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
    callSid = newSid('CA');
    const rung = await house.webhook('twiml', { CallSid: callSid, From: '+12025550100' });
    for (const person of [one, two]) {
      expect(rung.text).toContain(`<Identity>${identityOf(person.username)}</Identity>`);
    }
  });
  afterAll(() => Promise.all([one, two].map((person) => setPresence(house, person, 'offline'))));

  it('each ring, answer, own the call and its payment, and are seen in the team', async () => {
    const token = await house.desk<{ identity: string }>('token', two);
    expect(token.json.identity).toBe(identityOf(two.username));
    await answer(two);
    expect(await startStatus(one)).toBe(403);
    const started = await house.desk('startPaySession', two, { callSid, chargeAmount: '1.00' });
    expect(started).toMatchObject({ status: 201, json: { agent: two.username } });
    const { json } = await house.desk<TeamResponse>('team', SAM);
    const seen = json.agents.find(({ agent }) => agent === two.username);
    expect(seen).toMatchObject({ call: { callSid }, sessions: [{ paySid: started.json.paySid }] });
    const search = { agent: two.username };
    expect((await house.desk('searchPaySessions', SAM, search)).json).toMatchObject({
      items: [{ paySid: started.json.paySid }],
    });
  });

  it('own the call when the report of the answer was lost, by what Twilio says', async () => {
    house.twilio.legs = [{ sid: newSid('CA'), to: addressOf(two), status: 'in-progress' }];
    expect(await startStatus(one)).toBe(403);
    expect(await startStatus(two)).toBe(201);
    house.twilio.legs = [];
  });

  const answer = (person: Person) =>
    house.webhook('callStatus', {
      CallSid: newSid('CA'),
      ParentCallSid: callSid,
      CallStatus: 'in-progress',
      To: addressOf(person),
    });

  const startStatus = async (person: Person) =>
    (await house.desk('startPaySession', person, { callSid, chargeAmount: '1.00' })).status;
});

function addressOf({ username }: Person): string {
  return `client:${identityOf(username)}`;
}
