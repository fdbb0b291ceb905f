import { type Attempt, outcomeOf } from './attempt.ts';
import { SIGNED_IN_ROUTES } from './signed-in-routes.ts';
import type { Headers, Target } from './target.ts';

/** Every endpoint that reads a body from the desk; `token` has none. */
const ROUTES = SIGNED_IN_ROUTES.filter(({ name, method }) => method === 'POST' && name !== 'token').map(
  ({ path }) => path,
);
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Body {
  readonly headers?: Headers;
  readonly body: string | Buffer | ((target: Target) => string);
  readonly expected: Attempt['expected'];
}

const NOT_JSON = '400 BODY_NOT_JSON';
const INVALID = '400 INVALID_REQUEST';
/** The connection may close while the rest is still being sent. */
const TOO_LARGE = ['413 BODY_TOO_LARGE', 'connection closed'];

/** Bodies that no endpoint may accept. */
const BODIES: Readonly<Record<string, Body>> = {
  'no body': { body: '', expected: NOT_JSON },
  'a list': { body: '[{}]', expected: NOT_JSON },
  'a number': { body: '1', expected: NOT_JSON },
  null: { body: 'null', expected: NOT_JSON },
  'broken JSON': { body: '{"paySid":"PK', expected: NOT_JSON },
  'two values': { body: '{}{}', expected: NOT_JSON },
  'JSON with a comment': { body: '{/* */}', expected: NOT_JSON },
  'JSON with NaN': { body: '{"timeout":NaN}', expected: NOT_JSON },
  'JSON after a byte order mark': { body: '\uFEFF{}', expected: NOT_JSON },
  'bytes that are not UTF-8': { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), expected: NOT_JSON },
  'UTF-16': { body: Buffer.from('{}', 'utf16le'), expected: NOT_JSON },
  'a form': {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'paySid=x',
    expected: NOT_JSON,
  },
  'a form labelled JSON': { headers: JSON_TYPE, body: 'paySid=x&capture=y', expected: NOT_JSON },
  XML: {
    headers: { 'Content-Type': 'text/xml' },
    body: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    expected: NOT_JSON,
  },
  'compressed JSON': {
    headers: { 'Content-Encoding': 'gzip' },
    body: Buffer.from([31, 139, 8, 0]),
    expected: NOT_JSON,
  },
  multipart: {
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: '--b--',
    expected: NOT_JSON,
  },
  '10,000 nested lists': { body: '['.repeat(10_000), expected: NOT_JSON },
  '8,000 closed lists in a field': {
    body: `{"x":${'['.repeat(8_000)}${']'.repeat(8_000)}}`,
    expected: INVALID,
  },
  '2,500 objects in a known field': {
    body: `{"paySid":${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}}`,
    expected: INVALID,
  },
  '17 kB': { body: JSON.stringify({ x: 'x'.repeat(17 * 1024) }), expected: TOO_LARGE },
  '17 kB of spaces': { body: `{${' '.repeat(17 * 1024)}}`, expected: TOO_LARGE },
  '1 MB': { body: JSON.stringify({ x: 'x'.repeat(1024 * 1024) }), expected: TOO_LARGE },
  '1 MB of invalid UTF-8': { body: Buffer.alloc(1024 * 1024, 0xff), expected: TOO_LARGE },
  '11 MB': { body: Buffer.alloc(11 * 1024 * 1024, 0x20), expected: TOO_LARGE },
  'an unknown field': { body: '{"admin":true}', expected: INVALID },
  'a prototype': { body: '{"__proto__":{"agent":"ana","paySid":"x"}}', expected: INVALID },
  'a constructor': { body: '{"constructor":{"prototype":{"allowed":["complete"]}}}', expected: INVALID },
  'a toJSON': { body: '{"toJSON":"x","valueOf":"y"}', expected: INVALID },
  'a list instead of a string': {
    body: ({ paySid }) => JSON.stringify({ paySid: [paySid] }),
    expected: INVALID,
  },
  'an object instead of a string': { body: '{"paySid":{"$ne":null},"state":{"$gt":""}}', expected: INVALID },
  'a number beyond any range': { body: '{"paySid":1e999,"state":-1e999}', expected: INVALID },
  'a lone surrogate': { body: '{"paySid":"\\ud800","state":"\\udfff"}', expected: INVALID },
  'an SID with a line break': {
    body: ({ paySid }) => JSON.stringify({ paySid: `${paySid}\n` }),
    expected: INVALID,
  },
  'an SID in a path': {
    body: ({ paySid }) => JSON.stringify({ paySid: `../Payments/${paySid}` }),
    expected: INVALID,
  },
};

/** Fields that only a start accepts. */
const STARTS: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>, string]>> = {
  'neither amount nor token': [{}, INVALID],
  'both amount and token': [{ chargeAmount: '1.00', tokenType: 'reusable' }, INVALID],
  'a zero amount': [{ chargeAmount: '0.00' }, INVALID],
  'a negative amount': [{ chargeAmount: '-1.00' }, INVALID],
  'an amount with an exponent': [{ chargeAmount: '1e3' }, INVALID],
  'an amount as a number': [{ chargeAmount: 12 }, INVALID],
  'an amount in full-width digits': [{ chargeAmount: '１２.00' }, INVALID],
  'an amount with too many decimals': [{ chargeAmount: '1.001' }, INVALID],
  'decimals in a currency without decimals': [{ chargeAmount: '1.50', currency: 'JPY' }, INVALID],
  'a parameter called __proto__': [
    { tokenType: 'reusable', parameters: JSON.parse('{"__proto__":"x"}') },
    INVALID,
  ],
  'a parameter called constructor': [{ tokenType: 'reusable', parameters: { constructor: 'x' } }, INVALID],
  'a parameter with a line break': [{ tokenType: 'reusable', parameters: { 'a\r\nb': 'x' } }, INVALID],
  'nested parameters': [{ tokenType: 'reusable', parameters: { a: { b: 'c' } } }, INVALID],
  '21 parameters': [
    {
      tokenType: 'reusable',
      parameters: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`p${n}`, ''])),
    },
    INVALID,
  ],
  'a status callback of the sender’s choice': [
    { tokenType: 'reusable', statusCallback: 'https://evil.example' },
    INVALID,
  ],
  'another connector': [{ tokenType: 'reusable', paymentConnector: 'Evil' }, INVALID],
  'another agent': [{ tokenType: 'reusable', agent: 'ben' }, INVALID],
  'card digits as description': [
    { tokenType: 'reusable', description: 'card 4111 1111 1111 1111' },
    '400 CARD_DIGITS',
  ],
  'card digits as a parameter': [
    { tokenType: 'reusable', parameters: { note: '4111-1111-1111-1111' } },
    '400 CARD_DIGITS',
  ],
  'card digits as a parameter’s name': [
    { tokenType: 'reusable', parameters: { x4111111111111111: 'a' } },
    '400 CARD_DIGITS',
  ],
  'full-width card digits': [
    { tokenType: 'reusable', description: '４１１１１１１１１１１１１１１１' },
    '400 CARD_DIGITS',
  ],
};

/** Oversize, deep, mistyped and poisoned bodies. Someone who may sends them, so that only the body is wrong. */
export const ABUSED_BODIES: readonly Attempt[] = [
  ...ROUTES.flatMap((route) =>
    Object.entries(BODIES).map(([name, { headers = JSON_TYPE, body, expected }]) => ({
      family: 'bodies',
      name: `${route}: ${name}`,
      expected,
      run: (target: Target) => post(target, route, headers, typeof body === 'function' ? body(target) : body),
    })),
  ),
  ...Object.entries(STARTS).map(([name, [start, expected]]) => ({
    family: 'bodies',
    name: `/startPaySession: ${name}`,
    expected,
    run: (target: Target) =>
      post(target, '/startPaySession', JSON_TYPE, JSON.stringify({ callSid: target.callSid, ...start })),
  })),
];

async function post(target: Target, route: string, headers: Headers, body: string | Buffer): Promise<string> {
  const token = isForSupervisors(route) ? target.tokens.sam : target.tokens.ana;
  const authorized = { ...headers, Authorization: `Bearer ${token}` };
  try {
    return outcomeOf(await target.desk('POST', `/api${route}`, authorized, body));
  } catch {
    return 'connection closed';
  }
}

function isForSupervisors(path: string): boolean {
  return SIGNED_IN_ROUTES.some((route) => route.path === path && !route.roles.includes('agent'));
}
