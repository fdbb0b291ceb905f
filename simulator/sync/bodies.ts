import type { Context } from 'hono';
import { isoSeconds } from '../http/dates.ts';
import { pathOf, type SyncKind } from './kinds.ts';
import type { OperationContext } from './operation.ts';
import type { Permission } from './permission-store.ts';
import type { SyncService } from './service-store.ts';
import type { SyncItem, SyncObject } from './sync-object.ts';

type Account = OperationContext['account'];

/** A Sync service as REST returns it (Twilio docs). Addresses point at the simulator. */
export function serviceFields(context: Context, { accountSid }: Account, service: SyncService): object {
  const url = `${originOf(context)}/v1/Services/${service.sid}`;
  return {
    sid: service.sid,
    unique_name: null,
    account_sid: accountSid,
    friendly_name: service.friendlyName,
    date_created: isoSeconds(service.dateCreated),
    date_updated: isoSeconds(service.dateUpdated),
    url,
    webhook_url: null,
    webhooks_from_rest_enabled: false,
    reachability_webhooks_enabled: false,
    acl_enabled: service.aclEnabled,
    reachability_debouncing_enabled: false,
    reachability_debouncing_window: 5000,
    links: {
      documents: `${url}/Documents`,
      lists: `${url}/Lists`,
      maps: `${url}/Maps`,
      streams: `${url}/Streams`,
    },
  };
}

/** A document, map or list as REST returns it (Twilio docs). */
export function objectFields(context: Context, { accountSid }: Account, object: SyncObject): object {
  const url = urlOf(context, object);
  const isDocument = object.kind === 'document';
  return {
    sid: object.sid,
    unique_name: object.uniqueName,
    account_sid: accountSid,
    service_sid: object.serviceSid,
    url,
    links: { ...(!isDocument && { items: `${url}/Items` }), permissions: `${url}/Permissions` },
    ...(isDocument && { data: object.data }),
    ...shared(object),
  };
}

/** A response with {@link objectFields}; the `ETag` of a document is its revision, a collection has none (Twilio docs). */
export function objectBody(
  context: Context,
  account: Account,
  object: SyncObject,
  status: 200 | 201 = 200,
): Response {
  if (object.kind === 'document') context.header('ETag', object.revision);
  return context.json(objectFields(context, account, object), status);
}

/** An item as REST returns it (Twilio docs). */
export function itemFields(
  context: Context,
  { accountSid }: Account,
  collection: SyncObject,
  item: SyncItem,
): object {
  return {
    [keyFieldOf(collection.kind)]: item.key,
    account_sid: accountSid,
    service_sid: collection.serviceSid,
    [sidFieldOf(collection.kind)]: collection.sid,
    url: `${urlOf(context, collection)}/Items/${encodeURIComponent(item.key)}`,
    data: item.data,
    ...shared(item),
  };
}

/** A response with {@link itemFields}, its revision as `ETag` (Twilio docs). */
export function itemBody(
  context: Context,
  account: Account,
  collection: SyncObject,
  item: SyncItem,
  status: 200 | 201 = 200,
): Response {
  context.header('ETag', item.revision);
  return context.json(itemFields(context, account, collection, item), status);
}

/** One identity's permission on an object as REST returns it (Twilio docs). */
export function permissionFields(
  context: Context,
  { accountSid }: Account,
  object: SyncObject,
  permission: Permission,
): object {
  return {
    account_sid: accountSid,
    service_sid: object.serviceSid,
    [sidFieldOf(object.kind)]: object.sid,
    identity: permission.identity,
    read: permission.read,
    write: permission.write,
    manage: permission.manage,
    url: `${urlOf(context, object)}/Permissions/${encodeURIComponent(permission.identity)}`,
  };
}

/** `document_sid`, `map_sid` or `list_sid`. */
export function sidFieldOf(kind: SyncKind): string {
  return `${kind}_sid`;
}

/** A map's items have a `key`, a list's an `index`. */
export function keyFieldOf(kind: SyncKind): 'key' | 'index' {
  return kind === 'map' ? 'key' : 'index';
}

/** Scheme, host and port that the request came to: helper libraries follow addresses unchanged. */
export function originOf(context: Context): string {
  return new URL(context.req.url).origin;
}

function shared(stored: SyncObject | SyncItem): object {
  return {
    revision: stored.revision,
    date_expires: stored.dateExpires && isoSeconds(stored.dateExpires),
    date_created: isoSeconds(stored.dateCreated),
    date_updated: isoSeconds(stored.dateUpdated),
    created_by: stored.createdBy,
  };
}

function urlOf(context: Context, { kind, serviceSid, sid }: SyncObject): string {
  return `${originOf(context)}/v1/Services/${serviceSid}/${pathOf(kind)}/${sid}`;
}
