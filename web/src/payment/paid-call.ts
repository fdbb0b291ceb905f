import { computed, type ReadonlySignal } from '@preact/signals';
import type { OpenResponse } from '#lambdas/contract/panel-api.ts';
import type { Phone } from '#web/src/phone/phone.ts';

/** The call that payments on the screen belong to, wherever it was answered. */
export interface PaidCall {
  /** Undefined while there is no call, empty while its leg is not known yet. */
  readonly callSid: ReadonlySignal<string | undefined>;
  /** True while a payment can start on it. */
  readonly isUp: ReadonlySignal<boolean>;
  /** Leaves a call that is over. */
  leave(): void;
}

/** What a panel may take: its grant. The desk has none, and takes anything. */
export type Terms = Pick<
  OpenResponse,
  'reference' | 'customer' | 'currency' | 'maxAmount' | 'amount' | 'methods'
>;

/** The call in the desk's own phone. */
export function callOfPhone(phone: Pick<Phone, 'call' | 'dismissCall'>): PaidCall {
  return {
    callSid: computed(() => phone.call.value?.callSid),
    isUp: computed(() => {
      const phase = phone.call.value?.phase.value;
      return phase === 'open' || phase === 'reconnecting';
    }),
    leave: () => phone.dismissCall(),
  };
}
