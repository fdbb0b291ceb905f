import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { createPresenceStore, type PresenceStore } from '#lambdas/stores/presence-store.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

const MINUTE = 60_000;
const MOST = 10;

let house: HandlerHouse;
let now = Date.parse('2031-01-01T08:00:00.000Z');
let read: number;
let presence: PresenceStore;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const clock = { now: () => new Date(now), sleep: async () => {} };

/** As seen by a stage whose busy agents have a list of their own, or share one. */
function open(busyApart: boolean): PresenceStore {
  const dynamo = createDynamo();
  const counting: Dynamo = {
    ...dynamo,
    async *pages(input) {
      for await (const page of dynamo.pages(input)) {
        read += page.length;
        yield page;
      }
    },
  };
  return createPresenceStore({ clock, dynamo: counting }, 'Sessions', busyApart);
}

/** Comes online a second after the one before. */
async function comes(name: string): Promise<void> {
  now += 1_000;
  await presence.tokenFetched(name, new Date(now + 15 * MINUTE));
}

describe.each([
  ['a list of their own', true],
  ['the list of all who are online', false],
])('with busy agents in %s', (_, busyApart) => {
  const named = (name: string) => `${name}.${busyApart}`;
  beforeAll(() => {
    now += 24 * 60 * MINUTE;
    presence = open(busyApart);
  });

  it('rings the free ones, the longest waiting first, and all when everyone is on a call', async () => {
    const [ana, ben, cai] = ['ana', 'ben', 'cai'].map(named) as [string, string, string];
    for (const name of [ana, ben, cai]) await comes(name);
    expect(await presence.available(MOST)).toEqual([ana, ben, cai]);

    await presence.busy(ana, 'CA1', true);
    expect(await presence.available(MOST)).toEqual([ben, cai]);
    await presence.busy(ben, 'CA2', true);
    await presence.busy(cai, 'CA3', true);
    expect((await presence.available(MOST)).toSorted()).toEqual([ana, ben, cai]);
    expect((await presence.staff()).map(({ call }) => call?.callSid).toSorted()).toEqual([
      'CA1',
      'CA2',
      'CA3',
    ]);

    now += 1_000;
    await presence.busy(ben, 'CA2', false);
    expect(await presence.available(MOST)).toEqual([ben]);
    await presence.busy(ana, 'CA1', false);
    await presence.busy(cai, 'another call', false);
    expect((await presence.available(MOST)).toSorted()).toEqual([ana, ben]);
  });

  it('does not ring who paused on a call, not after its end either', async () => {
    const dan = named('dan');
    await comes(dan);
    await presence.busy(dan, 'CA4', true);
    await presence.set(dan, 'paused');
    expect(await presence.available(MOST)).not.toContain(dan);
    await presence.busy(dan, 'CA4', false);
    expect(await presence.available(MOST)).not.toContain(dan);
    expect(await presence.staff()).toContainEqual(
      expect.objectContaining({ username: dan, presence: 'paused' }),
    );
    await presence.set(dan, 'online');
    expect(await presence.available(MOST)).toContain(dan);
  });

  it('does not ring who has left without a word', async () => {
    now += 16 * MINUTE;
    expect(await presence.available(MOST)).toEqual([]);
    expect(await presence.staff()).toEqual([]);
  });
});

describe('a large floor', () => {
  it('is not read for each call: the longest waiting and the newest arrival are', async () => {
    now += 24 * 60 * MINUTE;
    presence = open(true);
    const busy = Array.from({ length: 60 }, (_, at) => `busy ${at}`);
    const free = Array.from({ length: 60 }, (_, at) => `free ${at}`);
    for (const name of [...busy, ...free]) await comes(name);
    await Promise.all(busy.map((name, at) => presence.busy(name, `CA9${at}`, true)));
    read = 0;
    expect(await presence.available(MOST)).toEqual([...free.slice(0, MOST - 1), free.at(-1)]);
    expect(read).toBeLessThanOrEqual(22);
  });
});
