import { once } from 'node:events';
import { get } from 'node:https';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientOptions, WebSocket } from 'ws';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, tlsPort: 0 });
});
afterAll(() => simulator.close());

const tls = () => ({ port: simulator.tls?.port ?? 0, ca: simulator.tls?.certificate ?? '' });

/** Asks as a client does that was led to the TLS port, certificate checked. @returns status and body */
async function ask(host: string, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const { accountSid, authToken } = simulator.account;
  const request = get({
    ...tls(),
    host: '127.0.0.1',
    servername: host,
    path,
    headers: { host },
    auth: `${accountSid}:${authToken}`,
  });
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

const checkAs = (name: string) => (_host: string, certificate: PeerCertificate) =>
  checkServerIdentity(name, certificate);

const calls = () => `/2010-04-01/Accounts/${simulator.account.accountSid}/Calls.json`;

describe('the TLS port', () => {
  it.each([
    ['api.twilio.com', 200],
    ['api.dublin.ie1.twilio.com', 200],
    ['API.TWILIO.COM', 200],
    ['api.twilio.com.', 200],
    ['localhost', 200],
    ['sync.twilio.com', 501],
    ['verify.twilio.com', 501],
    ['toString.twilio.com', 501],
  ])('serves the Calls resource as %s: %i', async (host, status) => {
    expect((await ask(host, calls())).status).toBe(status);
  });

  it.each([
    ['sync.twilio.com', 200],
    ['chat.twilio.com', 501],
    ['verify.twilio.com', 501],
    ['api.twilio.com', 501],
  ])('lists Sync’s services as %s: %i', async (host, status) => {
    expect((await ask(host, '/v1/Services')).status).toBe(status);
  });

  it('says what is not supported with the host', async () => {
    expect(JSON.parse((await ask('chat.twilio.com', '/v1/Services?x=1')).body)).toMatchObject({
      simulator: 'unsupported',
      message: expect.stringContaining('GET https://chat.twilio.com/v1/Services:'),
    });
  });

  it('has what it refused so in the log, and nothing that the Voice SDK loads', async () => {
    await ask('sdk.twilio.com', '/js/client/sounds/releases/1.0.0/incoming.mp3');
    await ask('verify.twilio.com', '/v2/Services');
    await ask('sdk.twilio.com', '/js/client/sounds/releases/1.0.0/outgoing.mp3');
    expect(simulator.requests.list({ kind: 'rest' }).at(-1)).toMatchObject({
      url: 'https://verify.twilio.com/v2/Services',
      status: 501,
      problem: expect.stringContaining('GET https://verify.twilio.com/v2/Services:'),
    });
  });

  it('serves neither the control API nor the phone under Twilio’s names, by no detour', async () => {
    for (const path of [
      '/simulator/calls',
      '/phone',
      '/2010-04-01/../simulator/calls',
      '/2010-04-01/%2e%2e/phone',
    ]) {
      expect([path, (await ask('api.twilio.com', path)).status]).toEqual([path, 501]);
    }
    expect((await ask('localhost', '/simulator/calls')).status).toBe(200);
  });

  it('has no certificate for anybody else', async () => {
    const socket: TLSSocket = connect({ ...tls(), host: '127.0.0.1', servername: 'twilio.com.example' });
    const [error] = await once(socket, 'error');
    expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('has a certificate for clients that say no name', async () => {
    const checked = { ...tls(), host: '127.0.0.1', checkServerIdentity: checkAs('api.twilio.com') };
    const socket: TLSSocket = connect(checked);
    await once(socket, 'secureConnect');
    expect([socket.authorized, socket.servername]).toEqual([true, false]);
    socket.destroy();
  });

  it('opens a socket under its own host only', async () => {
    const open = async (host: string, path: string) => {
      const { port, ca } = tls();
      const options = { ca, servername: host, headers: { host } };
      const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, options as ClientOptions);
      socket.on('error', () => {});
      const outcome = await Promise.race([
        once(socket, 'open').then(() => 101),
        once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode),
      ]);
      socket.terminate();
      return outcome;
    };
    expect(await open('voice-js.roaming.twilio.com', '/signal')).toBe(101);
    expect(await open('tsock.us1.twilio.com', '/v3/wsconnect')).toBe(101);
    expect(await open('voice-js.roaming.twilio.com', '/v3/wsconnect')).toBe(501);
    expect(await open('api.twilio.com', '/phone/socket')).toBe(501);
  });

  it('gives pages of lists that are under the same host', async () => {
    const { body } = await ask('sync.twilio.com', '/v1/Services?PageSize=1');
    expect(JSON.parse(body).meta.url).toMatch(/^https:\/\/sync\.twilio\.com\/v1\/Services\?/);
  });

  it('is there only when asked for', async () => {
    const plain = await createSimulator({ port: 0 });
    await plain.close();
    expect(plain.tls).toBeUndefined();
  });

  it('names its own setting when its port is taken, and leaves nothing open', async () => {
    const taken = createSimulator({ port: 0, tlsPort: simulator.port });
    await expect(taken).rejects.toThrow(/SIMULATOR_TLS_PORT/);
  });
});

describe('the plain port, for pages that were led here', () => {
  const at = (host: string, path: string, init?: RequestInit) =>
    fetch(`${simulator.url}/simulator/at/${host}${path}`, init);

  it('has the sounds of the Voice SDK', async () => {
    for (const file of ['incoming', 'outgoing', 'disconnect', 'dtmf-0', 'dtmf-star', 'dtmf-hash']) {
      const response = await at(
        'sdk.twilio.com',
        `/js/client/sounds/releases/1.0.0/${file}.mp3?cache=2.18.5`,
      );
      expect([file, response.status]).toEqual([file, 200]);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect((await response.text()).slice(0, 4)).toBe('RIFF');
    }
    expect((await at('sdk.twilio.com', '/js/client/sounds/releases/1.0.0/cowbell.mp3')).status).toBe(501);
  });

  it('takes the insights of the Voice SDK, preflight included', async () => {
    const path = '/v4/EndpointEvents';
    const headers = { Origin: 'http://localhost:3000', 'Access-Control-Request-Headers': 'x-twilio-token' };
    const preflight = await at('eventgw.us1.twilio.com', path, { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-twilio-token');
    expect((await at('eventgw.us1.twilio.com', path, { method: 'POST', body: '{}' })).status).toBe(200);
    expect((await at('chat.twilio.com', path, { method: 'POST', body: '{}' })).status).toBe(501);
  });

  it('keeps products apart there too', async () => {
    expect((await at('sync.twilio.com', '/v1/Services')).status).toBe(401);
    expect((await at('chat.twilio.com', '/v1/Services')).status).toBe(501);
    expect((await at('api.twilio.com', '/simulator/calls')).status).toBe(501);
    expect((await at('example.com', '/v1/Services')).status).toBe(501);
  });
});
