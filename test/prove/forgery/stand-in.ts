import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createAccessToken } from '#lambdas/twilio/access-token.ts';
import { decodePacket, encodePacket } from '#simulator/sync/socket/twilsock-frame.ts';
import { type Attempt, outcomeOf } from './attempt.ts';
import { FORM, formBody, type Headers, type Target } from './target.ts';

/** Every REST address that changes something, as a forger would call it. */
const REST: readonly (readonly [name: string, path: (target: Target) => string])[] = [
  [
    'payments',
    ({ stack, callSid }) =>
      `/2010-04-01/Accounts/${stack.credentials.accountSid}/Calls/${callSid}/Payments.json`,
  ],
  [
    'a call',
    ({ stack, callSid }) => `/2010-04-01/Accounts/${stack.credentials.accountSid}/Calls/${callSid}.json`,
  ],
  ['documents', ({ stack }) => `/v1/Services/${stack.credentials.syncServiceSid}/Documents`],
  ['services', () => '/v1/Services'],
];

const CREDENTIALS: Readonly<Record<string, (target: Target) => Headers>> = {
  'no credentials': () => ({}),
  'another auth token': ({ stack }) => basic(stack.credentials.accountSid, '0'.repeat(32)),
  'the connector’s credentials': ({ stack }) =>
    basic(stack.credentials.connectorUsername, stack.credentials.connectorPassword),
  'an agent’s sign-in': ({ tokens }) => ({ Authorization: `Bearer ${tokens.ana}` }),
};

/** The stand-in Twilio itself: its REST API, and another agent's documents over the Sync socket. */
export const STAND_IN: readonly Attempt[] = [
  ...REST.flatMap(([name, path]) =>
    Object.entries(CREDENTIALS).map(([what, headersOf]) => ({
      family: 'stand-in',
      name: `REST, ${name}: ${what}`,
      expected: '401 20003',
      run: async (target: Target) =>
        outcomeOf(
          await target.simulator(
            'POST',
            path(target),
            { ...FORM, ...headersOf(target) },
            formBody({ Status: 'completed' }),
          ),
        ),
    })),
  ),
  ...(['GET', 'POST', 'DELETE'] as const).map((method) => ({
    family: 'stand-in',
    name: `Sync: ben’s phone token at ana’s document, ${method}`,
    expected: ['403', '404'],
    run: async (target: Target) => overSync(target, await phoneToken(target, 'ben'), method),
  })),
  ...Object.entries<(target: Target) => string | Promise<string>>({
    'an expired token': (target) => phoneToken(target, 'ana', -1000),
    'a token of another key': (target) => phoneToken(target, 'ana', 60_000, '0'.repeat(32)),
    'a sign-in token': ({ tokens }) => tokens.ana,
    'no token': () => '',
  }).map(([name, token]) => ({
    family: 'stand-in',
    name: `Sync: ana’s document with ${name}`,
    expected: '401',
    run: async (target: Target) => overSync(target, await token(target), 'GET'),
  })),
  {
    family: 'stand-in',
    name: 'Sync: control, ana reads her own document',
    expected: '200',
    run: async (target) => overSync(target, await phoneToken(target, 'ana'), 'GET'),
  },
];

function basic(name: string, password: string): Headers {
  return { Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

function phoneToken({ stack }: Target, identity: string, lifeMs = 60_000, secret?: string): Promise<string> {
  const { accountSid, apiKeySid, apiKeySecret, syncServiceSid } = stack.credentials;
  return createAccessToken({
    accountSid,
    apiKeySid,
    apiKeySecret: secret ?? apiKeySecret,
    identity,
    syncServiceSid,
    issuedAt: new Date(Date.now() - 2000),
    expiresAt: new Date(Date.now() + lifeMs),
  });
}

/** Requests ana's document and returns the status, or the status of the sign-on if that was refused. */
async function overSync({ stack, paySid }: Target, token: string, method: string): Promise<string> {
  const socket = new WebSocket(`${stack.simulatorUrl.replace('http', 'ws')}/v3/wsconnect`);
  const ask = async (header: Record<string, unknown>, payload?: unknown) => {
    socket.send(encodePacket({ id: 'RQ1', ...header }, payload));
    const [data] = (await once(socket, 'message')) as [Buffer];
    return decodePacket(data).header as Record<string, { code?: number } | undefined>;
  };
  try {
    await once(socket, 'open');
    const { status } = await ask({ method: 'init', token, capabilities: [] });
    if (status?.code !== 200) return String(status?.code);
    const http_request = {
      host: 'localhost',
      path: `/v3/Documents/payment-${paySid}`,
      method,
      headers: {},
      params: {},
    };
    const response = await ask(
      { method: 'message', http_request },
      method === 'POST' ? { data: { state: 'forged' } } : undefined,
    );
    return String(response.http_status?.code);
  } finally {
    socket.terminate();
  }
}
