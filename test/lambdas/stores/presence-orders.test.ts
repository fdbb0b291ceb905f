import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { createPresenceStore, type PresenceStore } from '#lambdas/stores/presence-store.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
const now = Date.parse('2031-03-01T08:00:00.000Z');
let presence: PresenceStore;
/** The same table, seen by a request that is slow: something else happens before it writes. */
let slow: PresenceStore;
let meanwhile: (() => Promise<unknown>) | undefined;
/** Writes of that request that come before it. */
let writesBefore = 0;
beforeAll(async () => {
  house = await openHouse();
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const dynamo = createDynamo();
  const slowly: Dynamo = {
    ...dynamo,
    async update(input) {
      if (writesBefore > 0) writesBefore -= 1;
      else await happen();
      return dynamo.update(input);
    },
  };
  presence = createPresenceStore({ clock, dynamo }, 'Sessions');
  slow = createPresenceStore({ clock, dynamo: slowly }, 'Sessions');
});
afterAll(() => house.close());

async function happen(): Promise<boolean> {
  const happens = meanwhile;
  meanwhile = undefined;
  await happens?.();
  return happens !== undefined;
}

const until = new Date(now + 40_000);
const CALL = newSid('CA');
const reservation = { callSid: CALL, until: until.toISOString() };
const ANOTHER = { callSid: newSid('CA'), until: new Date(now + 50_000).toISOString() };

/** Whatever else writes about an agent, each on behalf of no person. */
const EVENTS: Readonly<Record<string, (store: PresenceStore, name: string) => Promise<unknown>>> = {
  'a beat': (store, name) => store.set(name, { state: 'online', beat: true }),
  'a token': (store, name) => store.tokenFetched(name, new Date(now + 900_000)),
  'the answer to a call': (store, name) => store.busy(name, CALL, true),
  'the end of a call': (store, name) => store.busy(name, CALL, false),
  'a call out': (store, name) => store.callsOut(name, CALL),
  'a reservation': (store) => store.reserve(CALL, until, 1),
  'a spared ring': (store, name) => store.release(name, reservation, 'spared'),
  'a missed ring': (store, name) => store.release(name, reservation, 'missed'),
  'an absent desk': (store, name) => store.release(name, reservation, 'absent'),
};

/** What an agent may be doing when it happens. */
const BEFORE: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
  waiting: async () => undefined,
  ringing: () => presence.reserve(CALL, until, 1),
  'ringing after a missed call': async (name) => {
    await presence.reserve(ANOTHER.callSid, new Date(ANOTHER.until), 1);
    await presence.release(name, ANOTHER, 'missed');
    await presence.reserve(CALL, until, 1);
  },
  'on a call': (name) => presence.busy(name, CALL, true),
  away: async (name) => {
    await presence.reserve(CALL, until, 1);
    await presence.release(name, reservation, 'absent');
  },
};

let count = 0;
async function agentWho(doing: string): Promise<string> {
  for (const { username } of await presence.staff()) await presence.set(username, { state: 'offline' });
  count += 1;
  const name = `orders ${count}`;
  await presence.tokenFetched(name, new Date(now + 900_000));
  await presence.set(name, { state: 'online' });
  await BEFORE[doing]?.(name);
  return name;
}

/**
 * Presses that while the event is under way: before its first write, then, for another agent, before its second, and so on, until the
 * event is over before.
 */
async function* interleaved(event: string, doing: string, ...pressed: readonly PresenceState[]) {
  for (let writes = 0, isOver = false; !isOver; writes += 1) {
    const name = await agentWho(doing);
    const last = pressed.at(-1) ?? 'offline';
    for (const state of pressed.slice(0, -1)) await presence.set(name, { state });
    meanwhile = () => presence.set(name, { state: last });
    writesBefore = writes;
    await EVENTS[event]?.(slow, name);
    isOver = await happen();
    yield name;
  }
}

/** Their call, if any, ends; then nobody may be rung, and the page is told what they pressed. */
async function expectKept(name: string, state: 'offline' | 'paused'): Promise<void> {
  await presence.busy(name, CALL, false);
  await presence.release(name, reservation, 'spared');
  expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([]);
  expect(await presence.set(name, { state: 'online', beat: true })).toMatchObject({ state });
  expect((await presence.staff()).map(({ presence: shown }) => shown)).toEqual(
    state === 'paused' ? ['paused'] : [],
  );
}

const cases = Object.keys(BEFORE).flatMap((doing) =>
  Object.keys(EVENTS).flatMap((event) =>
    (['offline', 'paused'] as const).map((state) => [state, event, doing] as const),
  ),
);

describe('what a person presses', () => {
  it.each(cases)('(%s) holds when %s comes late, twice, to somebody %s', async (state, event, doing) => {
    const name = await agentWho(doing);
    await presence.set(name, { state });
    await EVENTS[event]?.(presence, name);
    await EVENTS[event]?.(presence, name);
    await expectKept(name, state);
  });

  it.each(cases)('(%s) holds when %s was under way, for somebody %s', async (state, event, doing) => {
    for await (const name of interleaved(event, doing, state)) await expectKept(name, state);
  });

  it.each(cases.filter(([state]) => state === 'paused'))(
    '(online, after %s) holds when %s was under way, for somebody %s',
    async (_, event, doing) => {
      for await (const name of interleaved(event, doing, 'paused', 'online')) {
        await presence.busy(name, CALL, false);
        await presence.release(name, reservation, 'spared');
        expect(await presence.set(name, { state: 'online', beat: true })).toMatchObject({ state: 'online' });
        await presence.release(name, ANOTHER, 'spared');
        expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([name]);
      }
    },
  );

  it('brings back who signed out, and nothing else does', async () => {
    const name = await agentWho('waiting');
    await presence.set(name, { state: 'offline' });
    await presence.tokenFetched(name, new Date(now + 900_000));
    expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([]);
    await presence.set(name, { state: 'online' });
    expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([name]);
  });

  it('frees nobody from the call they are on', async () => {
    const name = await agentWho('on a call');
    for (const beat of [false, true]) {
      expect(await presence.set(name, { state: 'online', beat })).toMatchObject({
        call: { callSid: CALL },
      });
      expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([]);
    }
    await presence.set(name, { state: 'paused' });
    await presence.set(name, { state: 'online' });
    expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([]);
  });
});

describe('an agent who calls out', () => {
  it('makes one call at a time, however often they press, and none while one rings there', async () => {
    const name = await agentWho('waiting');
    const tried = await Promise.all(Array.from({ length: 5 }, () => presence.callsOut(name, newSid('CA'))));
    expect(tried.filter(Boolean)).toHaveLength(1);
    expect(await presence.reserve(newSid('CA'), until, 5)).toEqual([]);
    const ringing = await agentWho('ringing');
    expect(await presence.callsOut(ringing, newSid('CA'))).toBe(false);
  });

  it('does not, for a request that is repeated, count as another', async () => {
    const name = await agentWho('waiting');
    expect(await presence.callsOut(name, CALL)).toBe(true);
    expect(await presence.callsOut(name, CALL)).toBe(true);
  });
});
