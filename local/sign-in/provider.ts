import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { GRANT_SCOPE } from '#lambdas/contract/routes.ts';
import { ACCESS_TOKEN_SECONDS, CLIENT_ID, cognitoClaims } from './access-token.ts';
import type { SignInKeys } from './keys.ts';
import { messagePage } from './pages.ts';
import { PEOPLE, type Person, subjectOf } from './people.ts';
import type { SignInStore } from './sign-in-store.ts';

export interface ProviderOptions {
  /** `http://127.0.0.1:3000/oidc` */
  readonly issuer: string;
  /** Complete addresses of the desk that the sign-in may redirect to. */
  readonly returnUris: readonly string[];
  readonly keys: SignInKeys;
  readonly store: SignInStore;
  /** Other systems, which get tokens of their own with the scope {@link GRANT_SCOPE}. */
  readonly systems: readonly ClientCredentials[];
}

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** The sign-in as a standard OIDC provider: one public client with PKCE, access tokens shaped like Cognito's. */
export async function createProvider({
  issuer,
  returnUris,
  keys,
  store,
  systems,
}: ProviderOptions): Promise<Provider> {
  const configuration: Configuration = {
    adapter: (model) => store.adapter(model),
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: 'web',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [...returnUris],
        post_logout_redirect_uris: [...returnUris],
      },
      ...systems.map(({ id, secret }) => ({
        client_id: id,
        client_secret: secret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        scope: GRANT_SCOPE,
      })),
    ],
    jwks: { keys: [keys.signingKey] as NonNullable<Configuration['jwks']>['keys'] },
    cookies: { keys: [...keys.cookieKeys] },
    pkce: { required: () => true },
    // Page and sign-in share an origin: nobody else may read its responses.
    clientBasedCORS: (_context, origin) => origin === new URL(issuer).origin,
    scopes: ['openid', 'profile', 'email', GRANT_SCOPE],
    claims: { openid: ['sub', 'cognito:username', 'cognito:groups'], profile: ['name'], email: ['email'] },
    // Cognito puts the person's claims into the ID token in every flow.
    conformIdTokenClaims: false,
    findAccount: async (_context, subject) => {
      const person = personOf(subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, ...profile(person) }) };
    },
    loadExistingGrant: grantEverything,
    issueRefreshToken: async () => true,
    // A second person may sign in in another tab: that must not end the first person's session.
    expiresWithSession: async () => false,
    interactions: { url: (_context, { uid }) => `${new URL(issuer).pathname}/interaction/${uid}` },
    extraTokenClaims: async (_context, token) => {
      const person = 'accountId' in token ? personOf(token.accountId) : undefined;
      return person ? cognitoClaims(person, new Date()) : { token_use: 'access', version: 2 };
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      IdToken: ACCESS_TOKEN_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      Interaction: 3600,
      Session: DAY,
      Grant: 30 * DAY,
      RefreshToken: 30 * DAY,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, _resource, { clientId }) => ({
          scope: clientId === CLIENT_ID ? SCOPE : GRANT_SCOPE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        postLogoutSuccessSource: (context) => {
          context.body = messagePage('Signed out', 'You are signed out.');
        },
      },
    },
    renderError: (context, { error, error_description }) => {
      context.type = 'html';
      context.body = messagePage('Sign-in failed', `${error}: ${error_description ?? 'no details'}`);
    },
  };
  const Class = await importProvider();
  return new Class(issuer, configuration);
}

const SCOPE = 'openid profile email';

/** Seconds. */
const DAY = 86_400;

function personOf(subject: string): Person | undefined {
  return PEOPLE.find(({ username }) => subjectOf(username) === subject);
}

function profile(person: Person) {
  return {
    name: person.name,
    email: `${person.username}@example.com`,
    'cognito:username': person.username,
    'cognito:groups': [...person.groups],
  };
}

/** Grants everything without asking for consent: the desk is our own application. */
async function grantEverything(context: KoaContextWithOIDC) {
  const { client, session, provider } = context.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPE);
  grant.addResourceScope(provider.issuer, SCOPE);
  await grant.save();
  return grant;
}

/**
 * The library works on Node 20 (measured), but warns at import that it prefers 22; the older release without the
 * warning is no longer maintained. Its other warnings are printed.
 */
async function importProvider(): Promise<typeof Provider> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return (await import('oidc-provider')).Provider;
  } finally {
    console.warn = warn;
  }
}
