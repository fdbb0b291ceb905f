import type { Webhooks } from '../services.ts';
import type { PaymentEffect } from './payment-state.ts';

type Callback = Extract<PaymentEffect, { readonly type: 'callback' }>;

/** The callbacks of one session, sent one after another. */
export interface Outbox {
  add(callback: Callback): void;
  /** Drops what has not been sent yet. */
  clear(): void;
}

/** Creates an {@link Outbox}; with `coalesces`, a newer partial of the same capture replaces a waiting one. */
export function createOutbox(post: Webhooks['post'], coalesces: boolean): Outbox {
  let waiting: readonly Callback[] = [];
  let isSending = false;

  const pump = async () => {
    if (isSending) return;
    isSending = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      waiting = waiting.slice(1);
      await post('payment', next.url, next.parameters);
    }
    isSending = false;
  };

  return {
    add(callback) {
      const last = waiting.at(-1);
      const replaces =
        coalesces &&
        callback.partial &&
        last?.partial &&
        last.parameters.Capture === callback.parameters.Capture;
      waiting = [...(replaces ? waiting.slice(0, -1) : waiting), callback];
      void pump();
    },
    clear() {
      waiting = [];
    },
  };
}
