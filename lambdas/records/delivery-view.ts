import type { Delivery } from '#lambdas/contract/webhooks.ts';
import type { StoredDelivery } from '#lambdas/stores/deliveries-store.ts';

/** Without what was sent: the payment's page shows it to whoever may see it. */
export function viewDelivery({ body: _, round: __, listTime: ___, ...shown }: StoredDelivery): Delivery {
  return shown;
}
