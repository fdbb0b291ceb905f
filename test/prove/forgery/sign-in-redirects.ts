import { createHash } from 'node:crypto';
import type { RawResponse } from '#test/local/support/serve.ts';
import type { Attempt } from './attempt.ts';
import { FORM, type Form, formBody, type Target } from './target.ts';

const VERIFIER = 'v'.repeat(64);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** The desk's own request with changes; an empty value removes the parameter. */
function request({ stack }: Target, changes: Form = {}): string {
  const right = {
    client_id: 'desk',
    redirect_uri: `${stack.deskUrl}/`,
    response_type: 'code',
    scope: 'openid profile',
    state: 'state-1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  const parameters = Object.entries<string>({ ...right, ...changes }).filter(([, value]) => value !== '');
  return `/oidc/auth?${formBody(Object.fromEntries(parameters))}`;
}

/** Where a code must never be sent. `DESK` stands for the desk's own address. */
const RETURN_ADDRESSES = [
  'https://evil.example/',
  'DESK.evil.example/',
  'DESK@evil.example/',
  'DESK/../x',
  'DESK/%2e%2e/x',
  'DESK//evil.example',
  'DESK/?x=1',
  'DESK/#x',
  'DESK',
  'DESK/settings',
  'http://127.0.0.1/',
  'http://localhost:1/',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example/',
  '/',
  ' DESK/',
  'DESK/\r\nSet-Cookie: a=b',
];

/** Other ways to weaken a sign-in; each must end with an error and without a code. */
const WEAKENED: Readonly<Record<string, Form>> = {
  'another client': { client_id: 'other' },
  'no client': { client_id: '' },
  'no PKCE': { code_challenge: '', code_challenge_method: '' },
  'plain PKCE': { code_challenge: VERIFIER, code_challenge_method: 'plain' },
  'the implicit flow': { response_type: 'token' },
  'the hybrid flow': { response_type: 'code id_token', nonce: 'n' },
  'no interaction': { prompt: 'none' },
  'an unknown mode': { response_mode: 'cookie' },
  'a request object': { request: 'e30.e30.' },
  'a request object elsewhere': { request_uri: 'https://evil.example/request' },
};

/** Redirects and grants of the local sign-in. */
export const SIGN_IN_REDIRECTS: readonly Attempt[] = [
  ...RETURN_ADDRESSES.map((address) =>
    attempt(`return to ${JSON.stringify(address)}`, 'goes nowhere', (target) =>
      target.desk('GET', request(target, { redirect_uri: address.replace('DESK', target.stack.deskUrl) })),
    ),
  ),
  ...Object.entries(WEAKENED).map(([name, changes]) =>
    attempt(name, ['goes nowhere', 'back to the desk with an error'], (target) =>
      target.desk('GET', request(target, changes)),
    ),
  ),
  attempt('sign-out that returns elsewhere', 'goes nowhere', ({ desk }) =>
    desk(
      'GET',
      `/oidc/session/end?${formBody({ client_id: 'desk', post_logout_redirect_uri: 'https://evil.example/' })}`,
    ),
  ),
  attempt('an interaction of somebody else', 'goes nowhere', ({ desk }) =>
    desk('POST', '/oidc/interaction/abc', FORM, 'username=ana'),
  ),
  attempt('control: the desk’s own request', 'to the sign-in page', (target) =>
    target.desk('GET', request(target)),
  ),
  grant('a made-up code', { grant_type: 'authorization_code', code: 'abc', code_verifier: VERIFIER }),
  grant('a password', { grant_type: 'password', username: 'ana', password: 'ana' }),
  grant('no person', { grant_type: 'client_credentials' }),
  grant('a made-up refresh token', { grant_type: 'refresh_token', refresh_token: 'abc' }),
  grant('an access token as refresh token', ({ tokens }) => ({
    grant_type: 'refresh_token',
    refresh_token: tokens.ana,
  })),
];

function attempt(
  name: string,
  expected: Attempt['expected'],
  ask: (target: Target) => Promise<RawResponse>,
): Attempt {
  return {
    family: 'sign-in',
    name,
    expected,
    async run(target) {
      const { status, headers } = await ask(target);
      const to = headers.location;
      if (to === undefined) return status >= 400 ? 'goes nowhere' : `returned ${status}`;
      if (to.startsWith('/oidc/interaction/')) return 'to the sign-in page';
      const url = new URL(to, target.stack.deskUrl);
      const where = url.origin === target.stack.deskUrl ? 'back to the desk' : 'elsewhere';
      const parameters = new URLSearchParams(`${url.search.slice(1)}&${url.hash.slice(1)}`);
      return `${where} with ${parameters.has('error') ? 'an error' : 'something'}`;
    },
  };
}

function grant(name: string, form: Form | ((target: Target) => Form)): Attempt {
  return {
    family: 'sign-in',
    name: `a token for ${name}`,
    expected: ['400 without a token', '401 without a token'],
    async run(target) {
      const given = typeof form === 'function' ? form(target) : form;
      const body = formBody({ client_id: 'desk', redirect_uri: `${target.stack.deskUrl}/`, ...given });
      const { status, body: received } = await target.desk('POST', '/oidc/token', FORM, body);
      return `${status} ${received.includes('access_token') ? 'with' : 'without'} a token`;
    },
  };
}
