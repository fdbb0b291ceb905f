import { ROUTES } from '#lambdas/contract/routes.ts';
import { type Attempt, outcomeOf } from './attempt.ts';
import { clientToken } from './client-token.ts';
import { GRANTED, originOf, type Panels } from './open-panels.ts';
import { TOKENS } from './sign-in-tokens.ts';
import type { Headers, Target } from './target.ts';

type Text = (target: Target) => string | Promise<string>;

const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` });

async function post(target: Target, path: string, headers: Headers, body: unknown): Promise<string> {
  return outcomeOf(await target.desk('POST', `/api/panel${path}`, headers, JSON.stringify(body)));
}

function attempt(family: string, name: string, expected: Attempt['expected'], run: Attempt['run']): Attempt {
  return { family, name, expected, run };
}

/** Everything wrong with a client's token that a person's can have as well, and what only a client's can. */
const CLIENT_TOKENS: Readonly<Record<string, (target: Target) => Headers | Promise<Headers>>> = {
  ...TOKENS,
  'a person’s token': ({ tokens }) => bearer(tokens.ana),
  'a supervisor’s token': ({ tokens }) => bearer(tokens.sam),
  'the token of a panel': ({ panels }) => bearer(panels.token),
  'a grant': ({ panels }) => bearer(panels.grant),
  ...Object.fromEntries(
    Object.entries({
      'no scope': undefined,
      'the desk’s scope': 'desk/use openid',
      'two scopes in one': 'desk/grants',
      'a scope in another case': 'DESK/GRANT',
      'a list of scopes': ['desk/grant'],
    }).map(([name, scope]) => [
      name,
      async (target: Target) => bearer(await clientToken(target, 'acme', { scope })),
    ]),
  ),
  'the desk’s own client': async (target) => bearer(await clientToken(target, 'desk')),
};

function grantBody({ panels }: Target, more: object = {}) {
  return { ...GRANTED, callSid: panels.callSid, agent: 'ana', origin: originOf('acme'), ...more };
}

const GRANT_TOKENS = Object.entries(CLIENT_TOKENS).map(([name, headersOf]) =>
  attempt('panels', `POST /panel/grants: ${name}`, '401 SIGN_IN_REQUIRED', async (target) =>
    post(target, '/grants', await headersOf(target), grantBody(target)),
  ),
);

const NO_CLIENT = ['nobody', 'Acme', 'acme ', 'acme,rival', 'acme=rival', '__proto__', ''].map((client) =>
  attempt(
    'panels',
    `POST /panel/grants: the client "${client}"`,
    ['403 CLIENT_REFUSED', '401 SIGN_IN_REQUIRED'],
    async (target) => post(target, '/grants', bearer(await clientToken(target, client)), grantBody(target)),
  ),
);

const FOREIGN_ORIGINS = [
  originOf('rival'),
  'https://evil.example',
  'https://acme.example.evil.example',
  'https://acme.example:8443',
  'http://acme.example',
  'https://acme.example/',
  'https://ACME.example',
  'https://acme.example@evil.example',
  'null',
  '*',
  'https://*.example',
  '',
];

const GRANT_BODIES = [
  ...FOREIGN_ORIGINS.map((origin) => [`origin ${origin}`, { origin }] as const),
  ...['system', 'Twilio', 'ana via rival', 'ana via acme', 'a\u202eb', ' ana', '', '4111111111111111'].map(
    (agent) => [`agent ${agent}`, { agent }] as const,
  ),
  ...['-1.00', '0', '1e3', '50,00', '50.001', '9'.repeat(40), 'NaN', '４９'].map(
    (maxAmount) => [`maxAmount ${maxAmount}`, { maxAmount }] as const,
  ),
  ['an amount above the ceiling', { amount: '50.01' }],
  ['a currency that is none', { currency: 'XXX0' }],
  ['another client', { client: 'rival' }],
  ['a card for a reference', { reference: '4111 1111 1111 1111' }],
  ['a call that is none', { callSid: 'CA../../Accounts' }],
  ['a method that is none', { methods: ['credit-card', 'cash'] }],
] as const;

const GRANT_REFUSALS = GRANT_BODIES.map(([name, more]) =>
  attempt(
    'panels',
    `POST /panel/grants: ${name}`,
    ['400 INVALID_REQUEST', '400 CARD_DIGITS'],
    async (target) =>
      post(target, '/grants', bearer(await clientToken(target, 'acme')), grantBody(target, more)),
  ),
);

/** What somebody without the right secret might send as a grant, or as a token. */
function forged(right: (panels: Panels) => string): Readonly<Record<string, Text>> {
  const of =
    (change: (text: string) => string) =>
    ({ panels }: Target) =>
      change(right(panels));
  const [id, secret] = [/^(\w+)\..+$/, /^\w+\.(.+)$/];
  return {
    'a changed last letter': of((text) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A')),
    'another id': of((text) => text.replace(id, `${'0'.repeat(32)}.$1`.slice(0, 33)) + text.slice(33)),
    'the id alone': of((text) => text.replace(id, '$1')),
    'the secret alone': of((text) => text.replace(secret, '$1')),
    'no dot': of((text) => text.replace('.', '')),
    'two dots': of((text) => `${text}.`),
    'a blank before it': of((text) => ` ${text}`),
    'a line break behind it': of((text) => `${text}\n`),
    'capital letters': of((text) => text.toUpperCase()),
    'it twice': of((text) => `${text}.${text}`),
    'half of it': of((text) => text.slice(0, 40)),
    'a key of the table': of((text) => `grant#${text}`),
    nothing: () => '',
    'a wildcard': () => `${'*'.repeat(32)}.${'*'.repeat(43)}`,
    'an unknown one': () => `${'a'.repeat(32)}.${'a'.repeat(43)}`,
    'a token of a person': ({ tokens }) => tokens.ana,
  };
}

const GRANTS: Readonly<Record<string, Text>> = {
  ...forged(({ grant }) => grant),
  'a spent one': ({ panels }) => panels.spentGrant,
  'an expired one': ({ panels }) => panels.expiredGrant,
  'the token of a panel': ({ panels }) => panels.token,
};

const OPENINGS = [
  ...Object.entries(GRANTS).map(([name, textOf]) =>
    attempt(
      'panels',
      `POST /panel/open: ${name}`,
      ['401 GRANT_REFUSED', '400 INVALID_REQUEST'],
      async (target) => post(target, '/open', {}, { grant: await textOf(target) }),
    ),
  ),
  ...FOREIGN_ORIGINS.filter(Boolean).map((origin) =>
    attempt('panels', `POST /panel/open: in a page of ${origin}`, '401 GRANT_REFUSED', (target) =>
      post(target, '/open', {}, { grant: target.panels.grant, origin }),
    ),
  ),
  ...[7, null, ['x'], { $ne: '' }].map((grant) =>
    attempt('panels', `POST /panel/open: ${JSON.stringify(grant)}`, '400 INVALID_REQUEST', (target) =>
      post(target, '/open', {}, { grant }),
    ),
  ),
];

const PANEL_TOKENS: Readonly<Record<string, (target: Target) => Headers | Promise<Headers>>> = {
  ...Object.fromEntries(
    Object.entries(forged(({ token }) => token)).map(([name, textOf]) => [
      name,
      async (target: Target) => bearer((await textOf(target)).replaceAll(/[\n ]/g, '')),
    ]),
  ),
  'an expired one': ({ panels }) => bearer(panels.expiredToken),
  'a grant': ({ panels }) => bearer(panels.grant),
  'the grant it was opened with': ({ panels }) => bearer(panels.spentGrant),
  'a token of a system': async (target) => bearer(await clientToken(target, 'acme')),
  'the right one in a cookie': ({ panels }) => ({ Cookie: `token=${panels.token}` }),
  'the right one in another header': ({ panels }) => ({ 'X-Authorization': `Bearer ${panels.token}` }),
  'the right one with another scheme': ({ panels }) => ({ Authorization: `Basic ${panels.token}` }),
};
/** A line break and a blank are not part of a header: what is left of these is the right token. */
const SAME_AS_HEADER = ['a blank before it', 'a line break behind it'];

const PANEL_PATHS = ROUTES.flatMap(({ method, paths, auth }) =>
  auth.kind === 'panel' ? paths.map((path) => ({ method, path })) : [],
);

const TOKENS_OF_PANELS = PANEL_PATHS.flatMap(({ method, path }) =>
  Object.entries(PANEL_TOKENS)
    .filter(([name]) => !SAME_AS_HEADER.includes(name))
    .map(([name, headersOf]) =>
      attempt('panels', `${method} ${path}: ${name}`, '401 PANEL_CLOSED', async (target) => {
        const address = `/api${path.replace('{paySid}', target.panels.paySid)}`;
        const body = method === 'GET' ? '' : JSON.stringify({ paySid: target.panels.paySid });
        return outcomeOf(await target.desk(method, address, await headersOf(target), body));
      }),
    ),
);

/** Whose payments a panel might reach for. */
const VICTIMS: Readonly<Record<string, (target: Target) => string>> = {
  'ana’s at the desk': ({ paySid }) => paySid,
  'ben’s at the desk': ({ bensPaySid }) => bensPaySid,
  'another panel’s': ({ panels }) => panels.paySid,
};

const FOREIGN_PAYMENTS = (['rival', 'colleague', 'elsewhere'] as const).flatMap((who) =>
  Object.entries(VICTIMS).flatMap(([whose, paySidOf]) =>
    [
      ['POST', '/updatePaySession', { capture: 'expiration-date' }],
      ['POST', '/completePaySession', {}],
      ['POST', '/cancelPaySession', {}],
      ['GET', '/paySessions', {}],
    ].map(([method, path, more]) =>
      attempt('panels', `${method} ${path}: ${who} at ${whose}`, '403 NOT_YOUR_CALL', async (target) => {
        const paySid = paySidOf(target);
        const headers = bearer(target.panels.others[who]);
        if (method === 'POST') return post(target, String(path), headers, { paySid, ...(more as object) });
        return outcomeOf(await target.desk('GET', `/api/panel${path}/${paySid}`, headers));
      }),
    ),
  ),
);

/** What a panel may not ask for, with the right token. */
const STARTS = [
  [{ chargeAmount: '50.01' }, '409 CEILING_REACHED'],
  [{ chargeAmount: '1000000.00' }, ['409 CEILING_REACHED', '400 INVALID_REQUEST']],
  [{ chargeAmount: '12.00', currency: 'JPY' }, '400 INVALID_REQUEST'],
  [{ chargeAmount: '12.00', reference: 'another' }, '400 INVALID_REQUEST'],
  [{ chargeAmount: '12.00', callSid: `CA${'1'.repeat(32)}` }, '400 INVALID_REQUEST'],
  [{ chargeAmount: '12.00', customer: 'x' }, '400 INVALID_REQUEST'],
  [{ chargeAmount: '12.00', parameters: { orderId: '7' } }, '400 INVALID_REQUEST'],
  [{ chargeAmount: '12.00', grant: { maxAmount: '9000' } }, '400 INVALID_REQUEST'],
  [{ tokenType: 'reusable' }, '400 INVALID_REQUEST'],
  [{ chargeAmount: '12.00', paymentMethod: 'ach-debit' }, '400 INVALID_REQUEST'],
] as const;

const STARTED = STARTS.map(([body, expected]) =>
  attempt('panels', `POST /panel/startPaySession: ${JSON.stringify(body)}`, expected, (target) =>
    post(target, '/startPaySession', bearer(target.panels.others.elsewhere), body),
  ),
);

/** Whoever holds the token of a panel is nobody at the desk. */
const AT_THE_DESK = ROUTES.flatMap(({ method, paths, auth }) =>
  auth.kind === 'signIn' ? paths.map((path) => ({ method, path })) : [],
).map(({ method, path }) =>
  attempt(
    'panels',
    `${method} ${path}: with the token of a panel`,
    '401 SIGN_IN_REQUIRED',
    async (target) => {
      const address = `/api${path.replace('{paySid}', target.paySid).replace('{callSid}', target.callSid)}`;
      return outcomeOf(
        await target.desk(method, address, bearer(target.panels.token), method === 'GET' ? '' : '{}'),
      );
    },
  ),
);

/** Systems, panels and pages that reach for more than they were granted. */
export const PANELS: readonly Attempt[] = [
  ...GRANT_TOKENS,
  ...NO_CLIENT,
  ...GRANT_REFUSALS,
  ...OPENINGS,
  ...TOKENS_OF_PANELS,
  ...FOREIGN_PAYMENTS,
  ...STARTED,
  ...AT_THE_DESK,
];

/** The same requests with the right proof are accepted, otherwise the refusals above prove nothing. */
export const PANEL_CONTROLS: readonly Attempt[] = [
  {
    ...attempt('panels', 'POST /panel/grants: control', '201', async (target) =>
      post(target, '/grants', bearer(await clientToken(target, 'acme')), grantBody(target)),
    ),
    control: true,
  },
  {
    ...attempt('panels', 'POST /panel/open: control, one of twenty at once', '1 opened', async (target) => {
      const body = { grant: target.panels.grant, origin: originOf('acme') };
      const all = await Promise.all(Array.from({ length: 20 }, () => post(target, '/open', {}, body)));
      return `${all.filter((outcome) => outcome === '200').length} opened`;
    }),
    control: true,
  },
  {
    ...attempt('panels', 'POST /panel/startPaySession: control', '201', (target) =>
      post(target, '/startPaySession', bearer(target.panels.others.elsewhere), { chargeAmount: '38.00' }),
    ),
    control: true,
  },
];
