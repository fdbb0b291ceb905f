import type { ServerOptions } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { isLocalName } from '../local-origin.ts';
import { isTwilioHost } from '../twilio-hosts.ts';
import { createAuthority, type Identity } from './certificate.ts';

/** What an HTTPS server needs to be every host of Twilio's, and the authority a client must trust for that. */
export interface Tls {
  /** The authority's certificate, PEM. */
  readonly certificate: string;
  /** Of `localhost` and `127.0.0.1`, for a server beside the simulator. */
  readonly identity: Identity;
  readonly options: ServerOptions;
}

/**
 * Creates an authority, and a certificate for each host when it is first asked for: Twilio's names with an edge or a
 * region are too many to list, and a wildcard covers one label only.
 */
export function createTls(now: Date): Tls {
  const authority = createAuthority(now);
  const contexts = new Map<string, SecureContext>();
  const contextFor = (host: string) => {
    const known = contexts.get(host);
    if (known) return known;
    const context = createSecureContext(authority.issue([host]));
    contexts.set(host, context);
    return context;
  };
  return {
    certificate: authority.certificate,
    identity: authority.issue(['localhost', '127.0.0.1']),
    options: {
      ...authority.issue(USUAL_NAMES),
      // A client that asks for a name that is neither gets the usual ones, and refuses them.
      SNICallback: (host, done) =>
        done(null, isTwilioHost(host) || isLocalName(host) ? contextFor(host.toLowerCase()) : undefined),
    },
  };
}

/** For clients that do not say which name they ask for. */
const USUAL_NAMES = ['localhost', '127.0.0.1', '*.twilio.com', '*.us1.twilio.com', '*.roaming.twilio.com'];
