import type { RequestFailure } from './send-request.ts';

/** A connection that did not come about: in one sentence, and as Twilio's error (error dictionary). */
export interface ConnectionError {
  readonly code: string;
  readonly sentence: string;
}

/**
 * Explains what Node calls a connection that failed.
 *
 * @param reason the code of Node's or OpenSSL's error; absent when the time was over
 */
export function connectionError(
  reason: string | undefined,
  host: string,
  milliseconds: number,
): ConnectionError {
  if (reason === undefined)
    return unconnected(`No connection to ${host} within ${milliseconds / 1000} seconds.`);
  if (reason === 'ECONNREFUSED')
    return unconnected(`Nothing listens at ${host}: the connection was refused.`);
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN')
    return { code: '11210', sentence: `There is no host of the name ${host}.` };
  const [certificate, code] = CERTIFICATES[reason] ?? [];
  if (code !== undefined) return named(code, `The certificate of ${host} was refused: ${certificate}`);
  if (reason === 'EPROTO' || reason.startsWith('ERR_SSL_'))
    return named(
      '11220',
      `${host} does not speak TLS (${reason}). Is its address meant to begin with http:?`,
    );
  return unconnected(`No connection to ${host}: ${reason}.`);
}

/** Twilio's error for a request without a response. */
export function errorCodeOf({ failure, reason }: RequestFailure): string {
  return failure === 'connect' ? connectionError(reason, '', 0).code : '11205';
}

function unconnected(sentence: string): ConnectionError {
  return { code: '11205', sentence };
}

function named(code: string, sentence: string): ConnectionError {
  return { code, sentence: `${sentence} (Twilio's error ${code}).` };
}

const UNKNOWN_AUTHORITY = [
  'an authority that is not trusted here signed it, or its chain is incomplete',
  '11237',
];

/** By OpenSSL's name for it. A certificate that is not valid yet has no code of its own; the nearest one is taken. */
const CERTIFICATES: Readonly<Record<string, readonly string[]>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: ['self-signed certificate', '11237'],
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: ['it has expired', '11236'],
  CERT_NOT_YET_VALID: ['it is not valid yet', '11236'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['it is for another host', '11235'],
};
