import type { TwilioError } from '../../http/twilio-error.ts';
import { isRecord } from './twilsock-frame.ts';

/** A REST-like request as it travels inside a `message` packet. */
export interface TunnelledRequest {
  readonly method: string;
  /** Decoded parts of the path, e.g. `['v3', 'Documents', 'pay 1']`. */
  readonly path: readonly string[];
  /** Decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly ifMatch: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TunnelledResponse {
  readonly status: number;
  readonly body?: unknown;
}

/** Reads `http_request` of a `message`; undefined when it is not one. Unreadable parts count as absent. */
export function readRequest(httpRequest: unknown, payload: unknown): TunnelledRequest | undefined {
  if (!isRecord(httpRequest)) return undefined;
  const { method, path, headers, params } = httpRequest;
  if (typeof method !== 'string' || typeof path !== 'string') return undefined;
  const parts = path.split('?', 1).join('').split('/').filter(Boolean).map(decode);
  const ifMatch = isRecord(headers) ? headers['If-Match'] : undefined;
  return {
    method: method.toUpperCase(),
    path: parts,
    // twilio-sync 4.0.1 sends the values percent-encoded (observed).
    params: Object.fromEntries(
      Object.entries(isRecord(params) ? params : {}).map(([name, value]) => [name, decode(textOf(value))]),
    ),
    ifMatch: typeof ifMatch === 'string' ? ifMatch : undefined,
    body: isRecord(payload) ? payload : {},
  };
}

/** Sync's error body on the socket: only what the client reads. */
export function errorBody({ status, code, message }: TwilioError): object {
  return { status, code, message };
}

/** Empty for what is no plain value. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? '' : String(value);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
