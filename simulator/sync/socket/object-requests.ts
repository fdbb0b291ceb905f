import { checkData, checkUniqueName, parseIfMatch, parseTtl } from '../data-rules.ts';
import type { SyncKind } from '../kinds.ts';
import type { ObjectChanges } from '../object-store.ts';
import type { SyncService } from '../service-store.ts';
import type { SyncState } from '../sync-state.ts';
import { itemWithData, objectDescriptor } from './descriptors.ts';
import type { TunnelledRequest, TunnelledResponse } from './tunnelled-request.ts';

/** A request about one kind of object, with the names from its path. */
export interface Asked<K extends SyncKind = SyncKind> extends TunnelledRequest {
  readonly state: SyncState;
  readonly account: { readonly accountSid: string };
  readonly service: SyncService;
  /** The identity of the token. */
  readonly asker: string;
  readonly kind: K;
  /** A SID or unique name; empty when the path names none. */
  readonly object: string;
}

type Handle = (asked: Asked) => TunnelledResponse | undefined;

/** Items that come with a map or list when it is opened `includeItems`; the client asks for all of them anyway. */
const INCLUDED_ITEMS = 50;

/** Requests for documents, maps and lists, by method and by whether the path names one. */
export const OBJECT_REQUESTS: Readonly<Record<string, Handle>> = {
  'POST all': ({ state, account, service, asker, kind, body }) => {
    if (hasOther(body, ['unique_name', ...changeable(kind)])) return undefined;
    const created = state.create(service, kind, asker, {
      ...(body.unique_name !== undefined && { uniqueName: checkUniqueName(body.unique_name) }),
      ...changesOf(kind, body),
    });
    return { status: 201, body: objectDescriptor(created, account) };
  },

  'GET one': ({ state, account, service, asker, kind, object, params }) => {
    if (hasOther(params, kind === 'document' ? [] : ['Include'])) return undefined;
    const opened = state.open(service, kind, object, 'read', asker);
    const descriptor = objectDescriptor(opened, account);
    if (params.Include !== 'items') return { status: 200, body: descriptor };
    const { items } = state.objects.page(opened.sid, FIRST_PAGE);
    const included = items.map((item) => itemWithData(opened, item, account));
    return { status: 200, body: { ...descriptor, items: included } };
  },

  'POST one': ({ state, account, service, asker, kind, object, body, ifMatch }) => {
    if (hasOther(body, changeable(kind))) return undefined;
    const opened = state.open(service, kind, object, 'write', asker);
    const updated = state.update(opened, changesOf(kind, body), revisionOf(ifMatch));
    return { status: 200, body: objectDescriptor(updated, account) };
  },

  'DELETE one': ({ state, service, asker, kind, object, ifMatch }) => {
    state.remove(state.open(service, kind, object, 'manage', asker), revisionOf(ifMatch));
    return { status: 204 };
  },
};

/** Whether a request has a part that would not be obeyed. */
export function hasOther(parts: Readonly<Record<string, unknown>>, known: readonly string[]): boolean {
  return Object.keys(parts).some((name) => !known.includes(name));
}

/** What a body changes. @throws TwilioError 54006, 54008, 54011 or 54101 */
export function changesOf(kind: SyncKind, { data, ttl }: TunnelledRequest['body']): ObjectChanges {
  return {
    ...(data !== undefined && { data: checkData(kind, data) }),
    ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
  };
}

/** The revision a request insists on. @throws TwilioError 54003 */
export function revisionOf(ifMatch: string | undefined): string | undefined {
  return ifMatch === undefined ? undefined : parseIfMatch(ifMatch);
}

const FIRST_PAGE = { order: 'asc', bounds: 'inclusive', size: INCLUDED_ITEMS } as const;

function changeable(kind: SyncKind): readonly string[] {
  return kind === 'document' ? ['data', 'ttl'] : ['ttl'];
}
