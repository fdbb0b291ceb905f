import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICE_SID, type StartedSync, startSync } from '#test/support/start-sync.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
});
afterEach(() => sync.close());

describe('Sync documents over REST', () => {
  it('creates a document and answers with the fields Twilio answers with', async () => {
    const document = await sync.service.documents.create({ uniqueName: 'pay 1', data: { state: 'started' } });

    expect(document.toJSON()).toMatchObject({
      sid: expect.stringMatching(/^ET[0-9a-f]{32}$/),
      uniqueName: 'pay 1',
      serviceSid: SERVICE_SID,
      revision: '0',
      data: { state: 'started' },
      dateExpires: null,
      createdBy: 'system',
      url: `${sync.url}/v1/Services/${SERVICE_SID}/Documents/${document.sid}`,
      links: { permissions: `${document.url}/Permissions` },
    });
    expect(document.dateCreated.getTime()).toBe(Math.floor(sync.clock.now().getTime() / 1000) * 1000);
  });

  it('finds a document by its SID and by its unique name', async () => {
    const { sid } = await sync.service.documents.create({ uniqueName: 'a/b é', data: { n: 1 } });

    await expect(sync.service.documents(sid).fetch()).resolves.toMatchObject({ data: { n: 1 } });
    await expect(sync.service.documents(encodeURIComponent('a/b é')).fetch()).resolves.toMatchObject({ sid });
  });

  it('replaces the data whole and moves the revision on', async () => {
    const { sid } = await sync.service.documents.create({ data: { a: 1, b: 2 } });

    const updated = await sync.service.documents(sid).update({ data: { a: 3 } });

    expect(updated).toMatchObject({ revision: '1', data: { a: 3 } });
  });

  it('refuses a stale If-Match with 412 and 54103, and takes a fresh one', async () => {
    const { sid } = await sync.service.documents.create({ data: {} });
    await sync.service.documents(sid).update({ data: { n: 1 }, ifMatch: '0' });

    await expect(sync.service.documents(sid).update({ data: { n: 2 }, ifMatch: '0' })).rejects.toMatchObject({
      status: 412,
      code: 54103,
    });
    await expect(sync.service.documents(sid).fetch()).resolves.toMatchObject({ data: { n: 1 } });
  });

  it('answers with the revision as ETag', async () => {
    const { sid } = await sync.service.documents.create({ data: {} });
    await sync.service.documents(sid).update({ data: { n: 1 } });

    const answer = await sync.rest.request({
      method: 'get',
      uri: `${sync.url}/v1/Services/${SERVICE_SID}/Documents/${sid}`,
    });

    expect(answer.headers.etag).toBe('1');
  });

  it('deletes a document', async () => {
    const { sid } = await sync.service.documents.create({ data: {} });

    await expect(sync.service.documents(sid).remove()).resolves.toBe(true);
    await expect(sync.service.documents(sid).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
      message: `The requested resource /Services/${SERVICE_SID}/Documents/${sid} was not found`,
      moreInfo: 'https://www.twilio.com/docs/errors/20404',
    });
  });

  it('lists documents over several pages', async () => {
    for (let n = 0; n < 5; n += 1) await sync.service.documents.create({ data: { n } });

    const documents = await sync.service.documents.list({ pageSize: 2 });

    expect(documents.map(({ data }) => data.n)).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets a document go when its life is over', async () => {
    const { sid, dateExpires } = await sync.service.documents.create({ data: {}, ttl: 60 });
    expect(dateExpires.getTime() - sync.clock.now().getTime()).toBeGreaterThan(58_000);

    sync.clock.advanceBy(59_999);
    await expect(sync.service.documents(sid).fetch()).resolves.toMatchObject({ sid });
    sync.clock.advanceBy(1);
    await expect(sync.service.documents(sid).fetch()).rejects.toMatchObject({ status: 404 });
  });

  it('does not lengthen a life by an update that names none, and ends it for ttl 0', async () => {
    const short = await sync.service.documents.create({ data: {}, ttl: 60 });
    const long = await sync.service.documents.create({ data: {}, ttl: 60 });
    sync.clock.advanceBy(30_000);
    await sync.service.documents(short.sid).update({ data: { n: 1 } });
    await sync.service.documents(long.sid).update({ ttl: 0 });

    sync.clock.advanceBy(30_000);

    await expect(sync.service.documents(short.sid).fetch()).rejects.toMatchObject({ code: 20404 });
    await expect(sync.service.documents(long.sid).fetch()).resolves.toMatchObject({ dateExpires: null });
  });

  it.each([
    ['a name that is taken', { uniqueName: 'taken' }, 409, 54301],
    ['a name shaped like a SID', { uniqueName: `ET${'a'.repeat(32)}` }, 400, 54302],
    ['a name that is too long', { uniqueName: 'n'.repeat(257) }, 400, 54302],
    ['data above 16 KiB', { data: { text: 'x'.repeat(16 * 1024) } }, 413, 54006],
    ['null for data', { data: null }, 400, 54101],
    ['a list for data', { data: [1] }, 400, 54008],
    ['a life below zero', { ttl: -1 }, 400, 54011],
    ['a life above a year', { ttl: 31_536_001 }, 400, 54011],
  ])('refuses %s', async (_what, options, status, code) => {
    await sync.service.documents.create({ uniqueName: 'taken' });

    await expect(sync.service.documents.create(options)).rejects.toMatchObject({ status, code });
    await expect(sync.service.documents.list()).resolves.toHaveLength(1);
  });

  it('refuses data that is no JSON', async () => {
    const answer = sync.rest.request({
      method: 'post',
      uri: `${sync.url}/v1/Services/${SERVICE_SID}/Documents`,
      data: { Data: '{"open' },
    });

    await expect(answer).resolves.toMatchObject({ statusCode: 400, body: { code: 54008 } });
  });

  it('refuses an update of nothing with 54010', async () => {
    const { sid } = await sync.service.documents.create({});

    await expect(sync.service.documents(sid).update()).rejects.toMatchObject({ status: 400, code: 54010 });
  });

  it('allows 200 writes in ten seconds to one document, then answers 429 with 54009 until time passes', async () => {
    const { sid } = await sync.service.documents.create({ data: {} });
    for (let n = 0; n < 200; n += 1) await sync.service.documents(sid).update({ data: { n } });

    await expect(sync.service.documents(sid).update({ data: {} })).rejects.toMatchObject({
      status: 429,
      code: 54009,
    });
    await expect(sync.service.documents(sid).fetch()).resolves.toMatchObject({ data: { n: 199 } });
    sync.clock.advanceBy(10_000);
    await expect(sync.service.documents(sid).update({ data: {} })).resolves.toMatchObject({
      revision: 'c9',
    });
  });

  it('fails on demand, by the name of the operation', async () => {
    const { sid } = await sync.service.documents.create({ data: {} });
    sync.faults.set({ rest: { probability: 1, failWith: 503, operations: ['updateDocument'], times: 1 } });

    await expect(sync.service.documents(sid).update({ data: {} })).rejects.toMatchObject({ status: 503 });
    await expect(sync.service.documents(sid).update({ data: {} })).resolves.toMatchObject({ revision: '1' });
  });

  it('refuses wrong credentials with 20003', async () => {
    const answer = await fetch(`${sync.url}/v1/Services/${SERVICE_SID}/Documents`);

    expect(answer.status).toBe(401);
    await expect(answer.json()).resolves.toMatchObject({ code: 20003 });
  });
});

describe('document permissions over REST', () => {
  it('grants, changes, lists and takes back', async () => {
    const { sid } = await sync.service.documents.create({ uniqueName: 'pay', data: {} });
    const permissions = sync.service.documents('pay').documentPermissions;

    const granted = await permissions('ana').update({ read: true, write: false, manage: false });
    await permissions('ben').update({ read: true, write: true, manage: true });

    expect(granted.toJSON()).toEqual({
      accountSid: expect.any(String),
      serviceSid: SERVICE_SID,
      documentSid: sid,
      identity: 'ana',
      read: true,
      write: false,
      manage: false,
      url: `${sync.url}/v1/Services/${SERVICE_SID}/Documents/${sid}/Permissions/ana`,
    });
    await expect(permissions('ben').fetch()).resolves.toMatchObject({ write: true });
    await expect(permissions.list()).resolves.toHaveLength(2);
    await expect(permissions('ben').remove()).resolves.toBe(true);
    await expect(permissions('ben').fetch()).rejects.toMatchObject({ status: 404 });
  });

  it('requires all three flags', async () => {
    const { sid } = await sync.service.documents.create({});
    const answer = await sync.rest.request({
      method: 'post',
      uri: `${sync.url}/v1/Services/${SERVICE_SID}/Documents/${sid}/Permissions/ana`,
      data: { Read: true },
    });

    expect(answer).toMatchObject({ statusCode: 400, body: { code: 20001 } });
  });
});

describe('Sync services over REST', () => {
  it('has the configured service, with its ACL on, also under the name default', async () => {
    await expect(sync.service.fetch()).resolves.toMatchObject({ sid: SERVICE_SID, aclEnabled: true });
    await expect(sync.rest.sync.v1.services('default').fetch()).resolves.toMatchObject({ sid: SERVICE_SID });
  });

  it('makes another service each time, even under the same friendly name', async () => {
    const first = await sync.rest.sync.v1.services.create({ friendlyName: 'agent pay' });
    const second = await sync.rest.sync.v1.services.create({ friendlyName: 'agent pay', aclEnabled: true });

    expect(first).toMatchObject({ friendlyName: 'agent pay', aclEnabled: false });
    expect(second.aclEnabled).toBe(true);
    expect(second.sid).not.toBe(first.sid);
    await expect(sync.rest.sync.v1.services.list()).resolves.toHaveLength(3);
  });

  it('switches the ACL on later and leaves the rest', async () => {
    const { sid } = await sync.rest.sync.v1.services.create({ friendlyName: 'agent pay' });

    const updated = await sync.rest.sync.v1.services(sid).update({ aclEnabled: true });

    expect(updated).toMatchObject({ aclEnabled: true, friendlyName: 'agent pay' });
  });

  it('deletes a service with its documents', async () => {
    const { sid } = await sync.rest.sync.v1.services.create();
    await sync.rest.sync.v1.services(sid).documents.create({ uniqueName: 'pay' });

    await expect(sync.rest.sync.v1.services(sid).remove()).resolves.toBe(true);
    await expect(sync.rest.sync.v1.services(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(sync.rest.sync.v1.services(sid).documents('pay').fetch()).rejects.toMatchObject({
      code: 20404,
    });
  });

  it('keeps unique names apart between services', async () => {
    const { sid } = await sync.rest.sync.v1.services.create();
    await sync.service.documents.create({ uniqueName: 'pay', data: { n: 1 } });

    await sync.rest.sync.v1.services(sid).documents.create({ uniqueName: 'pay', data: { n: 2 } });

    await expect(sync.service.documents('pay').fetch()).resolves.toMatchObject({ data: { n: 1 } });
  });

  it('refuses a boolean that is none, and a parameter it does not know in its own voice', async () => {
    const uri = `${sync.url}/v1/Services`;

    const wrong = await sync.rest.request({ method: 'post', uri, data: { AclEnabled: 'maybe' } });
    const unknown = await sync.rest.request({ method: 'post', uri, data: { Colour: 'blue' } });

    expect(wrong).toMatchObject({ statusCode: 400, body: { code: 20001 } });
    expect(unknown).toMatchObject({ statusCode: 501, body: { simulator: 'unsupported' } });
  });

  it.each([
    ['FriendlyName', 'Pay', 201],
    ['AclEnabled', 'true', 201],
    ['WebhookUrl', '', 201],
    ['WebhookUrl', 'https://app.example/sync', 501],
    ['WebhooksFromRestEnabled', 'false', 201],
    ['WebhooksFromRestEnabled', 'true', 501],
    ['ReachabilityWebhooksEnabled', 'false', 201],
    ['ReachabilityWebhooksEnabled', 'true', 501],
    ['ReachabilityDebouncingEnabled', 'false', 201],
    ['ReachabilityDebouncingEnabled', 'true', 501],
    ['ReachabilityDebouncingWindow', '5000', 501],
  ])('obeys or refuses %s=%s', async (name, value, status) => {
    const request = { method: 'post' as const, uri: `${sync.url}/v1/Services`, data: { [name]: value } };

    await expect(sync.rest.request(request)).resolves.toMatchObject({ statusCode: status });
  });
});
