import type { Webhooks } from '../services.ts';
import type { PaymentEffect } from './payment-state.ts';

type Callback = Extract<PaymentEffect, { readonly type: 'callback' }>;

/** The callbacks of one session, sent one after another. */
export interface Outbox {
  add(callback: Callback): void;
  /** Forgets what was not yet handed on. */
  clear(): void;
}

/** Makes an {@link Outbox}; `coalesces` lets a waiting partial give way to a newer one of the same capture. */
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
