import { ROUTES } from '#lambdas/contract/routes.ts';
import { type Attempt, outcomeOf } from './attempt.ts';
import type { Headers, Target } from './target.ts';

const basic = (credentials: string): Headers => ({
  Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
});

const CREDENTIALS: Readonly<Record<string, (target: Target) => Headers>> = {
  'no credentials': () => ({}),
  'an empty name and password': () => basic(':'),
  'no colon': ({ stack }) => basic(stack.credentials.connectorUsername + stack.credentials.connectorPassword),
  'the name only': ({ stack }) => basic(`${stack.credentials.connectorUsername}:`),
  'another password': ({ stack }) => basic(`${stack.credentials.connectorUsername}:${'0'.repeat(32)}`),
  'the password with one more letter': ({ stack }) => basic(`${right(stack)}x`),
  'the password in another case': ({ stack }) => basic(right(stack).toUpperCase()),
  'the password with a zero byte': ({ stack }) => basic(`${right(stack)}\0`),
  'another name': ({ stack }) => basic(`admin:${stack.credentials.connectorPassword}`),
  'the Twilio account': ({ stack }) =>
    basic(`${stack.credentials.accountSid}:${stack.credentials.authToken}`),
  'the API key': ({ stack }) => basic(`${stack.credentials.apiKeySid}:${stack.credentials.apiKeySecret}`),
  'credentials that are not base64': ({ stack }) => ({ Authorization: `Basic ${right(stack)}` }),
  'the wrong scheme': ({ stack }) => ({
    Authorization: `Bearer ${Buffer.from(right(stack)).toString('base64')}`,
  }),
  'an agent’s token': ({ tokens }) => ({ Authorization: `Bearer ${tokens.ana}` }),
  'credentials in another header': ({ stack }) => ({
    'Proxy-Authorization': String(basic(right(stack)).Authorization),
  }),
};

const PATHS = ROUTES.filter(({ auth }) => auth.kind === 'connectorBasic').flatMap(({ paths }) => paths);

/** A complete tokenisation request of the connector, which would be stored. Contains a published test number. */
const BODY = JSON.stringify({
  transaction_id: 'forged',
  method: 'tokenize',
  cardnumber: '4111111111111111',
  cvv: '123',
  expiry_month: '12',
  expiry_year: '30',
});

/** The processor's addresses with every wrong credential. */
export const CONNECTOR: readonly Attempt[] = PATHS.flatMap((path) =>
  Object.entries(CREDENTIALS).map(([name, headersOf]) => ({
    family: 'connector',
    name: `${path}: ${name}`,
    expected: '401 CREDENTIALS_REFUSED',
    run: async (target: Target) =>
      outcomeOf(await target.desk('POST', `/api${path}`, headersOf(target), BODY)),
  })),
);

function right({ credentials }: Target['stack']): string {
  return `${credentials.connectorUsername}:${credentials.connectorPassword}`;
}
