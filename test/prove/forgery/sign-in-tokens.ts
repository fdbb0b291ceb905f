import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { exportJWK, importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { type Attempt, outcomeOf } from './attempt.ts';
import { callRoute, SIGNED_IN_ROUTES } from './signed-in-routes.ts';
import type { Headers, Target } from './target.ts';

/** The claims of a valid access token of ana's. */
function rightClaims({ issuer }: Target): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    sub: 'ana',
    username: 'ana',
    client_id: 'desk',
    token_use: 'access',
    'cognito:groups': ['agent', 'supervisor'],
    scope: 'openid profile',
    iat: now,
    exp: now + 600,
  };
}

/** A token signed with the sign-in's own key, so that only its claims or header can be wrong. */
export async function issued(
  target: Target,
  changes: Readonly<Record<string, unknown>>,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const { signingKey } = target.keys;
  const claims = Object.entries({ ...rightClaims(target), ...changes }).filter(
    ([, value]) => value !== undefined,
  );
  return new SignJWT(Object.fromEntries(claims))
    .setProtectedHeader({ alg: 'RS256', ...(signingKey.kid ? { kid: signingKey.kid } : {}), ...header })
    .sign(await importJWK(signingKey, 'RS256'));
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function withForgersKey(target: Target, header: Partial<JWTHeaderParameters>): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new SignJWT(rightClaims(target)).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey);
}

async function forgersJwk() {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return exportJWK(publicKey);
}

async function signedWithPublicKey(target: Target, form: 'pem' | 'der' | 'jwk'): Promise<string> {
  const { kty, n, e } = target.keys.signingKey;
  const publicJwk = { kty, n, e } as { kty: string; n: string; e: string };
  const key = createPublicKey({ key: publicJwk, format: 'jwk' });
  const secret =
    form === 'pem'
      ? Buffer.from(key.export({ type: 'spki', format: 'pem' }))
      : form === 'der'
        ? key.export({ type: 'spki', format: 'der' })
        : Buffer.from(JSON.stringify(publicJwk));
  return new SignJWT(rightClaims(target))
    .setProtectedHeader({ alg: 'HS256', kid: target.keys.signingKey.kid ?? '' })
    .sign(secret);
}

const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` });
const NOW = () => Math.floor(Date.now() / 1000);

/** What somebody without a valid token might send. Each function returns the headers. */
export const TOKENS: Readonly<Record<string, (target: Target) => Headers | Promise<Headers>>> = {
  'no token': () => ({}),
  'an empty token': () => ({ Authorization: 'Bearer ' }),
  'no scheme': async (target) => ({ Authorization: target.tokens.ana }),
  'the wrong scheme': (target) => ({ Authorization: `Basic ${target.tokens.ana}` }),
  'two tokens': ({ tokens }) => ({ Authorization: `Bearer ${tokens.ana} ${tokens.ben}` }),
  'a token in a cookie': ({ tokens }) => ({
    Cookie: `Authorization=Bearer ${tokens.ana}; token=${tokens.ana}`,
  }),
  'a token in another header': ({ tokens }) => ({ 'X-Authorization': `Bearer ${tokens.ana}` }),
  'claims in headers': () => ({
    'X-Amzn-Oidc-Identity': 'ana',
    'X-Username': 'ana',
    'cognito-groups': 'agent',
  }),
  nonsense: () => bearer('a.b.c'),
  'a token signed with the Twilio API key': async (target) => {
    const secret = Buffer.from(target.stack.credentials.apiKeySecret);
    return bearer(await new SignJWT(rightClaims(target)).setProtectedHeader({ alg: 'HS256' }).sign(secret));
  },
  'an expired token': async (target) => bearer(await issued(target, { iat: NOW() - 7200, exp: NOW() - 1 })),
  'a token not yet valid': async (target) => bearer(await issued(target, { nbf: NOW() + 3600 })),
  'a token without an expiry': async (target) => bearer(await issued(target, { exp: undefined })),
  'a token that never expires': async (target) => bearer(await issued(target, { exp: 'never' })),
  'another issuer': async (target) => bearer(await issued(target, { iss: 'https://evil.example/oidc' })),
  'the issuer with an extra slash': async (target) =>
    bearer(await issued(target, { iss: `${target.issuer}/` })),
  'no issuer': async (target) => bearer(await issued(target, { iss: undefined })),
  'another client': async (target) => bearer(await issued(target, { client_id: 'other' })),
  'the right client as audience only': async (target) =>
    bearer(await issued(target, { client_id: undefined, aud: 'desk' })),
  'another client with the right one as audience': async (target) =>
    bearer(await issued(target, { client_id: 'other', aud: 'desk' })),
  'a list of clients': async (target) => bearer(await issued(target, { client_id: ['desk'] })),
  'an ID token': async (target) => bearer(await issued(target, { token_use: 'id', aud: 'desk' })),
  'no token_use': async (target) => bearer(await issued(target, { token_use: undefined })),
  'no user name': async (target) => bearer(await issued(target, { username: undefined })),
  'a signature of another token': async (target) => {
    const [header, , signature] = target.tokens.ben.split('.');
    return bearer(`${header}.${part(rightClaims(target))}.${signature}`);
  },
  'a changed payload': ({ tokens }) => {
    const [header, payload = '', signature] = tokens.ben.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    return bearer(`${header}.${part({ ...claims, 'cognito:groups': ['agent', 'supervisor'] })}.${signature}`);
  },
  'no signature': ({ tokens }) => bearer(`${tokens.ana.split('.').slice(0, 2).join('.')}.`),
  'algorithm none': (target) => bearer(`${part({ alg: 'none', typ: 'JWT' })}.${part(rightClaims(target))}.`),
  'algorithm nOnE': (target) => bearer(`${part({ alg: 'nOnE' })}.${part(rightClaims(target))}.`),
  'algorithm none with a signature': (target) =>
    bearer(`${part({ alg: 'none' })}.${part(rightClaims(target))}.${target.tokens.ana.split('.')[2]}`),
  'HS256 with the public key as PEM': async (target) => bearer(await signedWithPublicKey(target, 'pem')),
  'HS256 with the public key as DER': async (target) => bearer(await signedWithPublicKey(target, 'der')),
  'HS256 with the public key as JWK': async (target) => bearer(await signedWithPublicKey(target, 'jwk')),
  RS384: async (target) => {
    const { kid = '' } = target.keys.signingKey;
    const key = await importJWK({ ...target.keys.signingKey, alg: 'RS384' }, 'RS384');
    return bearer(await new SignJWT(rightClaims(target)).setProtectedHeader({ alg: 'RS384', kid }).sign(key));
  },
  'the forger’s key under the right id': async (target) =>
    bearer(await withForgersKey(target, { kid: target.keys.signingKey.kid ?? '' })),
  'a key inside the token': async (target) =>
    bearer(await withForgersKey(target, { jwk: await forgersJwk() })),
  'a key at the forger’s address': async (target) =>
    bearer(await withForgersKey(target, { jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x' })),
  'a key id that is a path': async (target) =>
    bearer(await withForgersKey(target, { kid: '../../dev/null' })),
  'an unknown critical header': async (target) => {
    const token = await issued(target, {});
    const [, payload, signature] = token.split('.');
    return bearer(`${part({ alg: 'RS256', crit: ['x'], x: 1 })}.${payload}.${signature}`);
  },
};

/** Groups of people who are signed in but may not call. */
const GROUPS: Readonly<Record<string, unknown>> = {
  'no groups': undefined,
  'an empty group': [''],
  'another group': ['customer'],
  'a group in another case': ['Agent', 'SUPERVISOR'],
  'a group that contains the name': ['agents', 'my-agent', 'supervisor2'],
  'a group as an object': { agent: true },
  'one group whose name contains two': ['ops,agent', 'ops,supervisor'],
};

/** Every endpoint of the desk with every false token, and with tokens of other groups. */
export const SIGN_IN_TOKENS: readonly Attempt[] = SIGNED_IN_ROUTES.flatMap((route) => {
  const { method, path } = route;
  return [
    ...Object.entries(TOKENS).map(([name, headersOf]) => ({
      family: 'tokens',
      name: `${method} ${path}: ${name}`,
      expected: '401 SIGN_IN_REQUIRED',
      run: async (target: Target) => callRoute(target, route, await headersOf(target)),
    })),
    {
      family: 'tokens',
      name: `${method} ${path}: a token in the query`,
      expected: '401 SIGN_IN_REQUIRED',
      run: (target: Target) => callRoute(target, route, {}, `?access_token=${target.tokens.ana}`),
    },
    ...Object.entries(GROUPS).map(([name, groups]) => ({
      family: 'tokens',
      name: `${method} ${path}: ${name}`,
      expected: '403 ROLE_REFUSED',
      run: async (target: Target) =>
        callRoute(target, route, bearer(await issued(target, { 'cognito:groups': groups }))),
    })),
  ];
});

/** Names that the records use for actors that are not people. */
export const RESERVED_NAMES: readonly Attempt[] = ['system', 'Twilio', 'SUPERVISOR', 'ｓｙｓｔｅｍ'].flatMap(
  (username) => [
    ...SIGNED_IN_ROUTES.map((route) => ({
      family: 'tokens',
      name: `${route.method} ${route.path}: as ${username}`,
      expected: '403 NAME_RESERVED',
      run: async (target: Target) => callRoute(target, route, bearer(await issued(target, { username }))),
    })),
    {
      family: 'tokens',
      name: `POST /dev/session: as ${username}`,
      expected: '403 NAME_RESERVED',
      run: async (target: Target) =>
        outcomeOf(await target.desk('POST', '/dev/session', {}, JSON.stringify({ username }))),
    },
  ],
);

/** A valid token made in the same way is accepted, otherwise the refusals above prove nothing. */
export const TOKEN_CONTROL: Attempt = {
  family: 'tokens',
  name: 'POST /presence: control, a valid token made in the same way',
  expected: '200',
  control: true,
  run: async (target) =>
    outcomeOf(
      await target.desk('POST', '/api/presence', bearer(await issued(target, {})), '{"state":"paused"}'),
    ),
};
