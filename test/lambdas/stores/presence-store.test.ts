import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { createPresenceStore, type PresenceStore } from '#lambdas/stores/presence-store.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

const MINUTE = 60_000;

let house: HandlerHouse;
let now = Date.parse('2031-01-01T08:00:00.000Z');
let read: number;
let presence: PresenceStore;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const clock = { now: () => new Date(now), sleep: async () => {} };
const inSeconds = (seconds: number) => new Date(now + seconds * 1_000);

/** As seen by a stage that spreads its free agents over that many keys. */
function open(shards: number): PresenceStore {
  const dynamo = createDynamo();
  const counting: Dynamo = {
    ...dynamo,
    async query(input) {
      const page = await dynamo.query(input);
      read += page.length;
      return page;
    },
  };
  return createPresenceStore({ clock, dynamo: counting }, 'Sessions', shards);
}

/** Comes online a second after the one before. */
async function comes(name: string): Promise<void> {
  now += 1_000;
  await presence.tokenFetched(name, new Date(now + 15 * MINUTE));
  await presence.set(name, { state: 'online' });
}

/** Whom a new call would ring, without ringing them. */
async function line(most = 10): Promise<readonly string[]> {
  const call = { callSid: newSid('CA'), until: inSeconds(40) };
  const names = await presence.reserve(call.callSid, call.until, most);
  const reservation = { callSid: call.callSid, until: call.until.toISOString() };
  for (const name of names) await presence.release(name, reservation, 'spared');
  return names;
}

describe.each([1, 3])('free agents over %p keys', (shards) => {
  const named = (name: string) => `${name}.${shards}`;
  const [ana, ben, cai] = ['ana', 'ben', 'cai'].map(named) as [string, string, string];
  beforeAll(async () => {
    now += 24 * 60 * MINUTE;
    presence = open(shards);
    for (const name of [ana, ben, cai]) await comes(name);
  });

  it('are rung the longest waiting first, and keep their place when they are spared', async () => {
    expect(await line()).toEqual([ana, ben, cai]);
    expect(await line(2)).toEqual([ana, ben]);
    expect(await line()).toEqual([ana, ben, cai]);
  });

  it('ring for one call at a time, until the reservation ends', async () => {
    const [first, second] = [newSid('CA'), newSid('CA')];
    expect(await presence.reserve(first, inSeconds(40), 2)).toEqual([ana, ben]);
    expect(await presence.reserve(second, inSeconds(40), 2)).toEqual([cai]);
    expect(await presence.reserve(newSid('CA'), inSeconds(40), 2)).toEqual([]);
    now += 41_000;
    expect((await line()).toSorted()).toEqual([ana, ben, cai]);
    await Promise.all([ana, ben, cai].map((name) => presence.set(name, { state: 'offline' })));
    for (const name of [ana, ben, cai]) await comes(name);
  });

  it('are reserved by one of two calls that come at once', async () => {
    const both = await Promise.all(
      [newSid('CA'), newSid('CA')].map((callSid) => presence.reserve(callSid, inSeconds(40), 3)),
    );
    expect(both.flat().toSorted()).toEqual([ana, ben, cai].toSorted());
    now += 41_000;
    await Promise.all([ana, ben, cai].map((name) => presence.set(name, { state: 'offline' })));
    for (const name of [ana, ben, cai]) await comes(name);
  });

  it('are not rung for another call while one still rings there, whatever else ends', async () => {
    await presence.reserve(newSid('CA'), inSeconds(40), 1);
    await presence.busy(ana, 'CA7', true);
    await presence.busy(ana, 'CA7', false);
    expect(await line()).toEqual([ben, cai]);
    now += 41_000;
    expect((await line()).toSorted()).toEqual([ana, ben, cai]);
    await Promise.all([ana, ben, cai].map((name) => presence.set(name, { state: 'offline' })));
    for (const name of [ana, ben, cai]) await comes(name);
  });

  it('are not freed by a late word about an earlier ringing for the same call', async () => {
    const callSid = newSid('CA');
    const earlier = { callSid, until: inSeconds(40).toISOString() };
    await presence.reserve(callSid, inSeconds(40), 1);
    await presence.release(ana, earlier, 'spared');
    now += 1_000;
    await presence.reserve(callSid, inSeconds(40), 1);

    expect(await presence.release(ana, earlier, 'missed')).toBe(false);
    expect(await line()).toEqual([ben, cai]);
    now += 41_000;
    await Promise.all([ana, ben, cai].map((name) => presence.set(name, { state: 'offline' })));
    for (const name of [ana, ben, cai]) await comes(name);
  });

  it('go to the back when they miss a call, and are paused when they miss two', async () => {
    for (const expected of [
      [ben, cai, ana],
      [ben, cai],
    ]) {
      const call = { callSid: newSid('CA'), until: inSeconds(40) };
      const all = await presence.reserve(call.callSid, call.until, 3);
      now += 1_000;
      const reservation = { callSid: call.callSid, until: call.until.toISOString() };
      for (const name of all) await presence.release(name, reservation, name === ana ? 'missed' : 'spared');
      expect(await line()).toEqual(expected);
    }
    expect(await presence.set(ana, { state: 'online', beat: true })).toEqual({
      state: 'paused',
      missed: true,
    });
    expect(await line()).not.toContain(ana);
    await presence.set(ana, { state: 'online' });
    expect(await line()).toEqual([ben, cai, ana]);
  });

  it('are rung alone when others answered as many calls in a row as are rung at once', async () => {
    const lose = async () => {
      const call = { callSid: newSid('CA'), until: inSeconds(40) };
      const all = await presence.reserve(call.callSid, call.until, 2);
      const reservation = { callSid: call.callSid, until: call.until.toISOString() };
      for (const name of all) await presence.release(name, reservation, 'beaten');
      return all;
    };
    for (const expected of [[ben, cai], [ben, cai], [ben], [ben]]) expect(await lose()).toEqual(expected);

    await presence.busy(ben, 'CA1', true);
    expect(await lose()).toEqual([cai]);
    await presence.busy(ben, 'CA1', false);
    // Nobody begins their day with the races of the day before.
    for (const name of [ana, ben, cai]) await presence.set(name, { state: 'offline' });
    for (const name of [ben, cai, ana]) await comes(name);
    expect(await line()).toEqual([ben, cai, ana]);
    expect(await lose()).toEqual([ben, cai]);
  });

  it('are away when Twilio finds no desk, until it speaks again', async () => {
    const call = { callSid: newSid('CA'), until: inSeconds(40) };
    const reservation = { callSid: call.callSid, until: call.until.toISOString() };
    await presence.reserve(call.callSid, call.until, 1);
    await presence.release(ben, reservation, 'absent');
    expect(await line()).toEqual([cai, ana]);
    expect(await presence.staff()).toContainEqual(
      expect.objectContaining({ username: ben, presence: 'away' }),
    );
    await presence.set(ben, { state: 'online', beat: true });
    expect(await line()).toEqual([cai, ana, ben]);
  });

  it('are not rung on a call, and are again after it', async () => {
    await presence.busy(cai, 'CA1', true);
    expect(await line()).toEqual([ana, ben]);
    expect(await presence.busy(cai, 'another call', false)).toBe(false);
    now += 1_000;
    expect(await presence.busy(cai, 'CA1', false)).toBe(true);
    expect(await line()).toEqual([ana, ben, cai]);
  });

  it('are not rung who paused on a call, nor after its end', async () => {
    await presence.busy(ben, 'CA4', true);
    await presence.set(ben, { state: 'paused' });
    expect(await line()).not.toContain(ben);
    await presence.busy(ben, 'CA4', false);
    expect(await line()).not.toContain(ben);
    expect(await presence.staff()).toContainEqual(
      expect.objectContaining({ username: ben, presence: 'paused' }),
    );
    await presence.set(ben, { state: 'online' });
    expect(await line()).toContain(ben);
  });

  it('are not rung who have left without a word', async () => {
    now += 16 * MINUTE;
    expect(await line()).toEqual([]);
    expect(await presence.staff()).toEqual([]);
  });
});

describe('a stage that spreads its free agents anew', () => {
  it('finds them again once their desks have spoken', async () => {
    presence = open(1);
    const names = Array.from({ length: 8 }, (_, at) => `moved ${at}`);
    for (const name of names) await comes(name);
    presence = open(4);
    for (const name of names) await presence.set(name, { state: 'online', beat: true });
    expect((await line(20)).toSorted()).toEqual(names);
    for (const name of names) await presence.set(name, { state: 'offline' });
  });
});

describe('a large floor', () => {
  it('is not read for each call: only the front of the line is', async () => {
    now += 24 * 60 * MINUTE;
    presence = open(1);
    const busy = Array.from({ length: 60 }, (_, at) => `busy ${at}`);
    const free = Array.from({ length: 60 }, (_, at) => `free ${at}`);
    for (const name of [...busy, ...free]) await comes(name);
    await Promise.all(busy.map((name, at) => presence.busy(name, `CA9${at}`, true)));
    read = 0;
    expect(await line(3)).toEqual(free.slice(0, 3));
    expect(read).toBeLessThanOrEqual(10);
  });
});
