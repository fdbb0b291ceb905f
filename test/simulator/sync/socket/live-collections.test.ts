import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SyncClient, SyncList, SyncMap } from 'twilio-sync';
import { type StartedSync, startSync } from '#test/support/start-sync.ts';
import { nextEvent, subscriptionIs } from '#test/support/sync-events.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
  await sync.service.update({ aclEnabled: false });
});
afterEach(async () => {
  connected.length = 0;
  await sync.close();
});

const connected: SyncClient[] = [];
const connect = (identity = 'ana') => {
  const client = sync.connect(sync.tokenFor(identity));
  connected.push(client);
  return client;
};
const openMap = async (identity = 'ana') => {
  const map = await connect(identity).map('pays');
  await subscriptionIs(map, 'established');
  return map;
};
const openList = async (identity = 'ana') => {
  const list = await connect(identity).list('log');
  await subscriptionIs(list, 'established');
  return list;
};

const EVENTS = ['itemAdded', 'itemUpdated', 'itemRemoved', 'removed', 'failure'] as const;

/** What a page hears, as short lines: `+k local`. */
function hear(object: SyncMap | SyncList): string[] {
  const signs = {
    itemAdded: '+',
    itemUpdated: '~',
    itemRemoved: '-',
    removed: 'removed',
    failure: 'failure',
  };
  const heard: string[] = [];
  for (const name of EVENTS)
    (object as SyncMap).on(name as 'itemRemoved', (event) => {
      const { item = event, isLocal } = event as typeof event & { item?: { key?: string; index?: number } };
      const { key, index } = item as { key?: string; index?: number };
      heard.push(`${signs[name]}${key ?? index ?? ''}${isLocal ? ' local' : ''}`);
    });
  return heard;
}

/**
 * Resolves when everything sent before has reached the pages, because a socket keeps its order; asks twice, because the SDK
 * hands on a notification a moment later than a response that came with it.
 */
async function settle(): Promise<void> {
  const ask = (client: SyncClient) => client.document({ id: 'never', mode: 'open_existing' });
  for (const _ of ['first', 'second'])
    await Promise.all(connected.map((client) => ask(client).catch(() => undefined)));
}

describe('opening a map in twilio-sync', () => {
  it('makes it, and finds it again, by name and by SID', async () => {
    const map = await connect('ana').map('pays');

    await expect(connect('ben').map({ id: map.sid, mode: 'open_existing' })).resolves.toMatchObject({
      sid: map.sid,
      uniqueName: 'pays',
    });
    await expect(sync.service.syncMaps('pays').fetch()).resolves.toMatchObject({ createdBy: 'ana' });
    await expect(connect('cy').map({ id: 'pays', mode: 'create_new' })).rejects.toMatchObject({
      status: 409,
      code: 54301,
    });
    await expect(connect('di').map({ id: 'none', mode: 'open_existing' })).rejects.toMatchObject({
      status: 404,
      code: 54200,
    });
  });

  it('makes one without a name', async () => {
    const map = await connect().map();

    await expect(sync.service.syncMaps(map.sid).fetch()).resolves.toMatchObject({ uniqueName: null });
  });

  it('gives it a life', async () => {
    await connect().map({ id: 'brief', ttl: 60 });

    sync.clock.advanceBy(60_000);

    await expect(sync.service.syncMaps('brief').fetch()).rejects.toMatchObject({ code: 20404 });
  });

  it('takes its items with it when asked to', async () => {
    await sync.service.syncMaps.create({ uniqueName: 'pays' });
    await sync.service.syncMaps('pays').syncMapItems.create({ key: 'k', data: { n: 1 } });

    const map = await connect().map({ id: 'pays', includeItems: true });

    await expect(map.get('k')).resolves.toMatchObject({ data: { n: 1 } });
  });

  it('subscribes to many at once', async () => {
    const client = connect();
    const maps = await Promise.all(Array.from({ length: 12 }, (_, n) => client.map(`pays${n}`)));
    await Promise.all(maps.map((map) => subscriptionIs(map, 'established')));
    const heard = maps.map(hear);

    for (let n = 0; n < 12; n += 1)
      await sync.service.syncMaps(`pays${n}`).syncMapItems.create({ key: `k${n}`, data: {} });
    await settle();

    expect(heard).toEqual(maps.map((_, n) => [`+k${n}`]));
  });
});

describe('a map open in twilio-sync', () => {
  it('adds, replaces, merges and removes items, and hears of each of its own changes once', async () => {
    const map = await openMap();
    const heard = hear(map);

    await map.set('k', { a: 1 });
    await map.update('k', { b: 2 });
    await map.mutate('k', (data) => ({ ...data, c: 3 }));
    await expect(map.get('k')).resolves.toMatchObject({ data: { a: 1, b: 2, c: 3 } });
    await map.set('k', { d: 4 });
    await map.remove('k');
    await settle();

    expect(heard).toEqual(['+k local', '~k local', '~k local', '~k local', '-k local']);
    await expect(sync.service.syncMaps('pays').syncMapItems.list()).resolves.toEqual([]);
  });

  it('takes keys with spaces, slashes and letters of any script', async () => {
    const map = await openMap();

    await map.update('k 2/é?#%', { n: 1 });
    await map.update('k 2/é?#%', { m: 2 });

    const [item] = await sync.service.syncMaps('pays').syncMapItems.list();
    expect(item).toMatchObject({ key: 'k 2/é?#%', data: { n: 1, m: 2 } });
    await map.remove('k 2/é?#%');
    await expect(map.get('k 2/é?#%')).rejects.toMatchObject({ status: 404, code: 54201 });
  });

  it('hears what another browser and the server do', async () => {
    const [anas, bens] = [await openMap('ana'), await openMap('ben')];
    const heard = hear(anas);
    const items = sync.service.syncMaps('pays').syncMapItems;
    const updated = nextEvent(anas, 'itemUpdated');

    await bens.set('k', { n: 1 });
    await items('k').update({ data: { n: 2 } });
    await items('k').remove();
    await items.create({ key: 'other', data: {} });
    await settle();

    expect(heard).toEqual(['+k', '~k', '-k', '+other']);
    await expect(updated).resolves.toMatchObject({
      item: { key: 'k', data: { n: 2 } },
      previousItemData: { n: 1 },
      isLocal: false,
    });
  });

  it('knows nothing of the value before of a key it never loaded', async () => {
    await sync.service.syncMaps.create({ uniqueName: 'pays' });
    await sync.service.syncMaps('pays').syncMapItems.create({ key: 'k', data: { n: 1 } });
    const map = await openMap();
    const updated = nextEvent(map, 'itemUpdated');

    await sync.service
      .syncMaps('pays')
      .syncMapItems('k')
      .update({ data: { n: 2 } });

    await expect(updated).resolves.toMatchObject({ previousItemData: null });
  });

  it('loses no change when two browsers merge at once, even into a key that was absent', async () => {
    const maps = [await openMap('ana'), await openMap('ben')];

    await Promise.all(maps.map((map, n) => map.update('k', { [`from${n}`]: true })));

    await expect(sync.service.syncMaps('pays').syncMapItems('k').fetch()).resolves.toMatchObject({
      data: { from0: true, from1: true },
    });
  });

  it('goes through its items in pages, forwards and back', async () => {
    await sync.service.syncMaps.create({ uniqueName: 'pays' });
    const keys = Array.from({ length: 25 }, (_, n) => `k${String(n).padStart(2, '0')}`);
    for (const key of keys) await sync.service.syncMaps('pays').syncMapItems.create({ key, data: {} });
    const map = await openMap();
    const heard = hear(map);

    const first = await map.getItems({ pageSize: 10 });
    const second = await first.nextPage();
    const third = await second.nextPage();
    const back = await third.prevPage();
    const last = await (await openMap('ben')).getItems({ pageSize: 3, order: 'desc' });
    const from = await (await openMap('cy')).getItems({ pageSize: 4, from: 'k10' });
    const before = await from.prevPage();

    expect([first, second, third].flatMap(({ items }) => items.map(({ key }) => key))).toEqual(keys);
    expect(third.hasNextPage).toBe(false);
    expect(back.items.map(({ key }) => key)).toEqual(keys.slice(10, 20));
    expect(last.items.map(({ key }) => key)).toEqual(['k24', 'k23', 'k22']);
    expect(before.items.map(({ key }) => key)).toEqual(['k06', 'k07', 'k08', 'k09']);
    expect(heard).toEqual([]);
  });

  it('gives its items and itself a life', async () => {
    const map = await openMap();
    const heard = hear(map);
    await map.set('k', {}, { ttl: 1000 });
    await map.setItemTtl('k', 60);
    await map.setTtl(90);

    sync.clock.advanceBy(60_000);
    await settle();
    const removed = nextEvent(map, 'removed');
    sync.clock.advanceBy(30_000);

    await expect(removed).resolves.toMatchObject({ isLocal: false });
    expect(heard).toEqual(['+k local', '-k', 'removed']);
  });

  it('is removed by its own browser, and by the server', async () => {
    const [anas, bens] = [await openMap('ana'), await openMap('ben')];
    const heard = [hear(anas), hear(bens)];

    await anas.removeMap();
    const again = await openMap('cy');
    const removed = nextEvent(again, 'removed');
    await sync.service.syncMaps('pays').remove();
    await removed;
    await settle();

    expect(heard).toEqual([['removed local'], ['removed']]);
  });

  it('hears no more once it is closed, and can be opened again', async () => {
    const client = connect();
    const map = await client.map('pays');
    await subscriptionIs(map, 'established');
    const heard = hear(map);
    map.close();
    await sync.service.syncMaps('pays').syncMapItems.create({ key: 'k', data: {} });

    const again = await client.map('pays');

    await expect(again.get('k')).resolves.toMatchObject({ key: 'k' });
    expect(heard).toEqual([]);
  });

  it('notices that it is gone when it writes', async () => {
    const map = await connect().map('pays');
    const removed = nextEvent(map, 'removed');
    await sync.service.syncMaps('pays').remove();

    await expect(map.set('k', {})).rejects.toMatchObject({ status: 404, code: 54200 });
    await expect(removed).resolves.toMatchObject({ isLocal: false });
  });

  it('is told of too many writes and too large ones', async () => {
    const map = await openMap();
    for (let n = 0; n < 200; n += 1)
      await sync.service.syncMaps('pays').syncMapItems.create({ key: `k${n}`, data: {} });

    await expect(map.set('k', {})).rejects.toMatchObject({ status: 429, code: 54009 });
    sync.clock.advanceBy(10_000);
    await expect(map.set('k', { text: 'x'.repeat(16 * 1024) })).rejects.toMatchObject({
      status: 413,
      code: 54006,
    });
    await expect(map.set('k'.repeat(257), {})).rejects.toMatchObject({ status: 400, code: 54209 });
  });
});

describe('a list open in twilio-sync', () => {
  it('adds, replaces, merges and removes items, and hears of each of its own changes once', async () => {
    const list = await openList();
    const heard = hear(list);

    await list.push({ n: 0 });
    await list.push({ n: 1 }, { ttl: 60 });
    await list.set(0, { a: 1 });
    await list.update(0, { b: 2 });
    await list.mutate(0, (data) => ({ ...data, c: 3 }));
    await expect(list.get(0)).resolves.toMatchObject({ data: { a: 1, b: 2, c: 3 } });
    await list.remove(1);
    await settle();

    expect(heard).toEqual(['+0 local', '+1 local', '~0 local', '~0 local', '~0 local', '-1 local']);
    await expect(sync.service.syncLists('log').syncListItems(1).fetch()).rejects.toMatchObject({
      code: 20404,
    });
    await expect(list.push({ n: 2 })).resolves.toMatchObject({ index: 2 });
  });

  it('hears what the server does, and can then change it', async () => {
    const list = await openList();
    const heard = hear(list);
    const items = sync.service.syncLists('log').syncListItems;

    await items.create({ data: { n: 0 } });
    await items(0).update({ data: { n: 1 } });
    await settle();
    await list.update(0, { m: 2 });
    await items(0).remove();
    await settle();

    expect(heard).toEqual(['+0', '~0', '~0 local', '-0']);
  });

  it('says of an index that is not there that it is not', async () => {
    const list = await openList();

    await expect(list.get(7)).rejects.toMatchObject({ status: 404, code: 54151 });
    await expect(connect('ben').list({ id: 'none', mode: 'open_existing' })).rejects.toMatchObject({
      status: 404,
      code: 54150,
    });
  });

  it('goes through its items in pages, in either order', async () => {
    await sync.service.syncLists.create({ uniqueName: 'log' });
    const items = sync.service.syncLists('log').syncListItems;
    for (let n = 0; n < 25; n += 1) await items.create({ data: { n } });
    await items(3).remove();

    const first = await (await openList()).getItems({ pageSize: 20 });
    const second = await first.nextPage();
    const last = await (await openList('ben')).getItems({ pageSize: 2, order: 'desc' });

    const indexes = [first, second].flatMap((page) => page.items.map(({ index }) => index));
    expect(indexes).toEqual(Array.from({ length: 25 }, (_, n) => n).filter((n) => n !== 3));
    expect(last.items.map(({ index }) => index)).toEqual([24, 23]);
  });

  it('merges what two browsers write at once', async () => {
    const lists = [await openList('ana'), await openList('ben')];
    await lists[0]?.push({});
    await settle();

    await Promise.all(lists.map((list, n) => list.update(0, { [`from${n}`]: true })));

    await expect(sync.service.syncLists('log').syncListItems(0).fetch()).resolves.toMatchObject({
      data: { from0: true, from1: true },
    });
  });

  it('gives its items and itself a life, and can be removed', async () => {
    const list = await openList();
    const heard = hear(list);
    await list.push({});
    await list.setItemTtl(0, 60);
    await list.setTtl(600);
    sync.clock.advanceBy(60_000);
    await settle();

    await list.removeList();

    expect(heard).toEqual(['+0 local', '-0', 'removed local']);
    await expect(sync.service.syncLists('log').fetch()).rejects.toMatchObject({ code: 20404 });
  });

  it('rejects a push when it is gone', async () => {
    const list = await connect().list('log');
    await sync.service.syncLists('log').remove();

    await expect(list.push({})).rejects.toMatchObject({ status: 404, code: 54150 });
  });

  it('is not made with a purpose or a context, which would be ignored', async () => {
    await expect(connect().list({ id: 'log', purpose: 'log' })).rejects.toMatchObject({ status: 501 });
  });
});

describe('a lost connection', () => {
  it('is made up for, each change in order', async () => {
    const map = await openMap();
    const items = sync.service.syncMaps('pays').syncMapItems;
    await map.set('a', { n: 1 });
    await map.set('b', { n: 1 });
    const heard = hear(map);
    const added = nextEvent(map, 'itemAdded');

    sync.faults.set({ syncDown: true });
    await items('a').update({ data: { n: 2 } });
    await items('b').remove();
    await items.create({ key: 'c', data: {} });
    expect(heard).toEqual([]);
    sync.faults.clear();
    await added;

    expect(heard).toEqual(['~a', '-b', '+c']);
  });

  it('is told as a removal when the map is gone', async () => {
    const map = await openMap();
    const removed = nextEvent(map, 'removed');

    sync.sync.reset();

    await expect(removed).resolves.toMatchObject({ isLocal: false });
  });
});

describe('the fault syncReordered', () => {
  it('lets a live change come before the replay, which does not repeat it', async () => {
    const map = await openMap();
    await map.set('a', { n: 1 });
    const items = sync.service.syncMaps('pays').syncMapItems;
    const heard = hear(map);
    sync.faults.set({ syncDown: true });
    await items('a').update({ data: { n: 2 } });
    await items.create({ key: 'b', data: {} });
    await items.create({ key: 'c', data: {} });
    const added = nextEvent(map, 'itemAdded');
    sync.faults.set({ syncReordered: true });
    await added;
    await settle();

    expect(heard).toEqual(['+c', '~a', '+b']);
  });

  it('lets live changes overtake each other, and holds up the last one only briefly', async () => {
    const list = await openList();
    const heard = hear(list);
    sync.faults.set({ syncReordered: true });
    for (let n = 0; n < 3; n += 1) await sync.service.syncLists('log').syncListItems.create({ data: { n } });
    await settle();
    expect(heard).toEqual(['+1', '+0']);

    sync.clock.advanceBy(500);
    await settle();
    expect(heard).toEqual(['+1', '+0', '+2']);
  });
});

describe('permissions for maps and lists', () => {
  const FORBIDDEN = { status: 403, code: 54007 };
  beforeEach(async () => {
    await sync.service.update({ aclEnabled: true });
    await sync.service.syncMaps.create({ uniqueName: 'pays' });
  });
  const grant = (identity: string, read: boolean, write: boolean, manage: boolean) =>
    sync.service.syncMaps('pays').syncMapPermissions(identity).update({ read, write, manage });

  it('open nothing without one, and read, write and manage with the one for it', async () => {
    await grant('ana', true, false, false);
    await grant('ben', true, true, false);
    await grant('cy', true, false, true);

    await expect(connect('di').map('pays')).rejects.toMatchObject(FORBIDDEN);
    const [anas, bens, cys] = [await openMap('ana'), await openMap('ben'), await openMap('cy')];
    await expect(anas.set('k', {})).rejects.toMatchObject(FORBIDDEN);
    await expect(bens.set('k', {})).resolves.toMatchObject({ key: 'k' });
    await expect(anas.remove('k')).rejects.toMatchObject(FORBIDDEN);
    await expect(anas.setTtl(60)).rejects.toMatchObject(FORBIDDEN);
    await expect(bens.removeMap()).rejects.toMatchObject(FORBIDDEN);
    await expect(cys.removeMap()).resolves.toBeUndefined();
  });

  it('stop what is told as soon as they are taken back', async () => {
    await grant('ana', true, false, false);
    const map = await openMap('ana');
    const heard = hear(map);

    await sync.service.syncMaps('pays').syncMapPermissions('ana').remove();
    await sync.service.syncMaps('pays').syncMapItems.create({ key: 'k', data: {} });
    await settle();

    expect(heard).toEqual([]);
  });
});

describe('settings of the socket', () => {
  const withSettings = async (settings: Parameters<typeof startSync>[0]) => {
    await sync.close();
    sync = await startSync(settings);
    await sync.service.update({ aclEnabled: false });
  };

  it('tell the one that removes an item twice', async () => {
    await withSettings({ syncRemovalEcho: true });
    const map = await openMap();
    const heard = hear(map);
    await map.set('k', {});

    await map.remove('k');
    await settle();

    expect(heard).toEqual(['+k local', '-k local', '-k']);
  });

  it('tell nobody what expired', async () => {
    await withSettings({ syncExpiryEvents: false });
    const map = await openMap();
    const heard = hear(map);
    await map.set('k', {}, { ttl: 60 });
    sync.clock.advanceBy(60_000);
    await settle();

    expect(heard).toEqual(['+k local']);
    await expect(sync.service.syncMaps('pays').syncMapItems.list()).resolves.toEqual([]);
  });
});
