import { expect } from '@jest/globals';
import { DEFAULT_SYNC_SERVICE_SID } from '#simulator/defaults.ts';
import type { CallHouse } from '#test/support/call-house.ts';
import { ask, type Given, type Obeyed, PAGING, type RestOperation, shown } from '../rest-operation.ts';
import { permission } from './sync.ts';

const SERVICE = `/v1/Services/${DEFAULT_SYNC_SERVICE_SID}`;

const make = async (house: CallHouse, path: string, values: Record<string, string> = {}) =>
  (await ask(house, 'POST', `${SERVICE}/${path}`, values)).body;

/** Gone after its time; `where` of what the response names. */
const expires =
  (
    where: (
      given: Given,
      body: { readonly sid?: string; readonly index?: number; readonly key?: string },
    ) => string,
  ): Obeyed =>
  async (given) => {
    const { body, status } = await given.send({ [given.name]: '60' });
    expect(status).toBeLessThan(300);
    const address = where(given, body);
    expect((await given.get(address)).status).toBe(200);
    given.house.clock.advanceBy(61_000);
    expect((await given.get(address)).status).toBe(404);
  };

/** Maps and lists, with their items and permissions: the same but for an item's key. */
function collection(noun: 'Map' | 'List'): readonly RestOperation[] {
  const isMap = noun === 'Map';
  const file = `sync/v1/service/sync${noun}`;
  const item = `${file}/sync${noun}Item`;
  const keyed = isMap ? { Key: 'a' } : {};
  const objectAt = ({ path }: Given, { sid }: { readonly sid?: string }) =>
    path.endsWith('s') ? `${SERVICE}/${noun}s/${sid}` : path;
  const itemAt = ({ path }: Given, { key, index }: { readonly key?: string; readonly index?: number }) =>
    path.endsWith('/Items') ? `${path}/${key ?? index}` : path;
  const collectionAt = ({ path }: Given) => path.replace(/\/Items.*/, '');
  const some = async (house: CallHouse) => {
    const { sid } = await make(house, `${noun}s`);
    return `${noun}s/${sid}`;
  };
  const withItems = async (house: CallHouse, count: number) => {
    const path = await some(house);
    for (let index = 0; index < count; index++)
      await make(house, `${path}/Items`, { ...(isMap ? { Key: `k${index}` } : {}), Data: '{}' });
    return `${path}/Items`;
  };
  const names = (body: { readonly items: readonly { readonly key?: string; readonly index?: number }[] }) =>
    body.items.map(({ key, index }) => key ?? `k${index}`);
  const from = isMap ? 'k1' : '1';
  const ttls = { Ttl: expires(objectAt), CollectionTtl: expires(objectAt) };
  const itemChanges = {
    Data: shown('{"a":1}', 'data', { a: 1 }),
    Ttl: expires(itemAt),
    ItemTtl: expires(itemAt),
    CollectionTtl: expires(collectionAt),
  };

  return [
    {
      name: `create${noun}`,
      helper: { file, call: 'create' },
      ready: () => ({ method: 'POST', path: `${SERVICE}/${noun}s` }),
      parameters: { UniqueName: shown('mine'), ...ttls },
    },
    {
      name: `update${noun}`,
      helper: { file, call: 'update' },
      ready: async (house) => ({ method: 'POST', path: `${SERVICE}/${await some(house)}` }),
      parameters: ttls,
    },
    {
      name: `list${noun}s`,
      helper: { file, call: 'page' },
      async ready(house) {
        for (const _one of [1, 2]) await some(house);
        return { method: 'GET', path: `${SERVICE}/${noun}s` };
      },
      parameters: PAGING,
    },
    {
      name: `create${noun}Item`,
      helper: { file: item, call: 'create' },
      ready: async (house) => ({
        method: 'POST',
        path: `${SERVICE}/${await some(house)}/Items`,
        base: { ...keyed, Data: '{}' },
      }),
      parameters: { ...(isMap ? { Key: shown('b') } : {}), ...itemChanges },
    },
    {
      name: `update${noun}Item`,
      helper: { file: item, call: 'update' },
      ready: async (house) => ({
        method: 'POST',
        path: `${SERVICE}/${await withItems(house, 1)}/${isMap ? 'k0' : 0}`,
        // `CollectionTtl` is taken only beside what changes the item (Twilio docs).
        base: { Data: '{}' },
      }),
      parameters: {
        ...itemChanges,
        async 'If-Match'({ send }) {
          await send({ Data: '{"a":1}' });
          expect((await send({ Data: '{"a":2}', 'If-Match': '0' })).status).toBe(412);
          expect((await send({ Data: '{"a":2}', 'If-Match': '1' })).status).toBe(200);
        },
      },
    },
    {
      name: `list${noun}Items`,
      helper: { file: item, call: 'page' },
      ready: async (house) => ({ method: 'GET', path: `${SERVICE}/${await withItems(house, 3)}` }),
      parameters: {
        PageSize: PAGING.PageSize,
        async Page({ send }) {
          expect((await send({ Page: '1' })).body.meta.page).toBe(1);
        },
        async PageToken({ send, get }) {
          const { body } = await send({ PageSize: '2' });
          const { pathname, search } = new URL(body.meta.next_page_url);
          expect(search).toContain('PageToken=');
          expect(names((await get(`${pathname}${search}`)).body)).toEqual(['k2']);
          expect((await send({ PageToken: 'x' })).status).toBe(400);
        },
        async Order({ send }) {
          expect(names((await send({ Order: 'desc' })).body)).toEqual(['k2', 'k1', 'k0']);
        },
        async From({ send }) {
          expect(names((await send({ From: from })).body)).toEqual(['k1', 'k2']);
        },
        async Bounds({ send }) {
          expect(names((await send({ From: from, Bounds: 'exclusive' })).body)).toEqual(['k2']);
        },
      },
    },
    {
      name: `update${noun}Permission`,
      helper: { file: `${file}/sync${noun}Permission`, call: 'update' },
      ready: async (house) => ({
        method: 'POST',
        path: `${SERVICE}/${await some(house)}/Permissions/ana`,
        base: { Read: 'false', Write: 'false', Manage: 'false' },
      }),
      parameters: { Read: permission, Write: permission, Manage: permission },
    },
    {
      name: `list${noun}Permissions`,
      helper: { file: `${file}/sync${noun}Permission`, call: 'page' },
      async ready(house) {
        const path = `${await some(house)}/Permissions`;
        for (const name of ['ana', 'bo'])
          await make(house, `${path}/${name}`, { Read: 'true', Write: 'true', Manage: 'true' });
        return { method: 'GET', path: `${SERVICE}/${path}` };
      },
      parameters: PAGING,
    },
  ];
}

export const SYNC_COLLECTIONS: readonly RestOperation[] = [...collection('Map'), ...collection('List')];
