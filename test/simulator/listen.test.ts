import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0 });
});
afterAll(() => simulator.close());

/** Sends a request as written and answers the status line. */
async function say(...lines: readonly string[]): Promise<string> {
  const socket = connect(simulator.port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString('latin1').split('\r\n')[0] ?? '';
}

const upgrade = (path: string, host: string, origin = `http://${host}`) =>
  say(
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: ${origin}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  );

describe('the simulator on its port', () => {
  it.each([
    'evil.example',
    'evil.example:3001',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.0.2.1',
  ])('serves nothing to a page that came as %s', async (host) => {
    expect(await say('GET /simulator/calls HTTP/1.1', `Host: ${host}`)).toContain(' 421 ');
    expect(await upgrade('/signal', host)).toContain(' 421 ');
    const led = '/simulator/at/voice-js.roaming.twilio.com/signal';
    expect(await say(`GET ${led} HTTP/1.1`, `Host: ${host}`)).toContain(' 421 ');
    expect(await upgrade(led, host)).toContain(' 421 ');
  });

  it.each(['127.0.0.1:3001', 'localhost', 'LOCALHOST:80', 'sim.localhost:3001', '[::1]:3001'])(
    'serves what asks for it as %s',
    async (host) => {
      expect(await say('GET /healthz HTTP/1.1', `Host: ${host}`)).toContain(' 200 ');
      expect(await upgrade('/signal', host)).toContain(' 101 ');
    },
  );

  it('opens no socket for a page of another site', async () => {
    expect(await upgrade('/signal', '127.0.0.1:3001', 'https://evil.example')).toContain(' 403 ');
    expect(await upgrade('/signal', '127.0.0.1:3001', 'null')).toContain(' 403 ');
  });

  it.each(['//', '///', '//[', '/signal/', '/%73ignal', '/constructor', '/__proto__', '*'])(
    'stays up when a socket asks for %s',
    async (path) => {
      expect(await upgrade(path, '127.0.0.1:3001')).toContain(' 404 ');
      expect(await say('GET /healthz HTTP/1.1', 'Host: 127.0.0.1')).toContain(' 200 ');
    },
  );

  it('leaves the check of names to whoever listens in public', async () => {
    const open = await createSimulator({ port: 0, host: '0.0.0.0' });
    const answer = await fetch(`http://127.0.0.1:${open.port}/healthz`, { headers: { host: 'twilio.test' } });
    await open.close();
    expect(answer.status).toBe(200);
  });
});
