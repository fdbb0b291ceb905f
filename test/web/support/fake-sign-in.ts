import { User } from 'oidc-client-ts';
import { createAuth } from '#web/src/sign-in/auth.ts';
import { createManager } from '#web/src/sign-in/manager.ts';
import type { TabChannel } from '#web/src/sign-in/other-tabs.ts';
import { type FakeClock, settle } from './fake-clock.ts';

export const OIDC = { authority: 'https://sign-in.test', clientId: 'desk', scope: 'openid' };

export type TokenReply =
  | { readonly status: number; readonly body?: unknown; readonly text?: string }
  | 'no response';

/** A sign-in service that the test drives: every request for a token gets the current reply. */
export interface FakeSignIn {
  reply: TokenReply;
  /** Requests for a token so far. */
  readonly asked: () => number;
  readonly fetch: typeof fetch;
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: object) => `${base64({ alg: 'none' })}.${base64(claims)}.x`;

export const renewedAs = (name: string): TokenReply => ({
  status: 200,
  body: {
    access_token: token({ username: name }),
    token_type: 'Bearer',
    expires_in: 900,
    refresh_token: 'r2',
  },
});

export function fakeSignIn(): FakeSignIn {
  let asked = 0;
  const made: FakeSignIn = {
    reply: renewedAs('ana'),
    asked: () => asked,
    async fetch(input) {
      if (String(input).endsWith('/.well-known/openid-configuration')) {
        const { authority: issuer } = OIDC;
        const body = {
          issuer,
          token_endpoint: `${issuer}/token`,
          authorization_endpoint: `${issuer}/authorize`,
        };
        return responseOf({ status: 200, body });
      }
      asked += 1;
      if (made.reply === 'no response') throw new TypeError('Failed to fetch');
      return responseOf(made.reply);
    },
  };
  return made;
}

function responseOf({ status, body, text = JSON.stringify(body) }: Exclude<TokenReply, string>): Response {
  return {
    ok: status < 400,
    status,
    statusText: `HTTP ${status}`,
    headers: new Headers(body === undefined ? {} : { 'content-type': 'application/json' }),
    text: async () => text,
    json: async () => JSON.parse(text),
  } as Response;
}

/** Storage of one tab. */
export function tabStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

export interface TabOptions {
  readonly clock: FakeClock;
  readonly channel?: TabChannel | undefined;
  readonly storage?: Storage;
  /** Seconds the kept access token still holds; without it, nobody is signed in in this tab. */
  readonly seconds?: number;
  readonly window?: Window & typeof globalThis;
}

/** One tab with the real sign-in library. */
export async function openTab({
  clock,
  channel,
  storage = tabStorage(),
  seconds,
  window: page = window,
}: TabOptions) {
  const manager = createManager(OIDC, storage, 'http://desk.test');
  if (seconds !== undefined) {
    await manager.storeUser(
      new User({
        access_token: token({ username: 'ana', 'cognito:groups': ['agent'] }),
        refresh_token: 'refresh-token-1',
        token_type: 'Bearer',
        profile: { sub: 'sub-ana', iss: OIDC.authority, aud: 'desk', exp: 0, iat: 0 },
        expires_at: Math.floor(Date.now() / 1_000) + seconds,
      }),
    );
  }
  const making = createAuth(manager, page, { clock, random: () => 0, channel });
  // A tab with nobody signed in asks the others first, for a moment.
  await settle();
  await clock.advance(400);
  return { auth: await making, manager, storage };
}

/** Lets a renewal run to its end: the library takes many turns. */
export const wait = () => settle().then(settle).then(settle).then(settle);

/** Minutes pass in steps of ten seconds, so that each renewal ends before the next. */
export async function pass(clock: FakeClock, minutes: number): Promise<void> {
  for (let step = 0; step < 6 * minutes; step += 1) {
    await clock.advance(10_000);
    await wait();
  }
}
