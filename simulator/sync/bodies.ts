import type { Context } from 'hono';
import { isoSeconds } from '../http/dates.ts';
import type { SyncDocument } from './document-store.ts';
import type { Permission } from './permission-store.ts';
import type { SyncService } from './service-store.ts';

/** A Sync service as REST returns it (Twilio docs). Addresses point at the simulator. */
export function serviceBody(context: Context, accountSid: string, service: SyncService): object {
  const url = `${origin(context)}/v1/Services/${service.sid}`;
  return {
    sid: service.sid,
    unique_name: null,
    account_sid: accountSid,
    friendly_name: service.friendlyName,
    date_created: isoSeconds(service.dateCreated),
    date_updated: isoSeconds(service.dateUpdated),
    url,
    webhook_url: service.webhookUrl,
    webhooks_from_rest_enabled: service.webhooksFromRestEnabled,
    reachability_webhooks_enabled: service.reachabilityWebhooksEnabled,
    acl_enabled: service.aclEnabled,
    reachability_debouncing_enabled: service.reachabilityDebouncingEnabled,
    reachability_debouncing_window: service.reachabilityDebouncingWindow,
    links: {
      documents: `${url}/Documents`,
      lists: `${url}/Lists`,
      maps: `${url}/Maps`,
      streams: `${url}/Streams`,
    },
  };
}

/** A document as REST returns it (Twilio docs). */
export function documentBody(context: Context, accountSid: string, document: SyncDocument): object {
  const url = documentUrl(context, document);
  return {
    sid: document.sid,
    unique_name: document.uniqueName,
    account_sid: accountSid,
    service_sid: document.serviceSid,
    url,
    links: { permissions: `${url}/Permissions` },
    revision: document.revision,
    data: document.data,
    date_expires: document.dateExpires && isoSeconds(document.dateExpires),
    date_created: isoSeconds(document.dateCreated),
    date_updated: isoSeconds(document.dateUpdated),
    created_by: document.createdBy,
  };
}

/** One identity's permission on a document as REST returns it (Twilio docs). */
export function permissionBody(
  context: Context,
  accountSid: string,
  document: SyncDocument,
  permission: Permission,
): object {
  return {
    account_sid: accountSid,
    service_sid: document.serviceSid,
    document_sid: document.sid,
    identity: permission.identity,
    read: permission.read,
    write: permission.write,
    manage: permission.manage,
    url: `${documentUrl(context, document)}/Permissions/${encodeURIComponent(permission.identity)}`,
  };
}

function documentUrl(context: Context, { serviceSid, sid }: SyncDocument): string {
  return `${origin(context)}/v1/Services/${serviceSid}/Documents/${sid}`;
}

function origin(context: Context): string {
  return new URL(context.req.url).origin;
}
