/** The paths served of each product, under its own host name. Over the simulator's own address every path is served. */
const SERVED: Readonly<Record<string, readonly string[]>> = {
  api: ['/2010-04-01/'],
  sync: ['/v1/Services'],
  marketplace: ['/v1/InstalledAddOns'],
  'voice-js': ['/signal'],
  tsock: ['/v3/wsconnect'],
  sdk: ['/js/client/sounds/'],
  eventgw: ['/v4/Endpoint'],
};

/** True for a host of Twilio's, `api.twilio.com` or `api.dublin.ie1.twilio.com`, with or without a port. */
export function isTwilioHost(host: string | undefined): boolean {
  return TWILIO_HOST.test(host ?? '');
}

/**
 * Whether this host of Twilio's serves this path here. Paths of different products are often the same: `/v1/Services`
 * is Sync's, Chat's and Verify's, and the wrong one must not respond.
 */
export function servesPath(host: string | undefined, path: string): boolean {
  const [product = ''] = (host ?? '').toLowerCase().split('.');
  const paths = Object.hasOwn(SERVED, product) ? SERVED[product] : undefined;
  return paths?.some((start) => path.startsWith(start)) ?? false;
}

export const TWILIO_HOST = /^([a-z0-9-]+\.)+twilio\.com\.?(:\d{1,5})?$/i;

/** What follows is a host of Twilio's and its path: how a page asks for them without TLS. */
export const PREFIX = '/simulator/at/';

/** `{ host: 'sdk.twilio.com', url: '/js/…' }` for `/simulator/at/sdk.twilio.com/js/…`. */
export function readPrefix(url: string): { readonly host: string; readonly url: string } | undefined {
  const [host = '', ...rest] = url.startsWith(PREFIX) ? url.slice(PREFIX.length).split('/') : [];
  return isTwilioHost(host) ? { host, url: `/${rest.join('/')}` } : undefined;
}
