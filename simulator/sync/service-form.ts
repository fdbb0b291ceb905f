import { type Form, refuseUnknown } from '../http/form-body.ts';
import { defined, readBoolean } from '../http/form-values.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import type { ServiceChanges } from './service-store.ts';

/** Parameters of webhooks, which are not simulated: only the values that leave them off are taken. */
const WEBHOOK_SWITCHES = [
  'WebhooksFromRestEnabled',
  'ReachabilityWebhooksEnabled',
  'ReachabilityDebouncingEnabled',
];

/** The parameters of a Sync service, the same to create and to update one (Twilio docs). */
export function readServiceForm(form: Form, operation: string): ServiceChanges {
  refuseUnknown(form, operation, ['FriendlyName', 'AclEnabled', 'WebhookUrl', ...WEBHOOK_SWITCHES]);
  if (form.get('WebhookUrl')) throw new SimulatorUnsupported(`${operation} with WebhookUrl`);
  for (const name of WEBHOOK_SWITCHES)
    if (readBoolean(form, name)) throw new SimulatorUnsupported(`${operation} with ${name}=true`);
  return defined<ServiceChanges>({
    friendlyName: form.get('FriendlyName'),
    aclEnabled: readBoolean(form, 'AclEnabled'),
  });
}
