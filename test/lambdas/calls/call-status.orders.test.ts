import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANA, BEN, type HandlerHouse, newSid, openHouse, type Person } from '#test/support/handler-house.ts';
import { rung } from '#test/support/incoming-calls.ts';

/** Always free, so that an agent still counted as busy would not be rung as well. */
const CARL: Person = { username: 'carl', roles: ['agent'] };

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
  for (const person of [CARL, ANA, BEN]) {
    await house.desk('token', person);
    await house.desk('presence', person, { state: 'online' });
  }
});
afterAll(() => house.close());

/** Ana answered first; Ben's leg was answered at the same moment, lost the race and was cut off by Twilio. */
type Event = 'ana answered' | 'ben answered' | 'ben left' | 'ana left' | 'caller left';

const WHILE_UP = ['ana answered', 'ben answered', 'ben left'] as const;
const TO_THE_END = [...WHILE_UP, 'ana left', 'caller left'] as const;

describe('two agents who answer at once', () => {
  it.each(ordersOf<Event>(WHILE_UP))(
    'leave the call to the leg that is up: %s, %s, %s',
    async (...events) => {
      const call = await ringBoth();
      call.isUp = true;
      for (const event of events) await call.report(event);

      expect(await start(BEN, call.callSid)).toBe(403);
      expect(await start(ANA, call.callSid)).toBe(201);
      await call.end();
    },
  );

  it.each(ordersOf<Event>(TO_THE_END))(
    'leave nothing open after the end: %s, %s, %s, %s, %s',
    async (...events) => {
      const call = await ringBoth();
      for (const event of events) {
        if (event === 'ana left' || event === 'caller left') call.isUp = false;
        await call.report(event);
      }

      expect([403, 409]).toContain(await start(ANA, call.callSid));
      expect([403, 409]).toContain(await start(BEN, call.callSid));
      await call.report('caller left');
      expect((await rung(house)).toSorted()).toEqual(['ana', 'ben', 'carl']);
    },
  );
});

describe('a leg that lost the race', () => {
  it('ends nothing', async () => {
    const call = await ringBoth();
    for (const event of ['ana answered', 'ben answered', 'ben left'] as const) await call.report(event);

    expect(await start(ANA, call.callSid)).toBe(201);
    await call.end();
  });

  it('changes nothing while Twilio cannot be asked', async () => {
    const call = await ringBoth();
    await call.report('ana answered');
    house.twilio.next(/Calls\.json/, ...Array.from({ length: 8 }, () => ({ status: 503 })));
    expect((await call.report('ben answered')).status).toBe(204);
    house.twilio.forget();

    expect(await start(ANA, call.callSid)).toBe(201);
    await call.end();
  });
});

let calls = 0;

async function ringBoth() {
  // Who loses three races in a row is rung alone: everybody starts afresh before that.
  if (calls++ % 2 === 0) {
    for (const person of [ANA, BEN, CARL])
      for (const state of ['offline', 'online']) await house.desk('presence', person, { state });
  }
  const callSid = newSid('CA');
  await house.webhook('twiml', { CallSid: callSid, From: '+12025550100', To: '+12025550142' });
  const legs = { ana: newSid('CA'), ben: newSid('CA') };
  return {
    callSid,
    set isUp(isUp: boolean) {
      house.twilio.legs = isUp ? [{ sid: legs.ana, to: 'client:ana', status: 'in-progress' }] : [];
    },
    /** Frees both agents for the next call. */
    async end() {
      house.twilio.legs = [];
      for (const event of ['ben left', 'ana left', 'caller left'] as const) await this.report(event);
    },
    report(event: Event) {
      const [who, what] = event.split(' ') as ['ana' | 'ben' | 'caller', 'answered' | 'left'];
      const status = { CallStatus: what === 'left' ? 'completed' : 'in-progress' };
      return house.webhook(
        'callStatus',
        who === 'caller'
          ? { CallSid: callSid, To: '+12025550142', ...status }
          : { CallSid: legs[who], ParentCallSid: callSid, To: `client:${who}`, ...status },
      );
    },
  };
}

async function start(person: Person, callSid: string): Promise<number> {
  return (await house.desk('startPaySession', person, { callSid, chargeAmount: '1.00' })).status;
}

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, index) =>
    ordersOf([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [first, ...rest]),
  );
}
