import { type Attempt, outcomeOf } from './attempt.ts';
import { sendLines } from './paths-and-headers.ts';
import type { Target } from './target.ts';

/** Names that resolve, or could be made to resolve, to this machine. */
const HOSTS = [
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '0.0.0.0',
  '[::]',
  '192.0.2.7',
];

const DESK = [
  ['POST', '/dev/session', '{"username":"ana"}'],
  ['GET', '/config.json', ''],
  ['GET', '/', ''],
  ['POST', '/api/presence', '{"state":"offline"}'],
  ['POST', '/api/statusCallback', ''],
  ['GET', '/oidc/.well-known/openid-configuration', ''],
  ['GET', '/healthz', ''],
] as const;

/** Every operation of the control API, each with a body that works. */
const CONTROL = [
  ['POST', '/simulator/calls', '{"answer":"headless"}'],
  ['POST', '/simulator/calls/CALL/digits', '{"digits":"1"}'],
  ['POST', '/simulator/calls/CALL/hangup', ''],
  ['PUT', '/simulator/faults', '{"syncDown":true}'],
  ['DELETE', '/simulator/faults', ''],
  ['POST', '/simulator/reset', ''],
  ['GET', '/simulator/calls', ''],
  ['GET', '/simulator/requests', ''],
  ['POST', '/simulator/requests/1/send', ''],
  ['GET', '/simulator/state', ''],
  ['GET', '/simulator/settings', ''],
  ['GET', '/simulator/clock', ''],
  ['POST', '/simulator/clock', '{"state":"running"}'],
] as const;

const ORIGINS = [
  'https://evil.example',
  'http://evil.example:3001',
  'null',
  'file://',
  'http://127.0.0.1.evil.example',
];

const SOCKETS = ['/signal', '/v3/wsconnect', '/phone/socket'];

const portOf = (url: string) => new URL(url).port;

/** Requests from other sites' pages, and with names rebound to this machine, at both ports. */
export const HOSTS_AND_ORIGINS: readonly Attempt[] = [
  ...HOSTS.flatMap((host) =>
    DESK.map(([method, path, body]) => ({
      family: 'hosts',
      name: `desk: ${method} ${path} as "${host}"`,
      expected: '421',
      run: async ({ desk, stack, tokens }: Target) => {
        const named = `${host}:${portOf(stack.deskUrl)}`;
        return outcomeOf(
          await desk(method, path, { Host: named, Authorization: `Bearer ${tokens.ana}` }, body),
        );
      },
    })),
  ),
  ...HOSTS.flatMap((host) =>
    CONTROL.map(([method, path, body]) => ({
      family: 'hosts',
      name: `simulator: ${method} ${path} as "${host}"`,
      expected: '421',
      run: async ({ simulator, stack, callSid }: Target) => {
        const named = `${host}:${portOf(stack.simulatorUrl)}`;
        return outcomeOf(await simulator(method, path.replace('CALL', callSid), { Host: named }, body));
      },
    })),
  ),
  ...ORIGINS.flatMap((origin) => [
    ...CONTROL.map(([method, path, body]) => ({
      family: 'origins',
      name: `simulator: ${method} ${path} from ${origin}`,
      expected: '403 forbidden',
      run: async ({ simulator, callSid }: Target) =>
        outcomeOf(await simulator(method, path.replace('CALL', callSid), { Origin: origin }, body)),
    })),
    ...SOCKETS.map((path) => ({
      family: 'origins',
      name: `simulator: a socket at ${path} from ${origin}`,
      expected: '403',
      run: ({ stack }: Target) =>
        sendLines(new URL(stack.simulatorUrl), [
          `GET ${path} HTTP/1.1`,
          'Host: HOST',
          `Origin: ${origin}`,
          ...UPGRADE,
        ]),
    })),
    {
      family: 'origins',
      name: `desk: POST /dev/session from ${origin}`,
      expected: '403 FOREIGN_ORIGIN',
      run: async ({ desk }: Target) =>
        outcomeOf(
          await desk(
            'POST',
            '/dev/session',
            { Origin: origin, 'Content-Type': 'text/plain' },
            '{"username":"ana"}',
          ),
        ),
    },
    {
      family: 'origins',
      name: `desk: a preflight for a token from ${origin}`,
      expected: '404 NOT_FOUND, nothing allowed',
      async run({ desk }: Target) {
        const headers = {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        };
        const response = await desk('OPTIONS', '/api/presence', headers);
        const allowed = response.headers['access-control-allow-origin'];
        return `${outcomeOf(response)}, ${allowed === undefined ? 'nothing' : 'something'} allowed`;
      },
    },
  ]),
  ...SOCKETS.map((path) => ({
    family: 'hosts',
    name: `simulator: a socket at ${path} as a rebound name`,
    expected: '421',
    run: ({ stack }: Target) => {
      const host = `evil.example:${portOf(stack.simulatorUrl)}`;
      return sendLines(new URL(stack.simulatorUrl), [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}`,
        `Origin: http://${host}`,
        ...UPGRADE,
      ]);
    },
  })),
];

const UPGRADE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
