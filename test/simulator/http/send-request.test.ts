import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#simulator/clock.ts';
import { createSendRequest } from '#simulator/http/send-request.ts';

let server: Server;
let connections: number;

afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('a request of the simulator', () => {
  it('goes over the connection of the one before', async () => {
    const send = await startServer((_request, response) => response.writeHead(200).end('fine'));
    expect(await send()).toMatchObject({ status: 200, body: 'fine' });
    expect(await send()).toMatchObject({ status: 200, body: 'fine' });
    expect(connections).toBe(1);
  });

  it('goes over a new connection after one that broke, and says that it broke', async () => {
    let answered = 0;
    const send = await startServer((request, response) => {
      answered += 1;
      if (answered === 2) request.socket.destroy();
      else response.writeHead(204).end();
    });
    expect(await send()).toMatchObject({ status: 204 });
    expect(await send()).toMatchObject({ failure: 'broken' });
    expect(await send()).toMatchObject({ status: 204 });
    expect(connections).toBe(2);
  });

  it('finds this machine by a name below localhost, which few systems know', async () => {
    const send = await startServer(
      (request, response) => response.end(request.headers.host),
      'app.localhost',
    );
    expect(await send()).toMatchObject({ body: expect.stringMatching(/^app\.localhost:/) });
  });
});

async function startServer(answer: RequestListener, name = '127.0.0.1') {
  connections = 0;
  server = createServer(answer).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://${name}:${(server.address() as AddressInfo).port}/`;
  const send = createSendRequest(systemClock);
  return () => send({ url, headers: {}, body: 'a=1', connectMilliseconds: 5_000, totalMilliseconds: 10_000 });
}
