import { checkKey, LARGEST_PAGE } from '../data-rules.ts';
import type { PageRequest } from '../item-page.ts';
import { type CollectionKind, KINDS } from '../kinds.ts';
import { syncError } from '../sync-error.ts';
import { itemDescriptor, itemWithData } from './descriptors.ts';
import { type Asked, changesOf, hasOther, revisionOf } from './object-requests.ts';
import type { TunnelledResponse } from './tunnelled-request.ts';

/** A request about a map's or a list's items. */
export interface AskedItem extends Asked<CollectionKind> {
  /** A key or an index; empty when the path names none. */
  readonly key: string;
}

type Handle = (asked: AskedItem) => TunnelledResponse | undefined;

/** Requests for items, by method and by whether the path names one. Writes return no data (Twilio). */
export const ITEM_REQUESTS: Readonly<Record<string, Handle>> = {
  /** A page, or by `Key` or `Index` a page of one item or none: twilio-sync makes its "not found" from that. */
  'GET all': (asked) => {
    const { state, account, service, asker, kind, object, params } = asked;
    if (hasOther(params, ['HideExpired', 'Key', 'Index', 'From', 'Order', 'PageSize'])) return undefined;
    const collection = state.open(service, kind, object, 'read', asker);
    const name = params.Key ?? params.Index;
    const named = name === undefined ? undefined : state.findItem(collection, name);
    const { items, hasPrevious, hasNext } =
      name === undefined
        ? state.objects.page(collection.sid, pageRequest(asked))
        : { items: named ? [named] : [], hasPrevious: false, hasNext: false };
    return {
      status: 200,
      body: {
        items: items.map((item) => itemWithData(collection, item, account)),
        meta: { previous_token: hasPrevious ? 'previous' : null, next_token: hasNext ? 'next' : null },
      },
    };
  },

  /** A list's `push`. */
  'POST all': ({ state, account, service, asker, kind, object, body }) => {
    if (kind !== 'list' || hasOther(body, ['data', 'ttl'])) return undefined;
    const collection = state.open(service, kind, object, 'write', asker);
    const item = state.addItem(collection, asker, undefined, changesOf(kind, body));
    return { status: 201, body: itemDescriptor(collection, item, account) };
  },

  /** A map's `set`: 201 or 200 tells the client whether the item is new. `If-Match: -1` insists on a new one. */
  'PUT one': ({ state, account, service, asker, kind, object, key, body, ifMatch }) => {
    if (kind !== 'map' || hasOther(body, ['data', 'ttl'])) return undefined;
    const collection = state.open(service, kind, object, 'write', asker);
    const before = state.findItem(collection, key);
    const changes = changesOf(kind, body);
    if (before ? ifMatch === MUST_BE_ABSENT : ifMatch !== undefined && ifMatch !== MUST_BE_ABSENT)
      throw syncError(KINDS[kind].stale);
    const item = before
      ? state.updateItem(collection, before, changes, revisionOf(ifMatch))
      : state.addItem(collection, asker, key, changes);
    return { status: before ? 200 : 201, body: itemDescriptor(collection, item, account) };
  },

  'POST one': ({ state, account, service, asker, kind, object, key, body, ifMatch }) => {
    if (hasOther(body, ['data', 'ttl'])) return undefined;
    const collection = state.open(service, kind, object, 'write', asker);
    const before = state.item(collection, key);
    const item = state.updateItem(collection, before, changesOf(kind, body), revisionOf(ifMatch));
    return { status: 200, body: itemDescriptor(collection, item, account) };
  },

  /** The client needs a body with the id of the removal. */
  'DELETE one': ({ state, service, asker, kind, object, key, ifMatch }) => {
    const collection = state.open(service, kind, object, 'write', asker);
    const removed = state.removeItem(collection, state.item(collection, key), revisionOf(ifMatch));
    const date_updated = removed.dateUpdated.toISOString();
    return { status: 200, body: { last_event_id: removed.lastEventId, date_updated } };
  },
};

const MUST_BE_ABSENT = '-1';

/** @throws TwilioError 54451, 54454, 54458 or 54209 */
function pageRequest({ kind, params, state }: AskedItem): PageRequest {
  const { Order: order = 'asc', From: from, PageSize: pageSize = '50' } = params;
  const size = /^\d{1,6}$/.test(pageSize) ? Number(pageSize) : 0;
  if (order !== 'asc' && order !== 'desc') throw syncError(54451);
  if (size < 1) throw syncError(54454);
  return {
    order,
    bounds: 'inclusive',
    size: Math.min(size, LARGEST_PAGE),
    ...(from !== undefined && { from: checkKey(kind, from, state.settings.syncLongestKey) }),
  };
}
