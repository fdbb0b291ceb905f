import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, SERVICE_SID, type StartedSync, startSync } from '#test/support/start-sync.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
});
afterEach(() => sync.close());

const SERVICE_PATH = `/Services/${SERVICE_SID}`;

/** A form, sent as it stands. */
async function send(method: string, path: string, form: Record<string, string> = {}, headers = {}) {
  const credentials = Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64');
  const response = await fetch(`${sync.url}/v1${path}`, {
    method,
    headers: { Authorization: `Basic ${credentials}`, ...headers },
    ...(method === 'POST' && { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}

const notFound = (path: string) => ({
  status: 404,
  body: {
    code: 20404,
    message: `The requested resource ${path} was not found`,
    more_info: 'https://www.twilio.com/docs/errors/20404',
    status: 404,
  },
});

describe.each([
  ['Maps', 'MP', 'map_sid'],
  ['Lists', 'ES', 'list_sid'],
])('Sync %s over REST', (path, prefix, sidField) => {
  const isMap = path === 'Maps';
  // Their methods have the same names and parameters, which their types do not say.
  const collections = () => (isMap ? sync.service.syncMaps : (sync.service.syncLists as never));
  const items = (name: string) =>
    isMap ? sync.service.syncMaps(name).syncMapItems : (sync.service.syncLists(name).syncListItems as never);
  const create = (name: string, data: object, more: object = {}) =>
    items(name).create({ ...(isMap && { key: 'k' }), data, ...more } as never);
  /** The one item of these tests. */
  const one = (name: string) =>
    isMap ? items(name)('k') : (sync.service.syncLists(name).syncListItems(0) as never);
  const onePath = (name: string) => `${SERVICE_PATH}/${path}/${name}/Items/${isMap ? 'k' : 0}`;

  it('are created, fetched by SID and name, listed and deleted', async () => {
    const made = await collections().create({ uniqueName: 'pays' });
    const nameless = await collections().create();

    const url = `${sync.url}/v1${SERVICE_PATH}/${path}/${made.sid}`;
    expect(made.toJSON()).toMatchObject({
      sid: expect.stringMatching(new RegExp(`^${prefix}[0-9a-f]{32}$`)),
      uniqueName: 'pays',
      accountSid: ACCOUNT.accountSid,
      serviceSid: SERVICE_SID,
      revision: '0',
      dateExpires: null,
      createdBy: 'system',
      url,
      links: { items: `${url}/Items`, permissions: `${url}/Permissions` },
    });
    expect(nameless.uniqueName).toBeNull();
    const found = await send('GET', `${SERVICE_PATH}/${path}/pays`);
    expect(found).toMatchObject({ status: 200, body: { sid: made.sid } });
    expect(found.headers.get('etag')).toBeNull();
    expect(Object.keys(found.body)).not.toContain('data');
    await expect(collections().list()).resolves.toMatchObject([{ sid: made.sid }, { sid: nameless.sid }]);

    await expect(send('DELETE', `${SERVICE_PATH}/${path}/pays`)).resolves.toMatchObject({ status: 204 });

    await expect(send('GET', `${SERVICE_PATH}/${path}/pays`)).resolves.toMatchObject(
      notFound(`${SERVICE_PATH}/${path}/pays`),
    );
  });

  it('refuse a name that is taken, unless by another kind', async () => {
    await collections().create({ uniqueName: 'pays' });
    await sync.service.documents.create({ uniqueName: 'pays' });

    await expect(collections().create({ uniqueName: 'pays' })).rejects.toMatchObject({
      status: 409,
      code: 54301,
      message: 'Unique name already exists',
    });
  });

  it.each([
    ['a name shaped like a SID', { UniqueName: `ET${'a'.repeat(32)}` }, 54302],
    ['a name that is too long', { UniqueName: 'n'.repeat(257) }, 54302],
    ['no name but an empty one', { UniqueName: '' }, 54302],
    ['a life above a year', { CollectionTtl: '31536001' }, 54011],
    ['a life of no number', { Ttl: 'long' }, 54011],
  ])('refuse %s', async (_what, form, code) => {
    const refused = await send('POST', `${SERVICE_PATH}/${path}`, form as Record<string, string>);

    expect(refused).toMatchObject({ status: 400, body: { code } });
    await expect(collections().list()).resolves.toEqual([]);
  });

  it('hold items, each with a revision that follows the collection’s', async () => {
    const { sid } = await collections().create({ uniqueName: 'pays' });

    const added = await create('pays', { n: 1 });
    const updated = await one('pays').update({ data: { m: 2 } });

    expect(added.toJSON()).toMatchObject({
      ...(isMap ? { key: 'k' } : { index: 0 }),
      accountSid: ACCOUNT.accountSid,
      serviceSid: SERVICE_SID,
      [isMap ? 'mapSid' : 'listSid']: sid,
      url: `${sync.url}/v1${onePath(sid)}`,
      revision: '0',
      data: { n: 1 },
      dateExpires: null,
      createdBy: 'system',
    });
    expect(updated).toMatchObject({ revision: '1', data: { m: 2 } });
    const fetched = await send('GET', onePath('pays'));
    expect(fetched.headers.get('etag')).toBe('1');
    expect(fetched.body).toMatchObject({ [sidField]: sid, revision: '1', data: { m: 2 } });
    await expect(collections().list()).resolves.toMatchObject([{ sid, revision: '2' }]);
  });

  it('delete an item, and with a stale If-Match neither delete nor update it', async () => {
    await collections().create({ uniqueName: 'pays' });
    await create('pays', { n: 1 });
    await one('pays').update({ data: { n: 2 }, ifMatch: '0' });
    const stale = { status: 412, code: isMap ? 54205 : 54155 };

    await expect(one('pays').update({ data: {}, ifMatch: '0' })).rejects.toMatchObject(stale);
    await expect(one('pays').remove({ ifMatch: '0' })).rejects.toMatchObject(stale);
    await expect(send('DELETE', onePath('pays'), {}, { 'If-Match': '!' })).resolves.toMatchObject({
      status: 400,
      body: { code: 54003 },
    });
    await expect(one('pays').remove({ ifMatch: '1' })).resolves.toBe(true);

    await expect(send('GET', onePath('pays'))).resolves.toMatchObject(notFound(onePath('pays')));
  });

  it.each(['GET', 'POST', 'DELETE'])('say 20404 of whatever is missing, to %s', async (method) => {
    await collections().create({ uniqueName: 'empty' });
    const form = { Data: '{}' };

    await expect(send(method, onePath('none'), form)).resolves.toMatchObject(notFound(onePath('none')));
    await expect(send(method, onePath('empty'), form)).resolves.toMatchObject(notFound(onePath('empty')));
    const [none, empty] = [`${SERVICE_PATH}/${path}/none`, `/Services//${path}`];
    await expect(send(method, none, { Ttl: '1' })).resolves.toMatchObject(notFound(none));
    await expect(send(method, empty)).resolves.toMatchObject(notFound(empty));
    const elsewhere = `/Services/IS${'9'.repeat(32)}/${path}/none`;
    await expect(send(method, elsewhere, { Ttl: '1' })).resolves.toMatchObject(notFound(elsewhere));
  });

  it('say 20404 of an item added to none', async () => {
    const form = { Data: '{}', ...(isMap && { Key: 'k' }) };
    const missing = `${SERVICE_PATH}/${path}/none/Items`;

    await expect(send('POST', missing, form)).resolves.toMatchObject(notFound(missing));
  });

  it.each([
    ['data above 16 KiB', { Data: JSON.stringify({ text: 'x'.repeat(16 * 1024) }) }, 413, 54006],
    ['data that is no JSON', { Data: 'hello' }, 400, 54008],
    ['a list for data', { Data: '[1]' }, 400, 54008],
    ['null for data', { Data: 'null' }, 400, 54008],
    ['a life below zero', { Data: '{}', ItemTtl: '-1' }, 400, 54011],
    ['a collection’s life above a year', { Data: '{}', CollectionTtl: '31536001' }, 400, 54011],
  ])('refuse an item with %s', async (_what, form, status, code) => {
    await collections().create({ uniqueName: 'pays' });
    const whole = { ...(isMap && { Key: 'k' }), ...form } as Record<string, string>;
    await expect(send('POST', `${SERVICE_PATH}/${path}/pays/Items`, whole)).resolves.toMatchObject({
      status,
      body: { code },
    });
    await expect(items('pays').list()).resolves.toEqual([]);
  });

  it('require an item’s data, and something to change', async () => {
    await collections().create({ uniqueName: 'pays' });
    await create('pays', {});

    await expect(send('POST', `${SERVICE_PATH}/${path}/pays/Items`)).resolves.toMatchObject({
      status: 400,
      body: { code: 20001 },
    });
    await expect(send('POST', onePath('pays'), { CollectionTtl: '60' })).resolves.toMatchObject({
      status: 400,
      body: { code: 54010 },
    });
    await expect(send('POST', `${SERVICE_PATH}/${path}/pays`)).resolves.toMatchObject({
      status: 400,
      body: { code: 54010 },
    });
  });

  it('let an item go when its life is over, and the collection on its own', async () => {
    await collections().create({ uniqueName: 'pays', collectionTtl: 90, ttl: 1 });
    const brief = await create('pays', {}, { itemTtl: 60, ttl: 1 });
    expect(brief.dateExpires.getTime() - sync.clock.now().getTime()).toBeGreaterThan(58_000);

    sync.clock.advanceBy(59_999);
    await expect(one('pays').fetch()).resolves.toMatchObject({ revision: '0' });
    sync.clock.advanceBy(1);
    await expect(one('pays').fetch()).rejects.toMatchObject({ code: 20404 });
    await expect(items('pays').list()).resolves.toEqual([]);
    sync.clock.advanceBy(30_000);
    await expect(collections().list()).resolves.toEqual([]);
  });

  it('move a life only when asked to, the collection’s also beside an item', async () => {
    await collections().create({ uniqueName: 'pays', ttl: 60 });
    await create('pays', {}, { ttl: 60 });
    sync.clock.advanceBy(30_000);
    await one('pays').update({ data: { n: 1 } });
    await one('pays').update({ ttl: 120, collectionTtl: 240 });

    sync.clock.advanceBy(119_000);
    await expect(one('pays').fetch()).resolves.toMatchObject({ data: { n: 1 }, revision: '1' });
    sync.clock.advanceBy(2_000);
    await expect(one('pays').fetch()).rejects.toMatchObject({ code: 20404 });
    sync.clock.advanceBy(119_000);
    await expect(collections().list()).resolves.toEqual([]);
  });

  it('keep items for ever at ttl 0', async () => {
    await collections().create({ uniqueName: 'pays', ttl: 0 });
    await create('pays', {}, { ttl: 60 });
    await one('pays').update({ ttl: 0 });

    sync.clock.advanceBy(365 * 24 * 3600 * 1000);

    await expect(one('pays').fetch()).resolves.toMatchObject({ dateExpires: null });
  });

  it('grant, change, list and take back permissions', async () => {
    const { sid } = await collections().create({ uniqueName: 'pays' });
    const permissions = `${SERVICE_PATH}/${path}/pays/Permissions`;
    const grant = { Read: 'true', Write: 'false', Manage: 'false' };

    await expect(send('POST', `${permissions}/ana`, grant)).resolves.toMatchObject({
      status: 200,
      body: {
        account_sid: ACCOUNT.accountSid,
        service_sid: SERVICE_SID,
        [sidField]: sid,
        identity: 'ana',
        read: true,
        write: false,
        manage: false,
        url: `${sync.url}/v1${SERVICE_PATH}/${path}/${sid}/Permissions/ana`,
      },
    });
    await expect(send('POST', `${permissions}/ben`, { Read: 'true' })).resolves.toMatchObject({
      status: 400,
      body: { code: 20001 },
    });
    await expect(send('POST', `${permissions}/${'b'.repeat(257)}`, grant)).resolves.toMatchObject({
      status: 400,
      body: { code: 54351 },
    });
    const viaDefault = permissions.replace(SERVICE_SID, 'default');
    await expect(send('GET', viaDefault)).resolves.toMatchObject({
      status: 200,
      body: { permissions: [{ identity: 'ana' }], meta: { key: 'permissions' } },
    });
    await expect(send('DELETE', `${permissions}/ana`)).resolves.toMatchObject({ status: 204 });
    await expect(send('GET', `${permissions}/ana`)).resolves.toMatchObject(notFound(`${permissions}/ana`));
  });

  it('allow 200 small writes in ten seconds, 20 large ones, and 200 creations in a service', async () => {
    await collections().create({ uniqueName: 'small' });
    await collections().create({ uniqueName: 'large' });
    await create('small', {});
    await create('large', {});
    const refused = { status: 429, code: 54009 };
    for (let n = 1; n < 200; n += 1) await one('small').update({ data: { n } });
    for (let n = 0; n < 20; n += 1) await one('large').update({ data: { text: 'x'.repeat(10 * 1024) } });
    for (let n = 2; n < 200; n += 1) await collections().create();

    await expect(one('small').update({ data: {} })).rejects.toMatchObject(refused);
    await expect(one('large').update({ data: { text: 'x'.repeat(10 * 1024) } })).rejects.toMatchObject(
      refused,
    );
    await expect(one('large').update({ data: {} })).resolves.toBeDefined();
    await expect(collections().create()).rejects.toMatchObject(refused);
    sync.clock.advanceBy(10_000);
    await expect(one('small').update({ data: {} })).resolves.toBeDefined();
    await expect(collections().create()).resolves.toBeDefined();
  });

  it('fail on demand, by the name of the operation', async () => {
    await collections().create({ uniqueName: 'pays' });
    const operation = isMap ? 'createMapItem' : 'createListItem';
    sync.faults.set({ rest: { probability: 1, failWith: 503, operations: [operation], times: 1 } });

    await expect(create('pays', {})).rejects.toMatchObject({ status: 503 });
    await expect(create('pays', {})).resolves.toMatchObject({ revision: '0' });
  });

  it.each([
    ['POST', '', { Data: '{}' }],
    ['POST', '/pays', { UniqueName: 'n' }],
    ['POST', '/pays/Items', { Key: 'k', Data: '{}', Revision: '1' }],
    ['GET', '?HideExpired=true', {}],
    ['GET', '/pays?Include=items', {}],
    ['GET', '/pays/Items?QueryString=x', {}],
  ])('refuse what they do not obey, in the simulator’s words: %s %s', async (method, rest, form) => {
    await collections().create({ uniqueName: 'pays' });

    await expect(
      send(method, `${SERVICE_PATH}/${path}${rest}`, form as Record<string, string>),
    ).resolves.toMatchObject({ status: 501, body: { simulator: 'unsupported' } });
  });

  it('refuse If-Match where it means nothing', async () => {
    await collections().create({ uniqueName: 'pays' });

    await expect(
      send('DELETE', `${SERVICE_PATH}/${path}/pays`, {}, { 'If-Match': '0' }),
    ).resolves.toMatchObject({ status: 501 });
  });
});

describe('the keys of a map over REST', () => {
  beforeEach(() => sync.service.syncMaps.create({ uniqueName: 'pays' }));
  const items = () => sync.service.syncMaps('pays').syncMapItems;
  const key = (text: string) => ({ key: text, data: {} });

  it('are taken once, and never made by an update', async () => {
    await items().create(key('k'));

    await expect(items().create(key('k'))).rejects.toMatchObject({
      status: 409,
      code: 54208,
      message: 'An Item with given key already exists in the Map',
    });
    await expect(items()('other').update({ data: {} })).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('may have spaces, dots and letters of any script', async () => {
    await items().create(key('a b.c é/日'));
    await items().create(key('a b.c é'));

    await expect(items()('a b.c é').fetch()).resolves.toMatchObject({ key: 'a b.c é' });
    await expect(
      send('GET', `${SERVICE_PATH}/Maps/pays/Items/a%20b.c%20%C3%A9%2F%E6%97%A5`),
    ).resolves.toMatchObject({ status: 200 });
  });

  it('are ordered lexicographically', async () => {
    for (const name of ['b', 'a10', 'a9', 'B']) await items().create(key(name));

    expect((await items().list()).map((item) => item.key)).toEqual(['B', 'a10', 'a9', 'b']);
  });

  it.each([
    ['none', '', 54209],
    ['too long', 'k'.repeat(257), 54209],
  ])('are refused: %s', async (_what, text, code) => {
    await expect(items().create(key(text))).rejects.toMatchObject({ status: 400, code });
  });

  it('are required', async () => {
    await expect(send('POST', `${SERVICE_PATH}/Maps/pays/Items`, { Data: '{}' })).resolves.toMatchObject({
      status: 400,
      body: { code: 20001 },
    });
  });
});

describe('the indexes of a list over REST', () => {
  it('grow, leave gaps and are never used again', async () => {
    await sync.service.syncLists.create({ uniqueName: 'log' });
    const items = sync.service.syncLists('log').syncListItems;
    for (let n = 0; n < 4; n += 1) await items.create({ data: { n } });
    await items(1).remove();
    await items(3).remove();

    const next = await items.create({ data: { n: 4 } });

    expect(next.index).toBe(4);
    expect((await items.list({ order: 'desc' })).map(({ index }) => index)).toEqual([4, 2, 0]);
    await expect(send('GET', `${SERVICE_PATH}/Lists/log/Items/one`)).resolves.toMatchObject({
      status: 400,
      body: { code: 54458 },
    });
  });
});

describe('pages of items over REST', () => {
  const KEYS = Array.from({ length: 7 }, (_, n) => `k${n}`);
  const items = () => sync.service.syncMaps('pays').syncMapItems;
  beforeEach(async () => {
    await sync.service.syncMaps.create({ uniqueName: 'pays' });
    for (const key of KEYS) await items().create({ key, data: {} });
  });
  const keysOf = (found: readonly { readonly key: string }[]) => found.map(({ key }) => key);

  it.each([
    ['all', { pageSize: 3 }, KEYS],
    ['backwards', { pageSize: 3, order: 'desc' }, KEYS.toReversed()],
    ['up to a limit', { limit: 4, pageSize: 3 }, KEYS.slice(0, 4)],
    ['from a key', { from: 'k4', pageSize: 2 }, ['k4', 'k5', 'k6']],
    ['from after a key', { from: 'k4', bounds: 'exclusive' }, ['k5', 'k6']],
    ['from a key that is not there', { from: 'k41' }, ['k5', 'k6']],
    ['backwards from a key', { from: 'k2', order: 'desc', pageSize: 2 }, ['k2', 'k1', 'k0']],
    ['backwards from before a key', { from: 'k2', order: 'desc', bounds: 'exclusive' }, ['k1', 'k0']],
  ])('list %s', async (_what, options, expected) => {
    expect(keysOf(await items().list(options as object))).toEqual(expected);
  });

  it('reach every item once with each()', async () => {
    const seen: string[] = [];
    await new Promise<void>((resolve, reject) =>
      items().each({
        pageSize: 2,
        callback: ({ key }) => seen.push(key),
        done: (error?: Error) => (error ? reject(error) : resolve()),
      }),
    );

    expect(seen).toEqual(KEYS);
  });

  it('stay in step while items come and go, and lead back', async () => {
    const first = await items().page({ pageSize: 3 });
    await items()('k0').remove();
    await items().create({ key: 'k21', data: {} });
    const second = await first.nextPage();
    const back = await second?.previousPage();

    expect(keysOf(second?.instances ?? [])).toEqual(['k21', 'k3', 'k4']);
    expect(keysOf(back?.instances ?? [])).toEqual(['k1', 'k2']);
    expect(await back?.previousPage()).toBeUndefined();
  });

  it('have meta in Twilio’s form, on the simulator’s own address', async () => {
    const { body } = await send('GET', `${SERVICE_PATH}/Maps/pays/Items?PageSize=3&From=k1`);

    const url = `${sync.url}/v1${SERVICE_PATH}/Maps/pays/Items?From=k1&Bounds=inclusive&Order=asc&PageSize=3`;
    expect(body.meta).toEqual({
      key: 'items',
      page: 0,
      page_size: 3,
      url: `${url}&Page=0`,
      first_page_url: `${url}&Page=0`,
      previous_page_url: null,
      next_page_url: expect.stringMatching(/^[^ ]+&Page=1&PageToken=[\w-]+$/),
    });
  });

  it('have 100 rows at most', async () => {
    for (let n = 0; n < 95; n += 1) await items().create({ key: `more${n}`, data: {} });

    const { body } = await send('GET', `${SERVICE_PATH}/Maps/pays/Items?PageSize=1000`);

    expect(body.items).toHaveLength(100);
    await expect(items().list()).resolves.toHaveLength(102);
  });

  it.each([
    ['Order=up', 54451],
    ['Bounds=open', 54452],
    ['PageToken=abc', 54453],
    ['PageSize=1001', 54454],
    ['PageSize=0', 54454],
  ])('refuse %s', async (query, code) => {
    await expect(send('GET', `${SERVICE_PATH}/Maps/pays/Items?${query}`)).resolves.toMatchObject({
      status: 400,
      body: { code },
    });
  });
});

it('objects are listed from outside as they stand', async () => {
  await sync.service.syncLists.create({ uniqueName: 'log' });
  await sync.service.syncLists('log').syncListItems.create({ data: {} });
  const { sid } = await sync.service.documents.create({ data: { n: 1 } });

  expect(sync.sync.list()).toEqual([
    {
      kind: 'list',
      serviceSid: SERVICE_SID,
      sid: expect.stringMatching(/^ES/),
      uniqueName: 'log',
      revision: '1',
      items: 1,
    },
    { kind: 'document', serviceSid: SERVICE_SID, sid, uniqueName: null, revision: '0', data: { n: 1 } },
  ]);
});

describe('what no source confirms', () => {
  it.each([
    ['syncRevisions', { syncRevisions: 'decimal' as const }, '16'],
    ['the default', {}, '10'],
  ])('writes revisions as %s says', async (_what, settings, revision) => {
    const other = await startSync(settings);
    try {
      await other.service.syncLists.create({ uniqueName: 'log' });
      for (let n = 0; n < 16; n += 1)
        await other.service.syncLists('log').syncListItems.create({ data: { n } });

      await expect(other.service.syncLists('log').fetch()).resolves.toMatchObject({ revision });
    } finally {
      await other.close();
    }
  });

  it('takes other settings for names, keys, missing permissions and rates', async () => {
    const other = await startSync({
      syncUniqueNames: 'per-service',
      syncLongestKey: 320,
      syncMissingPermissionCode: 54354,
      syncRateLimits: false,
    });
    try {
      const map = await other.service.syncMaps.create({ uniqueName: 'pays' });
      const items = other.service.syncMaps('pays').syncMapItems;

      await expect(other.service.syncLists.create({ uniqueName: 'pays' })).rejects.toMatchObject({
        code: 54301,
      });
      await expect(items.create({ key: 'k'.repeat(320), data: {} })).resolves.toBeDefined();
      await expect(other.service.syncMaps('pays').syncMapPermissions('ana').fetch()).rejects.toMatchObject({
        status: 404,
        code: 54354,
      });
      for (let n = 0; n < 250; n += 1) await items.create({ key: `k${n}`, data: {} });
      expect(map.revision).toBe('0');
    } finally {
      await other.close();
    }
  });
});
