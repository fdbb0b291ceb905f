import { CLIENT_NAME } from './user-name.ts';

/** A system that is told of payments over HTTPS, as Standard Webhooks 1.0.0 says. */
export interface WebhookEndpoint {
  /** A short name: of its secret, and in the list of deliveries. */
  readonly name: string;
  readonly url: string;
}

/** Completes "WEBHOOKS must be …". */
export const WEBHOOKS_RULE =
  'names with https addresses, such as crm=https://crm.example.com/payments,erp=https://erp.example.com/hook';

/** Each has a secret in Secrets Manager, and a query a minute. */
const MOST_ENDPOINTS = 10;

/**
 * Reads `WEBHOOKS`; undefined when something in it is wrong.
 *
 * @param here whether addresses of this machine will do, over HTTP and on any port
 */
export function parseWebhooks(text: string, here = false): readonly WebhookEndpoint[] | undefined {
  const endpoints = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part): WebhookEndpoint | undefined => {
      const at = part.indexOf('=');
      const [name, url] = [part.slice(0, Math.max(0, at)), part.slice(at + 1)];
      const isRight = CLIENT_NAME.test(name) && (isPublicUrl(url) || (here && isHere(url)));
      return isRight ? { name, url } : undefined;
    });
  const names = new Set(endpoints.map((endpoint) => endpoint?.name));
  if (names.has(undefined) || names.size !== endpoints.length || names.size > MOST_ENDPOINTS)
    return undefined;
  return endpoints as readonly WebhookEndpoint[];
}

/** A host by its name, on the port of HTTPS, without credentials. Where the name leads is looked at for each request. */
function isPublicUrl(text: string): boolean {
  const url = parseUrl(text);
  if (url?.protocol !== 'https:' || url.port || url.username || url.password || url.hash) return false;
  // URL writes every form of an IPv4 address in the usual one.
  return /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(url.hostname);
}

function isHere(text: string): boolean {
  const url = parseUrl(text);
  return url?.protocol === 'http:' && url.hostname === '127.0.0.1' && !url.username && !url.hash;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** One try to deliver an event. */
export interface DeliveryTry {
  readonly at: string;
  /** HTTP status; absent when there was no response. */
  readonly status?: number;
  /** Why there was none, in a word of ours. */
  readonly problem?: 'address' | 'connection' | 'timeout';
  readonly milliseconds: number;
}

/** An event on its way to one endpoint. */
export interface Delivery {
  readonly eventId: string;
  readonly endpoint: string;
  readonly type: string;
  readonly paySid: string;
  readonly createdAt: string;
  readonly state: 'waiting' | 'delivered' | 'givenUp';
  /** Newest last; the oldest of many are left out. */
  readonly tries: readonly DeliveryTry[];
  /** While it waits. */
  readonly nextAt?: string;
}

/** What is known of an endpoint beside its address. */
export interface EndpointHealth {
  readonly endpoint: string;
  /** Nothing has arrived there since. */
  readonly failingSince?: string;
  /** Set when nothing is sent there until a supervisor sends something again: it said that it is gone, or failed for days. */
  readonly off?: 'gone' | 'failing';
}

/** `GET /deliveries?day&cursor`: a day's deliveries (UTC), newest first, and endpoints that fail. */
export interface DeliveriesResponse {
  readonly day: string;
  readonly items: readonly Delivery[];
  readonly endpoints: readonly EndpointHealth[];
  readonly cursor?: string;
}

/** `POST /deliveries/resend`: returns the delivery, which goes out within a minute. */
export interface ResendRequest {
  readonly eventId: string;
  readonly endpoint: string;
}
