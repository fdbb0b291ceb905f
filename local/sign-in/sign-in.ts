import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { Provider } from 'oidc-provider';
import type { EmbedClient } from '#lambdas/contract/embed-clients.ts';
import { readBody } from '../read-body.ts';
import { mintAccessToken } from './access-token.ts';
import { clientSecret, loadSignInKeys, publicKeys } from './keys.ts';
import { messagePage, signInPage } from './pages.ts';
import { PEOPLE, type Person, subjectOf } from './people.ts';
import { type ClientCredentials, createProvider } from './provider.ts';
import { openSignInStore } from './sign-in-store.ts';

export interface SignIn {
  readonly issuer: string;
  readonly publicKeys: JSONWebKeySet;
  /** Serves everything under `/oidc`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** An access token for a script, without a browser. */
  mint(person: Person): Promise<string>;
  /** Of another system set up with `EMBED_CLIENTS`: what it gets its tokens with. */
  credentials(name: string): ClientCredentials | undefined;
  close(): Promise<void>;
}

/** Paths of the page that sign-in may return to: the stack registers the same one. */
const RETURN_PATHS = ['/'];

const MOUNT = '/oidc';

/** Replaces the Cognito user pool and its managed login, on the desk's own origin. */
export async function createSignIn(
  origin: string,
  dataDir: string,
  clients: readonly EmbedClient[] = [],
): Promise<SignIn> {
  const issuer = `${origin}${MOUNT}`;
  const [keys, store] = await Promise.all([loadSignInKeys(dataDir), openSignInStore(dataDir)]);
  const returnUris = RETURN_PATHS.map((path) => `${origin}${path}`);
  // The library takes a while to load, and scripts never need it: it loads for the first visitor.
  const credentialsOf = ({ name }: EmbedClient) => ({ id: name, secret: clientSecret(keys, name) });
  let opened: Promise<Provider> | undefined;
  const open = () => {
    opened ??= createProvider({ issuer, returnUris, keys, store, systems: clients.map(credentialsOf) });
    return opened;
  };

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = await open();
    const details = await provider.interactionDetails(request, response).catch(() => undefined);
    if (!details) {
      return html(
        response,
        400,
        messagePage('Sign-in has expired', 'Go back to the desk and sign in again.'),
      );
    }
    if (request.method !== 'POST') return html(response, 200, signInPage(request.originalUrl ?? ''));

    const form = new URLSearchParams((await readBody(request, 1000))?.toString());
    const person = PEOPLE.find(({ username }) => username === form.get('username'));
    if (!person) return html(response, 400, signInPage(request.originalUrl ?? ''));
    await provider.interactionFinished(request, response, {
      login: { accountId: subjectOf(person.username) },
    });
  }

  return {
    issuer,
    publicKeys: publicKeys(keys),
    async handle(request, response) {
      // As a router that mounts it would do: the library finds its own prefix by comparing the two.
      request.originalUrl = request.url ?? '/';
      request.url = request.originalUrl.slice(MOUNT.length) || '/';
      if (request.url.startsWith('/interaction/')) return interact(request, response);
      if (FORGETFUL.test(request.url)) delete request.headers.cookie;
      const provider = await open();
      await provider.callback()(request, response);
    },
    credentials: (name) => clients.filter((client) => client.name === name).map(credentialsOf)[0],
    mint: (person) => mintAccessToken(keys, issuer, person),
    close: () => store.close(),
  };
}

/**
 * Signing in and out ignore who signed in last in this browser: each tab can be another person, and one person
 * signing out leaves the others signed in.
 */
const FORGETFUL = /^\/(auth|session\/end)(\?|$)/;

function html(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.end(body);
}

declare module 'node:http' {
  interface IncomingMessage {
    originalUrl?: string;
  }
}
