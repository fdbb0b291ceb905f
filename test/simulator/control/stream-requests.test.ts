import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, it } from '@jest/globals';
import { requestRoutes } from '#simulator/control/requests.ts';
import { streamRequests } from '#simulator/control/stream-requests.ts';
import { createRequestLog } from '#simulator/log/request-log.ts';
import type { RequestLog } from '#simulator/services.ts';

const ENTRY = {
  at: '2026-01-15T10:00:00.000Z',
  kind: 'voice',
  method: 'POST',
  url: '/',
  parameters: {},
  status: 200,
  milliseconds: 3,
} as const;

/** A log that knows how many read from it. */
function countedLog() {
  const requests = createRequestLog();
  const readers = new Set<object>();
  const waiting = new Set<() => void>();
  const counted: RequestLog = {
    ...requests,
    onAdd(listener) {
      const reader = {};
      readers.add(reader);
      const stop = requests.onAdd(listener);
      return () => {
        stop();
        readers.delete(reader);
        for (const wake of waiting) wake();
      };
    },
  };
  const alone = () => new Promise<void>((resolve) => (readers.size === 0 ? resolve() : waiting.add(resolve)));
  return { requests: counted, readers, alone };
}

describe('a reader of the stream of requests', () => {
  it('that does not read is not waited for, and gets what is still kept', async () => {
    const { requests } = countedLog();
    const reader = streamRequests(requests, {}, undefined).body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('retry: 1000\n\n');
    for (let n = 0; n < 5000; n += 1) requests.add(ENTRY);
    const ids = (await next()).match(/(?<=^id: ).*$/gm);
    expect([ids?.length, ids?.[0], ids?.at(-1)]).toEqual([1000, '4001', '5000']);
    requests.add(ENTRY);
    expect(await next()).toContain('id: 5001\n');
  });

  it('that wants no body leaves nothing behind', async () => {
    const { requests, readers } = countedLog();
    const headers = { Accept: 'text/event-stream' };
    const asked = await requestRoutes(requests).request('/simulator/requests', { method: 'HEAD', headers });
    expect([asked.status, readers.size]).toEqual([200, 0]);
  });

  it('that is gone leaves nothing behind', async () => {
    const { requests, readers, alone } = countedLog();
    const server = createServer(getRequestListener(requestRoutes(requests).fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simulator/requests`;
    const gone = new AbortController();
    await fetch(url, { headers: { accept: 'text/event-stream' }, signal: gone.signal });
    expect(readers.size).toBe(1);
    gone.abort();
    await alone();
    await new Promise((resolve) => server.close(resolve));
  });
});
