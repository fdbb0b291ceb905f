import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SyncDocument } from 'twilio-sync';
import { type StartedSync, startSync } from '#test/support/start-sync.ts';
import { nextEvent, subscriptionIs } from '#test/support/sync-events.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
});
afterEach(() => sync.close());

/** A document made by the server that `identity` may read, open in that identity's client. */
async function openShared(identity = 'ana', data: object = { state: 'started' }): Promise<SyncDocument> {
  const { sid } = await sync.service.documents.create({ uniqueName: 'pay', data });
  await sync.service.documents(sid).documentPermissions(identity).update(READ_ONLY);
  return sync.connect(sync.tokenFor(identity)).document({ id: 'pay', mode: 'open_existing' });
}

const READ_ONLY = { read: true, write: false, manage: false };

describe('a document open in twilio-sync', () => {
  it('has the data the server gave it', async () => {
    const document = await openShared();

    expect(document.data).toEqual({ state: 'started' });
    expect(document.uniqueName).toBe('pay');
  });

  it('changes when the server updates it', async () => {
    const document = await openShared();
    const updated = nextEvent(document, 'updated');

    await sync.service.documents('pay').update({ data: { state: 'capturing', typed: 'xxxx – é' } });

    await expect(updated).resolves.toMatchObject({
      data: { state: 'capturing', typed: 'xxxx – é' },
      previousData: { state: 'started' },
      isLocal: false,
    });
  });

  it('misses no update, in order, however fast they come', async () => {
    const document = await openShared('ana', { n: 0 });
    const seen: number[] = [];
    const last = new Promise<void>((resolve) => {
      document.on('updated', ({ data }) => {
        const { n } = data as { n: number };
        seen.push(n);
        if (n === 30) resolve();
      });
    });
    await subscriptionIs(document, 'established');

    for (let n = 1; n <= 30; n += 1) await sync.service.documents('pay').update({ data: { n } });
    await last;

    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it('is removed when the server deletes it', async () => {
    const document = await openShared();
    await subscriptionIs(document, 'established');
    const removed = nextEvent(document, 'removed');

    await sync.service.documents('pay').remove();

    await expect(removed).resolves.toMatchObject({ isLocal: false });
  });

  it('is removed when its life is over', async () => {
    const document = await openShared();
    await sync.service.documents('pay').update({ ttl: 60 });
    await subscriptionIs(document, 'established');
    const removed = nextEvent(document, 'removed');

    sync.clock.advanceBy(60_000);

    await expect(removed).resolves.toMatchObject({ isLocal: false });
  });

  it('hears of its own change once', async () => {
    const document = await sync.connect(sync.tokenFor('ana')).document('own');
    const seen: unknown[] = [];
    document.on('updated', ({ isLocal, data }) => seen.push({ isLocal, data }));
    await subscriptionIs(document, 'established');

    await document.set({ n: 1 });
    const updated = nextEvent(document, 'updated');
    await sync.service.documents('own').update({ data: { n: 2 } });
    await updated;

    expect(seen).toEqual([
      { isLocal: true, data: { n: 1 } },
      { isLocal: false, data: { n: 2 } },
    ]);
  });

  it('merges a conditional update with what another wrote meanwhile', async () => {
    const document = await sync.connect(sync.tokenFor('ana')).document({ id: 'own', data: { a: 1 } });
    await sync.service.documents('own').update({ data: { a: 1, b: 2 } });

    await document.update({ c: 3 });

    await expect(sync.service.documents('own').fetch()).resolves.toMatchObject({
      data: { a: 1, b: 2, c: 3 },
    });
  });

  it('can be made, given a life and deleted by the browser, which then is its creator', async () => {
    const client = sync.connect(sync.tokenFor('ana'));
    const document = await client.document({ id: 'own', mode: 'create_new', data: { n: 1 } });
    await expect(sync.service.documents('own').fetch()).resolves.toMatchObject({ createdBy: 'ana' });

    await document.setTtl(60);
    await expect(sync.service.documents('own').fetch()).resolves.toMatchObject({
      dateExpires: expect.any(Date),
    });
    await document.removeDocument();

    await expect(sync.service.documents('own').fetch()).rejects.toMatchObject({ status: 404 });
  });

  it('cannot be made under a name that is taken', async () => {
    const client = sync.connect(sync.tokenFor('ana'));
    await sync.service.documents.create({ uniqueName: 'pay' });

    await expect(client.document({ id: 'pay', mode: 'create_new' })).rejects.toMatchObject({
      status: 409,
      code: 54301,
    });
  });

  it('is looked for before it is made, which alarms nobody who reads the request log', async () => {
    const browser = sync.connect(sync.tokenFor('ana'));
    await browser.document('new');
    await expect(browser.document({ id: 'new', mode: 'create_new' })).rejects.toMatchObject({ code: 54301 });
    await expect(browser.stream('new')).rejects.toMatchObject({ status: 501 });

    expect(sync.asked).toEqual(
      expect.arrayContaining([
        { method: 'init', path: '/v3/wsconnect', identity: 'ana', status: 200 },
        expect.objectContaining({
          path: '/v3/Documents/new',
          status: 404,
          note: '54100: Document not found',
        }),
        expect.objectContaining({ path: '/v3/Documents', problem: '54301: Unique name already exists' }),
        expect.objectContaining({ status: 501, problem: '501: Simulator: unsupported request' }),
      ]),
    );
    expect(sync.asked.filter(({ problem }) => problem)).toHaveLength(2);
  });

  it('cannot be opened when it does not exist', async () => {
    const client = sync.connect(sync.tokenFor('ana'));

    await expect(client.document({ id: 'none', mode: 'open_existing' })).rejects.toMatchObject({
      status: 404,
      code: 54100,
    });
  });
});

describe('a lost connection', () => {
  it('is made again after a restart, and what was missed is made up for', async () => {
    const document = await openShared();
    await subscriptionIs(document, 'established');
    const updated = nextEvent(document, 'updated');
    await sync.restart();

    await sync.service.documents('pay').update({ data: { state: 'ready' } });

    await expect(updated).resolves.toMatchObject({ data: { state: 'ready' } });
  });

  it('is refused while the faults say Sync is down, and resynced when they are cleared', async () => {
    const document = await openShared();
    await subscriptionIs(document, 'established');
    const updated = nextEvent(document, 'updated');
    const refused = sync.nextUpgrade();
    sync.faults.set({ syncDown: true });
    await sync.service.documents('pay').update({ data: { state: 'ready' } });
    await refused;
    expect(document.data).toEqual({ state: 'started' });

    sync.faults.clear();

    await expect(updated).resolves.toMatchObject({ data: { state: 'ready' } });
  });

  it('shows as a removal when the simulator was reset meanwhile', async () => {
    const document = await openShared();
    await subscriptionIs(document, 'established');
    const removed = nextEvent(document, 'removed');

    sync.sync.reset();

    await expect(removed).resolves.toMatchObject({ isLocal: false });
  });
});
