import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { decodePacket, encodePacket, type Packet } from '#simulator/sync/socket/twilsock-frame.ts';
import { type StartedSync, startSync } from '#test/support/start-sync.ts';

let sync: StartedSync;
beforeEach(async () => {
  sync = await startSync();
});
afterEach(() => sync.close());

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(sync.socketUrl);
  socket.on('error', () => {});
  const closed = new AbortController();
  CLOSED.set(socket, closed.signal);
  socket.once('close', () => closed.abort());
  await once(socket, 'open');
  return socket;
}

async function ask(socket: WebSocket, header: Record<string, unknown>, payload?: unknown): Promise<Packet> {
  socket.send(encodePacket(header, payload));
  const signal = CLOSED.get(socket);
  const [data] = (await once(socket, 'message', signal && { signal })) as [Buffer];
  return decodePacket(data);
}

/** Ends a wait for a reply of a socket that closes instead. */
const CLOSED = new WeakMap<WebSocket, AbortSignal>();

const ITEMS = { method: 'GET', path: '/v3/Maps/x/Items' };

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('the Sync socket', () => {
  it('answers no request before a token', async () => {
    const socket = await openSocket();

    const reply = await ask(socket, {
      method: 'message',
      id: 'TM1',
      http_request: { method: 'POST', path: '/v3/Documents' },
    });

    expect(reply.header).toMatchObject({ id: 'TM1', status: { code: 401, status: 'UNAUTHORIZED' } });
    await expect(sync.service.documents.list()).resolves.toEqual([]);
    socket.terminate();
  });

  it('closes on a message that is no packet, and says so without repeating it', async () => {
    const socket = await openSocket();
    socket.send('4111111111111111');

    const [code] = await once(socket, 'close');

    expect(code).toBe(1002);
    expect(sync.lines.join()).toContain('Failed to read a Twilsock packet');
    expect(sync.lines.join()).not.toContain('4111');
  });

  it('closes on a message that is too large', async () => {
    const socket = await openSocket();
    socket.send(Buffer.alloc(2 * 1024 * 1024));

    const [code] = await once(socket, 'close');

    expect(code).toBe(1009);
  });

  it('answers every request it does not understand, and stays in order', async () => {
    const socket = await openSocket();
    const init = await ask(socket, { method: 'init', id: 'TM0', token: sync.tokenFor('ana') });
    expect(init.header).toMatchObject({ status: { code: 200 } });
    await sync.service.update({ aclEnabled: false });
    await sync.service.syncMaps.create({ uniqueName: 'x' });
    await sync.service.syncLists.create({ uniqueName: 'x' });
    const names = ['v3', 'v4', 'Documents', 'Maps', 'Lists', 'Items', 'Subscriptions', 'Services'];
    const part = fc.constantFrom(...names, '..', '%', '%00', '__proto__', 'x', '0');
    const item = fc.tuple(fc.constantFrom('Maps', 'Lists'), fc.array(part, { maxLength: 1 }));
    const request = fc.record(
      {
        method: fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'), json),
        path: fc.oneof(
          fc.array(part).map((parts) => `/${parts.join('/')}`),
          item.map(([kind, rest]) => ['/v3', kind, 'x/Items', ...rest].join('/')),
          json,
        ),
        headers: fc.oneof(fc.constantFrom({ 'If-Match': '"1"' }, { 'If-Match': '-1' }), json),
        params: fc.oneof(
          fc.record(
            {
              From: json,
              Order: fc.constantFrom('asc', 'desc'),
              PageSize: json,
              Key: json,
              HideExpired: json,
            },
            { requiredKeys: [] },
          ),
          json,
        ),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      json,
      fc.record({ data: json, ttl: json, unique_name: json }, { requiredKeys: [] }),
      fc.record({ action: fc.constant('establish'), correlation_id: json, requests: json }),
    );

    await fc.assert(
      fc.asyncProperty(fc.oneof(request, json), body, async (http_request, payload) => {
        const reply = await ask(socket, { method: 'message', id: 'TM1', http_request }, payload);
        expect(reply.header).toMatchObject({ method: 'reply', id: 'TM1', status: { code: 200 } });
        expect(reply.header).toHaveProperty('http_status.code');
      }),
      { numRuns: 300 },
    );
    expect(sync.lines.join()).not.toContain('bug');
    socket.terminate();
  });

  it.each([
    ['method', { method: { toString: null } }],
    ['params', { method: 'message', http_request: { ...ITEMS, params: { From: { toString: null } } } }],
  ])('answers %s that cannot be a text', async (_what, header) => {
    await sync.service.update({ aclEnabled: false });
    await sync.service.syncMaps.create({ uniqueName: 'x' });
    const socket = await openSocket();
    await ask(socket, { method: 'init', id: 'TM0', token: sync.tokenFor('ana') });

    const reply = await ask(socket, { id: 'TM1', ...header });

    expect(reply.header).toMatchObject({ method: 'reply', id: 'TM1' });
    expect(sync.lines.join()).not.toContain('bug');
    socket.terminate();
  });

  it.each([
    ['a key that no address can have', String.raw`\ud800`, '{"data":{}}', 400],
    ['data too deep to be written', 'k', `{"data":{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`, 413],
  ])('refuses %s, and the map stays readable', async (_what, key, payload, code) => {
    await sync.service.update({ aclEnabled: false });
    await sync.service.syncMaps.create({ uniqueName: 'x' });
    const socket = await openSocket();
    await ask(socket, { method: 'init', id: 'TM0', token: sync.tokenFor('ana') });

    const request = `"http_request":{"method":"PUT","path":"/v3/Maps/x/Items/${key}"}`;
    const header = `{"method":"message","id":"TM1",${request},"payload_size":${payload.length}}`;
    socket.send(Buffer.from(`TWILSOCK V3.0 ${header.length}\r\n${header}\r\n${payload}`));
    const [reply] = (await once(socket, 'message', { signal: CLOSED.get(socket) })) as [Buffer];

    expect(decodePacket(reply).header).toMatchObject({ http_status: { code } });
    await expect(sync.service.syncMaps('x').syncMapItems.list()).resolves.toEqual([]);
    socket.terminate();
  });

  it('serves the next client after any nonsense', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), json),
        json,
        fc.boolean(),
        async (header, payload, init) => {
          const socket = await openSocket();
          socket.send(encodePacket({ ...header, ...(init && { method: 'init' }) }, payload));
          socket.close();
          await once(socket, 'close');
        },
      ),
      { numRuns: 50 },
    );

    const document = await sync.connect(sync.tokenFor('ana')).document({ id: 'own', data: { n: 1 } });

    expect(document.data).toEqual({ n: 1 });
    expect(sync.lines.join()).not.toContain('bug');
  });
});
