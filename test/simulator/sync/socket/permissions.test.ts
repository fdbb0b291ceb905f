import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICE_SID, type StartedSync, startSync } from '#test/support/start-sync.ts';
import { nextEvent, subscriptionIs } from '#test/support/sync-events.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
  await sync.service.documents.create({ uniqueName: 'pay', data: { n: 0 } });
});
afterEach(() => sync.close());

const grant = (identity: string, read: boolean, write: boolean, manage: boolean) =>
  sync.service.documents('pay').documentPermissions(identity).update({ read, write, manage });

const open = (identity: string) =>
  sync.connect(sync.tokenFor(identity)).document({ id: 'pay', mode: 'open_existing' });

const FORBIDDEN = { status: 403, code: 54007 };

describe('a private document', () => {
  it('is closed to an identity without permission', async () => {
    await grant('ana', true, false, false);

    await expect(open('ben')).rejects.toMatchObject(FORBIDDEN);
  });

  it('can be read and not written with read permission alone', async () => {
    await grant('ana', true, false, false);
    const document = await open('ana');

    await expect(document.set({ n: 1 })).rejects.toMatchObject(FORBIDDEN);
    await expect(document.setTtl(1)).rejects.toMatchObject(FORBIDDEN);
    await expect(document.removeDocument()).rejects.toMatchObject(FORBIDDEN);
    await expect(sync.service.documents('pay').fetch()).resolves.toMatchObject({ data: { n: 0 } });
  });

  it('can be written and not deleted with write permission', async () => {
    await grant('ana', true, true, false);
    const document = await open('ana');

    await expect(document.set({ n: 1 })).resolves.toEqual({ n: 1 });
    await expect(document.removeDocument()).rejects.toMatchObject(FORBIDDEN);
  });

  it('can be deleted with manage permission', async () => {
    await grant('ana', true, false, true);
    const document = await open('ana');

    await document.removeDocument();

    await expect(sync.service.documents('pay').fetch()).rejects.toMatchObject({ status: 404 });
  });

  it('stops telling an identity whose permission was taken back, and goes on telling the others', async () => {
    await grant('ana', true, false, false);
    await grant('ben', true, false, false);
    const [anas, bens] = [await open('ana'), await open('ben')];
    await Promise.all([subscriptionIs(anas, 'established'), subscriptionIs(bens, 'established')]);
    const heard: unknown[] = [];
    anas.on('updated', (event) => heard.push(event));

    await sync.service.documents('pay').documentPermissions('ana').remove();
    const updated = nextEvent(bens, 'updated');
    await sync.service.documents('pay').update({ data: { n: 1 } });
    await updated;

    // Ana's socket would have carried the update before this answer to her next request.
    await expect(anas.set({ n: 2 })).rejects.toMatchObject(FORBIDDEN);
    expect(heard).toEqual([]);
    expect(anas.data).toEqual({ n: 0 });
  });

  it('refuses the subscription itself to an identity that lost its permission while away', async () => {
    await grant('ana', true, false, false);
    const document = await open('ana');
    await subscriptionIs(document, 'established');
    const failed = nextEvent(document, 'failure');

    await sync.service.documents('pay').documentPermissions('ana').remove();
    await sync.restart();

    await expect(failed).resolves.toMatchObject(FORBIDDEN);
  });

  it('is open to every identity while the ACL is off, and closed as soon as it is on', async () => {
    await sync.service.update({ aclEnabled: false });
    const document = await open('ben');
    await expect(document.set({ n: 1 })).resolves.toEqual({ n: 1 });

    await sync.service.update({ aclEnabled: true });

    await expect(document.set({ n: 2 })).rejects.toMatchObject(FORBIDDEN);
  });

  it('is out of reach for a token of another service', async () => {
    const other = await sync.rest.sync.v1.services.create({ aclEnabled: false });
    const client = sync.connect(sync.tokenFor('ana', 3600, other.sid));
    const { sid } = await sync.service.documents('pay').fetch();

    await expect(client.document({ id: 'pay', mode: 'open_existing' })).rejects.toMatchObject({
      status: 404,
    });
    await expect(client.document({ id: sid, mode: 'open_existing' })).rejects.toMatchObject({ status: 404 });
    expect(other.sid).not.toBe(SERVICE_SID);
  });
});

describe('the creator of a document', () => {
  it('may not touch it when the setting says so', async () => {
    const strict = await startSync({ syncCreatorPermissions: 'none' });
    try {
      const document = await strict.connect(strict.tokenFor('ana')).document('own');

      await expect(document.set({ n: 1 })).rejects.toMatchObject(FORBIDDEN);
    } finally {
      await strict.close();
    }
  });
});
