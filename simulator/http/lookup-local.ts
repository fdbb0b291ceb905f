import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

const LOCAL = /^([a-z0-9-]+\.)*localhost$/i;
const HERE: LookupAddress = { address: '127.0.0.1', family: 4 };

/**
 * Looks names up as the system does. `localhost` and names below it mean this machine also where the system does not know them
 * (RFC 6761): one without `/etc/hosts`, and most for `app.localhost`.
 */
export const lookupLocal: LookupFunction = (hostname, options, callback) => {
  const all: LookupAllOptions = { ...options, all: true };
  lookup(hostname, all, (error, found) => {
    const addresses = error && LOCAL.test(hostname) ? [HERE] : found;
    if (!addresses?.[0]) return callback(error, '');
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0].address, addresses[0].family);
  });
};
