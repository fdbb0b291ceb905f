import { keyFieldOf, sidFieldOf } from '../bodies.ts';
import { pathOf } from '../kinds.ts';
import type { ItemKey, SyncEvent, SyncItem, SyncObject } from '../sync-object.ts';

type Account = { readonly accountSid: string };

/** An object as the socket describes it (observed). */
export function objectDescriptor(object: SyncObject, { accountSid }: Account): object {
  const url = urlOf(object);
  return {
    url,
    sid: object.sid,
    unique_name: object.uniqueName,
    service_sid: object.serviceSid,
    account_sid: accountSid,
    ...(object.kind === 'document' ? { data: object.data } : { links: { items: `${url}/Items` } }),
    ...shared(object),
  };
}

/** An item as the socket describes it after a write (observed). */
export function itemDescriptor(collection: SyncObject, item: SyncItem, { accountSid }: Account): object {
  return {
    url: itemUrlOf(collection, item.key),
    [keyFieldOf(collection.kind)]: item.key,
    [sidFieldOf(collection.kind)]: collection.sid,
    service_sid: collection.serviceSid,
    account_sid: accountSid,
    ...shared(item),
  };
}

/** An item as the socket describes it when it is read (observed). */
export function itemWithData(collection: SyncObject, item: SyncItem, account: Account): object {
  return { ...itemDescriptor(collection, item, account), data: item.data };
}

/** A change as the socket tells it; its `event_type` is the object's kind and {@link SyncEvent.type} (observed). */
export function eventDescriptor({ id, object, item }: SyncEvent, { accountSid }: Account): object {
  const { kind } = object;
  const changed = item ?? object;
  return {
    id,
    [sidFieldOf(kind)]: object.sid,
    [`${kind}_unique_name`]: object.uniqueName,
    [`${kind}_revision`]: object.revision,
    ...(item && {
      [`item_${keyFieldOf(kind)}`]: item.key,
      item_url: itemUrlOf(object, item.key),
      item_revision: item.revision,
      item_data: item.data,
    }),
    ...(kind === 'document' && { document_data: object.data }),
    date_created: changed.dateUpdated.toISOString(),
    service_sid: object.serviceSid,
    account_sid: accountSid,
    created_by: changed.createdBy,
  };
}

function shared(stored: SyncObject | SyncItem): object {
  return {
    created_by: stored.createdBy,
    revision: stored.revision,
    last_event_id: stored.lastEventId,
    date_created: stored.dateCreated.toISOString(),
    date_updated: stored.dateUpdated.toISOString(),
    date_expires: stored.dateExpires?.toISOString() ?? null,
  };
}

/** The client takes only the path from this address and requests it through the socket. */
function urlOf({ kind, serviceSid, sid }: SyncObject): string {
  return `https://cds.us1.twilio.com/v3/Services/${serviceSid}/${pathOf(kind)}/${sid}`;
}

function itemUrlOf(collection: SyncObject, key: ItemKey): string {
  return `${urlOf(collection)}/Items/${encodeURIComponent(key)}`;
}
