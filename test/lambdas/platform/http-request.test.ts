import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sendHttp } from '#lambdas/platform/http-request.ts';

let server: Server;
let connections: number;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('a request to Twilio', () => {
  it('carries a form with its length, and returns status, headers and text', async () => {
    const url = await answering(async (request, response) => {
      const { 'content-type': type, 'content-length': length, authorization } = request.headers;
      let body = '';
      for await (const chunk of request) body += chunk;
      response.writeHead(429, { 'retry-after': '3' });
      response.end(JSON.stringify({ method: request.method, type, length, authorization, body }));
    });
    const answer = await post(url, { Data: 'a b&c' });
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '3']);
    expect(JSON.parse(answer.text)).toEqual({
      method: 'POST',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      length: '12',
      authorization: 'Basic x',
      body: 'Data=a+b%26c',
    });
  });

  it('reuses the connection of the one before', async () => {
    const url = await answering((_, response) => response.end('{}'));
    await post(url);
    await post(url);
    expect(connections).toBe(1);
  });

  it('follows no redirect: it would carry the credentials elsewhere', async () => {
    const asked: (string | undefined)[] = [];
    const url = await answering((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await post(url)).status).toBe(302);
    expect(asked).toEqual(['/']);
  });

  it.each([
    ['before the answer', () => {}],
    ['in the middle of it', (write: (text: string) => void) => write('{"sid":')],
  ] as const)('fails when the connection breaks %s', async (_, begin) => {
    const url = await answering((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      begin((text) => response.write(text));
      setImmediate(() => request.socket.destroy());
    });
    await expect(post(url)).rejects.toThrow();
  });

  it.each([
    ['no response', () => {}],
    ['no more than half of one', (write: (text: string) => void) => write('{"sid":')],
  ] as const)('fails when %s comes in time', async (_, begin) => {
    const url = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      begin((text) => response.write(text));
    });
    await expect(post(url, {}, 50)).rejects.toThrow();
  });
});

async function answering(listener: RequestListener): Promise<string> {
  connections = 0;
  server = createServer(listener).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function post(url: string, form?: Readonly<Record<string, string>>, timeoutMs = 10_000) {
  const headers = { authorization: 'Basic x' };
  return sendHttp(url, { method: 'POST', headers, timeoutMs, ...(form ? { form } : {}) });
}
