import { expect } from '@jest/globals';
import { DEFAULT_SYNC_SERVICE_SID } from '#simulator/defaults.ts';
import type { CallHouse } from '#test/support/call-house.ts';
import { ask, type Given, PAGING, type RestOperation, refused, shown } from '../rest-operation.ts';

const SERVICE = `/v1/Services/${DEFAULT_SYNC_SERVICE_SID}`;
const HELPER = 'sync/v1/service';

const SERVICE_PARAMETERS: RestOperation['parameters'] = {
  FriendlyName: shown('mine'),
  AclEnabled: shown('true', 'acl_enabled', true),
  WebhookUrl: refused('https://app.example/sync'),
  WebhooksFromRestEnabled: refused('true'),
  ReachabilityWebhooksEnabled: refused('true'),
  ReachabilityDebouncingEnabled: refused('true'),
  ReachabilityDebouncingWindow: refused('2000'),
};

const make = (house: CallHouse, path: string, values: Record<string, string> = {}) =>
  ask(house, 'POST', `${SERVICE}/${path}`, values);

async function ttl({ house, send }: Given): Promise<void> {
  const { body } = await send({ Ttl: '60' });
  expect(body.date_expires).toBe('2026-01-15T10:01:00Z');
  house.clock.advanceBy(61_000);
  expect((await ask(house, 'GET', `${SERVICE}/Documents/${body.sid}`)).status).toBe(404);
}

export async function permission({ name, send }: Given): Promise<void> {
  const { body } = await send({ [name]: 'true' });
  expect(body[name.toLowerCase()]).toBe(true);
  expect((await send({ [name]: null })).status).toBe(400);
}

export const SYNC: readonly RestOperation[] = [
  {
    name: 'createService',
    helper: { file: HELPER, call: 'create' },
    ready: () => ({ method: 'POST', path: '/v1/Services' }),
    parameters: SERVICE_PARAMETERS,
  },
  {
    name: 'updateService',
    helper: { file: HELPER, call: 'update' },
    ready: () => ({ method: 'POST', path: SERVICE }),
    parameters: SERVICE_PARAMETERS,
  },
  {
    name: 'listServices',
    helper: { file: HELPER, call: 'page' },
    async ready(house) {
      await ask(house, 'POST', '/v1/Services');
      return { method: 'GET', path: '/v1/Services' };
    },
    parameters: PAGING,
  },
  {
    name: 'createDocument',
    helper: { file: `${HELPER}/document`, call: 'create' },
    ready: () => ({ method: 'POST', path: `${SERVICE}/Documents` }),
    parameters: { UniqueName: shown('mine'), Data: shown('{"a":1}', 'data', { a: 1 }), Ttl: ttl },
  },
  {
    name: 'updateDocument',
    helper: { file: `${HELPER}/document`, call: 'update' },
    async ready(house) {
      const { body } = await make(house, 'Documents', { Data: '{}' });
      return { method: 'POST', path: `${SERVICE}/Documents/${body.sid}` };
    },
    parameters: {
      Data: shown('{"a":1}', 'data', { a: 1 }),
      Ttl: ttl,
      async 'If-Match'({ send }) {
        await send({ Data: '{"a":1}' });
        expect((await send({ Data: '{"a":2}', 'If-Match': '0' })).status).toBe(412);
        expect((await send({ Data: '{"a":2}', 'If-Match': '1' })).status).toBe(200);
      },
    },
  },
  {
    name: 'listDocuments',
    helper: { file: `${HELPER}/document`, call: 'page' },
    async ready(house) {
      for (const name of ['one', 'two']) await make(house, 'Documents', { UniqueName: name });
      return { method: 'GET', path: `${SERVICE}/Documents` };
    },
    parameters: PAGING,
  },
  {
    name: 'updatePermission',
    helper: { file: `${HELPER}/document/documentPermission`, call: 'update' },
    async ready(house) {
      const { body } = await make(house, 'Documents');
      return {
        method: 'POST',
        path: `${SERVICE}/Documents/${body.sid}/Permissions/ana`,
        base: { Read: 'false', Write: 'false', Manage: 'false' },
      };
    },
    parameters: { Read: permission, Write: permission, Manage: permission },
  },
  {
    name: 'listPermissions',
    helper: { file: `${HELPER}/document/documentPermission`, call: 'page' },
    async ready(house) {
      const { body } = await make(house, 'Documents');
      const path = `Documents/${body.sid}/Permissions`;
      for (const name of ['ana', 'bo'])
        await make(house, `${path}/${name}`, { Read: 'true', Write: 'true', Manage: 'true' });
      return { method: 'GET', path: `${SERVICE}/${path}` };
    },
    parameters: PAGING,
  },
];
