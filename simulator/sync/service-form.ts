import { type Form, refuseUnknown } from '../http/form-body.ts';
import { defined, readBoolean } from '../http/form-values.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { ServiceChanges } from './service-store.ts';

/** The parameters of a Sync service, the same to create and to update one (Twilio docs). */
export function readServiceForm(form: Form, operation: string): ServiceChanges {
  refuseUnknown(form, operation, [
    'FriendlyName',
    'AclEnabled',
    'WebhookUrl',
    'WebhooksFromRestEnabled',
    'ReachabilityWebhooksEnabled',
    'ReachabilityDebouncingEnabled',
    'ReachabilityDebouncingWindow',
  ]);
  return defined<ServiceChanges>({
    friendlyName: form.get('FriendlyName'),
    aclEnabled: readBoolean(form, 'AclEnabled'),
    webhookUrl: form.get('WebhookUrl'),
    webhooksFromRestEnabled: readBoolean(form, 'WebhooksFromRestEnabled'),
    reachabilityWebhooksEnabled: readBoolean(form, 'ReachabilityWebhooksEnabled'),
    reachabilityDebouncingEnabled: readBoolean(form, 'ReachabilityDebouncingEnabled'),
    reachabilityDebouncingWindow: readWindow(form.get('ReachabilityDebouncingWindow')),
  });
}

/** Milliseconds, 1,000 to 30,000 (Twilio docs). */
function readWindow(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(milliseconds >= 1000 && milliseconds <= 30_000))
    throw twilioError(400, 20001, 'Parameter ReachabilityDebouncingWindow is not valid');
  return milliseconds;
}
