import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createAuthorizer } from '#local/api-host/authorizer.ts';
import { listen, stopListening } from '#local/listen.ts';
import { createSignIn, type SignIn } from '#local/sign-in/sign-in.ts';
import { makeDataDir } from '../support/data-dir.ts';

const server = createServer((request, response) => void signIn.handle(request, response));
let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let origin: string;
let signIn: SignIn;
const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
const info = jest.spyOn(console, 'info').mockImplementation(() => {});

beforeAll(async () => {
  dataDir = await makeDataDir();
  origin = `http://127.0.0.1:${await listen(server, 0, 'PORT')}`;
  signIn = await createSignIn(origin, dataDir.path);
});

afterEach(() => {
  // The library warns where it is set up to develop with, and about Node 20: nobody starting the stack can help it.
  expect([...warn.mock.calls, ...info.mock.calls]).toEqual([]);
});

afterAll(async () => {
  await stopListening(server);
  await signIn.close();
  await dataDir.remove();
});

describe('the sign-in', () => {
  it('describes itself where an OIDC client looks', async () => {
    const discovery = await (await fetch(`${origin}/oidc/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({
      issuer: `${origin}/oidc`,
      authorization_endpoint: `${origin}/oidc/auth`,
      token_endpoint: `${origin}/oidc/token`,
      jwks_uri: `${origin}/oidc/jwks`,
      end_session_endpoint: `${origin}/oidc/session/end`,
      code_challenge_methods_supported: ['S256'],
    });
    const { keys } = await (await fetch(`${origin}/oidc/jwks`)).json();
    expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('offers two agents and a supervisor on a page for people', async () => {
    const { page } = await openSignInPage();
    for (const name of ['Ana', 'Ben', 'Sam']) expect(page).toContain(`Sign in as ${name}`);
    expect(page).toContain('<html lang="en">');
    expect(page).not.toMatch(/<script|style=/);
  });

  it.each([
    ['ana', ['agent']],
    ['ben', ['agent']],
    ['sam', ['supervisor']],
  ])('gives %s an access token like Cognito’s', async (username, groups) => {
    const tokens = await signInAs(username);
    const seconds = expect.any(Number);
    const text = expect.any(String);
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'RS256', kid: text });
    expect(decodeJwt(tokens.access_token)).toEqual({
      iss: `${origin}/oidc`,
      sub: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      aud: `${origin}/oidc`,
      client_id: 'desk',
      token_use: 'access',
      username,
      'cognito:groups': groups,
      scope: 'openid profile',
      version: 2,
      auth_time: seconds,
      iat: seconds,
      exp: seconds,
      jti: text,
    });
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      aud: 'desk',
      'cognito:username': username,
      'cognito:groups': groups,
    });
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  });

  it('gives tokens the API’s authorizer accepts', async () => {
    const { access_token } = await signInAs('ana');
    expect(await authorize(access_token)).toMatchObject({ username: 'ana', 'cognito:groups': 'agent' });
  });

  it('renews with a refresh token, also after a restart', async () => {
    const { refresh_token } = await signInAs('ana');
    const second = await refresh(refresh_token);
    expect(await authorize(second.access_token)).toMatchObject({ username: 'ana' });

    await signIn.close();
    signIn = await createSignIn(origin, dataDir.path);
    expect(await authorize(second.access_token)).toMatchObject({ username: 'ana' });
    const third = await refresh(second.refresh_token);
    expect(await authorize(third.access_token)).toMatchObject({ username: 'ana', token_use: 'access' });
  });

  it('lets two people sign in in one browser, and one sign out without the other', async () => {
    const browser = new Browser();
    const ana = await signInAs('ana', browser);
    const ben = await signInAs('ben', browser);

    const { location } = await browser.follow(
      `/oidc/session/end?${new URLSearchParams({ id_token_hint: ana.id_token, post_logout_redirect_uri: `${origin}/` })}`,
    );
    expect(location).toBe(`${origin}/`);
    expect(await authorize((await refresh(ben.refresh_token)).access_token)).toMatchObject({
      username: 'ben',
    });
  });

  it('refuses a sign-in without PKCE, to a foreign address, or by a stranger', async () => {
    for (const change of [
      { code_challenge: '', code_challenge_method: '' },
      { redirect_uri: 'http://127.0.0.1:1/' },
      { client_id: 'other' },
    ]) {
      const { location, page } = await new Browser().follow(
        authorizationUrl({ ...request().query, ...change }),
      );
      expect(location ? new URL(location).searchParams.get('error') : page).toMatch(
        /invalid_|Sign-in failed/,
      );
    }
    const { browser, action } = await openSignInPage();
    const { status } = await browser.post(action, { username: 'mallory' });
    expect(status).toBe(400);
  });

  it('says what to do when the page is too old', async () => {
    const response = await fetch(`${origin}/oidc/interaction/gone`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Go back to the desk and sign in again.');
  });
});

async function authorize(token: string) {
  const check = createAuthorizer({ issuer: signIn.issuer, clientId: 'desk', keys: signIn.publicKeys });
  return check(`Bearer ${token}`);
}

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
}

function request() {
  const verifier = randomBytes(32).toString('base64url');
  const query = {
    client_id: 'desk',
    response_type: 'code',
    redirect_uri: `${origin}/`,
    scope: 'openid profile',
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  return { verifier, query };
}

function authorizationUrl(query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return `/oidc/auth?${new URLSearchParams(given)}`;
}

async function openSignInPage(browser = new Browser()) {
  const { verifier, query } = request();
  const { page } = await browser.follow(authorizationUrl(query));
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  return { browser, page, action, verifier };
}

async function signInAs(username: string, browser = new Browser()): Promise<Tokens> {
  const { action, verifier } = await openSignInPage(browser);
  const { location } = await browser.post(action, { username });
  const code = new URL(location ?? '').searchParams.get('code') ?? '';
  return token({
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: `${origin}/`,
  });
}

function refresh(refreshToken: string): Promise<Tokens> {
  return token({ grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function token(parameters: Readonly<Record<string, string>>): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: 'desk', ...parameters });
  // A browser names its origin with every POST.
  const response = await fetch(`${origin}/oidc/token`, { method: 'POST', body, headers: { origin } });
  const answer = await response.json();
  expect([response.status, answer]).toEqual([200, expect.anything()]);
  return answer as Tokens;
}

/** Cookies, redirects and self-submitting forms, up to the first address outside the sign-in. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async follow(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; page: string; location?: string }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${origin}${path}`, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location) {
      const next = new URL(location, origin);
      return next.pathname.startsWith('/oidc/')
        ? this.follow(next.pathname + next.search)
        : { status: response.status, page: '', location: next.href };
    }
    const page = await response.text();
    if (page.includes('document.forms[0].submit()')) {
      const action = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '').pathname;
      const inputs = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
      return this.post(action, Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, value])));
    }
    return { status: response.status, page };
  }

  post(path: string, form: Readonly<Record<string, string>>) {
    return this.follow(path, { method: 'POST', body: new URLSearchParams(form) });
  }
}
