import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PresenceResponse } from '#lambdas/contract/desk-api.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import { ANA, type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { rung, setPresence } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('POST /presence', () => {
  it.each([[{}], [{ state: 'busy' }], [{ state: null }], [{ state: 'online', agent: 'ben' }]])(
    'refuses %j',
    async (body) => {
      expect((await house.desk('presence', ANA, body)).status).toBe(400);
    },
  );

  it.each([false, true])(
    'frees nobody whose call is up, whoever says that there is none (beat: %p)',
    async (beat) => {
      const callSid = await house.answeredCall(ANA);
      const leg = { sid: newSid('CA'), to: 'client:ana', status: 'in-progress' };
      house.twilio.legs = [leg];
      await house.desk('presence', ANA, { state: 'online', beat });
      expect(await rung(house)).toEqual([]);
      house.twilio.legs = [{ ...leg, to: 'client:ben' }];
      await house.desk('presence', ANA, { state: 'online', beat });
      expect(await rung(house)).toEqual(['ana']);
      house.twilio.legs = [];
      await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
    },
  );

  it('frees nobody while Twilio cannot be asked', async () => {
    const callSid = await house.answeredCall(ANA);
    house.twilio.next(/Calls\.json/, refusal(400, 20001));
    await setPresence(house, ANA, 'online');
    expect(await rung(house)).toEqual([]);
    await setPresence(house, ANA, 'online');
    expect(await rung(house)).toEqual(['ana']);
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
  });

  it('takes nobody for busy with a call that has ended, or never was', async () => {
    const callSid = await house.answeredCall(ANA);
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
    for (const sid of [callSid, newSid('CA')]) {
      await house.desk('presence', ANA, { state: 'online', beat: true, callSid: sid });
      expect(await rung(house)).toEqual(['ana']);
    }
  });

  it('tells the desk what was said elsewhere', async () => {
    await setPresence(house, ANA, 'online');
    for (const state of ['paused', 'offline', 'online']) {
      await setPresence(house, ANA, state);
      const beat = await house.desk<PresenceResponse>('presence', ANA, { state: 'online', beat: true });
      expect(beat.json.state).toBe(state);
    }
  });
});
