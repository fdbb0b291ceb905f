import { TwilioError } from '../../http/twilio-error.ts';
import { checkData, checkUniqueName, parseIfMatch, parseTtl } from '../document-rules.ts';
import type { SyncDocument } from '../document-store.ts';
import { syncError } from '../sync-error.ts';
import type { SyncState } from '../sync-state.ts';
import type { Session } from './session.ts';
import { isRecord } from './twilsock-frame.ts';

/** A REST-like request as it travels inside a `message` packet. */
export interface TunnelledRequest {
  readonly method: string;
  /** Decoded parts of the path, e.g. `['v3', 'Documents', 'pay 1']`. */
  readonly path: readonly string[];
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
  const { method, path, headers } = httpRequest;
  if (typeof method !== 'string' || typeof path !== 'string') return undefined;
  const parts = path.split('?', 1).join('').split('/').filter(Boolean).map(decode);
  const ifMatch = isRecord(headers) ? headers['If-Match'] : undefined;
  return {
    method: method.toUpperCase(),
    path: parts,
    ifMatch: typeof ifMatch === 'string' ? ifMatch : undefined,
    body: isRecord(payload) ? payload : {},
  };
}

/**
 * Handles a request for documents: `/v3/Documents` in the token's service, or `/v3/Services/{Sid}/Documents`. Returns
 * undefined when the path is about something else.
 */
export function handleDocumentRequest(
  state: SyncState,
  account: { readonly accountSid: string },
  session: Session,
  { method, path, ifMatch, body }: TunnelledRequest,
): TunnelledResponse | undefined {
  const [serviceSid, rest] = servicePath(path, session.serviceSid);
  const [collection, sidOrName, ...beyond] = rest;
  if (collection !== 'Documents' || beyond.length > 0) return undefined;
  try {
    const service = state.service(session.serviceSid);
    if (state.services.find(serviceSid)?.sid !== service.sid) throw syncError(54007);
    const asker = session.identity;
    switch (`${method} ${sidOrName === undefined ? 'all' : 'one'}`) {
      case 'POST all': {
        const document = state.create(service, asker, {
          ...(body.unique_name !== undefined && { uniqueName: checkUniqueName(body.unique_name) }),
          ...changesOf(body),
        });
        return { status: 201, body: descriptor(document, account) };
      }
      case 'GET one':
        return {
          status: 200,
          body: descriptor(state.open(service, sidOrName ?? '', 'read', asker), account),
        };
      case 'POST one': {
        const document = state.open(service, sidOrName ?? '', 'write', asker);
        const expected = ifMatch === undefined ? undefined : parseIfMatch(ifMatch);
        return { status: 200, body: descriptor(state.update(document, changesOf(body), expected), account) };
      }
      case 'DELETE one':
        state.documents.remove(state.open(service, sidOrName ?? '', 'manage', asker).sid);
        return { status: 204 };
      default:
        return undefined;
    }
  } catch (error) {
    if (!(error instanceof TwilioError)) throw error;
    return { status: error.status, body: errorBody(error) };
  }
}

/** Sync's error body on the socket: only what the client reads. */
export function errorBody({ status, code, message }: TwilioError): object {
  return { status, code, message };
}

function servicePath(
  [version, ...path]: readonly string[],
  ownServiceSid: string,
): readonly [serviceSid: string, rest: readonly string[]] {
  if (version !== 'v3') return ['', []];
  const [services, serviceSid, ...rest] = path;
  return services === 'Services' && serviceSid !== undefined ? [serviceSid, rest] : [ownServiceSid, path];
}

function changesOf(body: Readonly<Record<string, unknown>>) {
  return {
    ...(body.data !== undefined && { data: checkData(body.data) }),
    ...(body.ttl !== undefined && { ttlSeconds: parseTtl(body.ttl) }),
  };
}

function descriptor(document: SyncDocument, { accountSid }: { readonly accountSid: string }): object {
  const { sid, serviceSid } = document;
  return {
    // The client takes only the path from this address and requests it through the socket.
    url: `https://cds.us1.twilio.com/v3/Services/${serviceSid}/Documents/${sid}`,
    sid,
    unique_name: document.uniqueName,
    service_sid: serviceSid,
    account_sid: accountSid,
    created_by: document.createdBy,
    revision: document.revision,
    last_event_id: document.lastEventId,
    data: document.data,
    date_created: document.dateCreated.toISOString(),
    date_updated: document.dateUpdated.toISOString(),
    date_expires: document.dateExpires?.toISOString() ?? null,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
