import { describe, expect, it } from '@jest/globals';
import { systemChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { ObjectStore } from '#simulator/sync/object-store.ts';
import { DEFAULT_SYNC_SETTINGS } from '#simulator/sync/sync-settings.ts';

function createStore() {
  const clock = createManualClock();
  const store = new ObjectStore({
    clock,
    chance: systemChance,
    settings: DEFAULT_SYNC_SETTINGS,
    emit: () => {},
  });
  const map = store.create('IS1', 'map', { createdBy: 'system' });
  const add = (key: string, ttlSeconds?: number) =>
    store.addItem(map, key, { createdBy: 'system', ...(ttlSeconds !== undefined && { ttlSeconds }) });
  return { clock, store, map, add };
}

describe('what the store keeps', () => {
  it('frees what expired or was removed, timers included', () => {
    const { clock, store, map, add } = createStore();
    for (let n = 0; n < 2_000; n += 1) add(`k${n}`, 60);
    for (let n = 0; n < 1_000; n += 1) store.removeItem(map, store.item(map.sid, `k${n}`) ?? add('x'));
    expect([store.itemCount(map.sid), clock.pending]).toEqual([1_000, 1_000]);

    clock.advanceBy(60_000);
    expect([store.itemCount(map.sid), clock.pending]).toEqual([0, 0]);

    add('k', 60);
    store.remove(map.sid);
    expect([store.itemCount(map.sid), clock.pending, store.list()]).toEqual([undefined, 0, []]);
  });

  it('remembers the last 500 changes of a collection', () => {
    const { store, map, add } = createStore();
    for (let n = 0; n < 10_000; n += 1) store.removeItem(map, add('k'));

    expect(store.since(map, 0)).toHaveLength(500);
  });

  it('tells one that missed more of every item as it is, each once, oldest change first', () => {
    const { store, map, add } = createStore();
    const kept = ['a', 'b', 'c'].map((key) => add(key));
    const [first] = kept;
    for (let n = 0; n < 600; n += 1)
      store.updateItem(map, store.item(map.sid, 'c') ?? add('c'), { data: { n } });

    const missed = store.since(map, first?.lastEventId ?? 0);

    expect(missed.map(({ type, item }) => `${type} ${item?.key}`)).toEqual([
      'item_updated b',
      ...Array.from({ length: 500 }, () => 'item_updated c'),
    ]);
    const ids = missed.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('gives a removal its own date and the next revision, and the collection the one after (observed)', () => {
    const { clock, store, map, add } = createStore();
    for (let n = 0; n < 430; n += 1) add(`k${n}`);
    clock.advanceBy(1_000);

    store.removeItem(map, store.item(map.sid, 'k30') ?? add('x'));

    const [event] = store.since(map, 0).slice(-1);
    expect(event?.item?.revision).toBe('1ae');
    expect(event?.item?.dateUpdated).toEqual(clock.now());
    expect(event?.object.revision).toBe('1af');
  });
});
