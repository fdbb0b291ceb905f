import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Authorizer, createAuthorizer } from '#local/api-host/authorizer.ts';

const ISSUER = 'http://127.0.0.1:3000/oidc';
const NOW = new Date('2026-11-22T08:00:00Z');
const SECONDS = NOW.getTime() / 1000;

let authorize: Authorizer;
let now: Date;
let sign: (claims?: Record<string, unknown>) => Promise<string>;
let signWithOtherKey: typeof sign;

beforeAll(async () => {
  const [ours, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  const signWith =
    (key: CryptoKey) =>
    (claims: Record<string, unknown> = {}) =>
      new SignJWT({ ...GOOD, ...claims }).setProtectedHeader({ alg: 'RS256', kid: '1' }).sign(key);
  sign = signWith(ours.privateKey);
  signWithOtherKey = signWith(other.privateKey);
  const keys = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: '1', alg: 'RS256' }] };
  authorize = createAuthorizer({ issuer: ISSUER, clientId: 'desk', keys, now: () => now });
});

beforeEach(() => {
  now = NOW;
});

const GOOD = {
  iss: ISSUER,
  sub: 'subject',
  exp: SECONDS + 60,
  iat: SECONDS,
  auth_time: SECONDS,
  username: 'ana',
  client_id: 'desk',
  token_use: 'access',
  'cognito:groups': ['agent', 'supervisor'],
};

describe('the authorizer', () => {
  it('passes the claims on as strings, groups joined and times in words as a REST API does', async () => {
    expect(await authorize(`Bearer ${await sign()}`)).toEqual({
      iss: ISSUER,
      sub: 'subject',
      exp: 'Sun Nov 22 08:01:00 UTC 2026',
      iat: 'Sun Nov 22 08:00:00 UTC 2026',
      auth_time: '1795334400',
      username: 'ana',
      client_id: 'desk',
      token_use: 'access',
      'cognito:groups': 'agent,supervisor',
    });
  });

  it('accepts a token again until it ends, and not after', async () => {
    const header = `Bearer ${await sign()}`;
    expect(await authorize(header)).toBeDefined();
    now = new Date(NOW.getTime() + 59_000);
    expect(await authorize(header)).toMatchObject({ username: 'ana' });
    now = new Date(NOW.getTime() + 60_000);
    expect(await authorize(header)).toBeUndefined();
  });

  it.each([
    ['another issuer', { iss: 'http://127.0.0.1:3000/other' }],
    ['an expiry in the past', { exp: SECONDS - 1 }],
    ['no expiry', { exp: undefined }],
    ['another client', { client_id: 'other' }],
    ['no client', { client_id: undefined }],
    ['an ID token', { token_use: 'id' }],
    ['no use', { token_use: undefined }],
    ['no user name', { username: undefined }],
  ])('refuses %s', async (_what, claims) => {
    expect(await authorize(`Bearer ${await sign(claims)}`)).toBeUndefined();
  });

  it('refuses a signature by another key, a changed payload and an unsigned token', async () => {
    const [header, , signature] = (await sign()).split('.');
    const payload = Buffer.from(JSON.stringify({ ...GOOD, username: 'ben' })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [
      await signWithOtherKey(),
      `${header}.${payload}.${signature}`,
      `${none}.${payload}.`,
    ]) {
      expect(await authorize(`Bearer ${token}`)).toBeUndefined();
    }
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', 'Bearer not.a.token'])(
    'refuses the header %p',
    async (header) => {
      expect(await authorize(header)).toBeUndefined();
    },
  );
});
