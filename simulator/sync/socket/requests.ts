import { TwilioError } from '../../http/twilio-error.ts';
import { ALL_KINDS, pathOf } from '../kinds.ts';
import { syncError } from '../sync-error.ts';
import type { SyncState } from '../sync-state.ts';
import { ITEM_REQUESTS } from './item-requests.ts';
import { OBJECT_REQUESTS } from './object-requests.ts';
import type { Session } from './session.ts';
import { errorBody, type TunnelledRequest, type TunnelledResponse } from './tunnelled-request.ts';

/**
 * Handles a request for documents, maps, lists and their items: `/v3/{Documents|Maps|Lists}…` in the token's service, or
 * `/v3/Services/{Sid}/…`. Returns undefined when it is about something else, or has a parameter that is not obeyed.
 */
export function handleRequest(
  state: SyncState,
  account: { readonly accountSid: string },
  session: Session,
  request: TunnelledRequest,
): TunnelledResponse | undefined {
  const [serviceSid, [collection, object, items, key, ...beyond]] = servicePath(
    request.path,
    session.serviceSid,
  );
  const kind = ALL_KINDS.find((each) => pathOf(each) === collection);
  if (!kind || beyond.length > 0 || (items !== undefined && items !== 'Items')) return undefined;
  try {
    const service = state.service(session.serviceSid);
    if (state.services.find(serviceSid)?.sid !== service.sid) throw syncError(54007);
    const asked = { ...request, state, account, service, asker: session.identity };
    if (object === undefined)
      return OBJECT_REQUESTS[`${request.method} all`]?.({ ...asked, kind, object: '' });
    if (items === undefined) return OBJECT_REQUESTS[`${request.method} one`]?.({ ...asked, kind, object });
    if (kind === 'document') return undefined;
    const shape = key === undefined ? 'all' : 'one';
    return ITEM_REQUESTS[`${request.method} ${shape}`]?.({ ...asked, kind, object, key: key ?? '' });
  } catch (error) {
    if (!(error instanceof TwilioError)) throw error;
    return { status: error.status, body: errorBody(error) };
  }
}

function servicePath(
  [version, ...path]: readonly string[],
  ownServiceSid: string,
): readonly [serviceSid: string, rest: readonly string[]] {
  if (version !== 'v3') return ['', []];
  const [services, serviceSid, ...rest] = path;
  return services === 'Services' && serviceSid !== undefined ? [serviceSid, rest] : [ownServiceSid, path];
}
