import type { PageStorage } from '#web/src/platform/browser.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { keepCall } from './kept-call.ts';
import { keepOnline } from './online-since.ts';
import type { Phone } from './phone.ts';

export interface LeavePageOptions {
  readonly window: Pick<Window, 'addEventListener' | 'location'>;
  readonly storage: PageStorage;
  readonly phone: Pick<Phone, 'call' | 'state' | 'onlineSince'>;
  /** True while leaving would disturb a payment. */
  readonly isPaymentOpen: () => boolean;
  readonly sayOffline: () => void;
  readonly clock: Clock;
}

/**
 * Asks before leaving during a call or a payment, and lets a reload keep the call. The SDK hangs up on `pagehide`;
 * this listener is registered first (at start, before any phone exists) and, when a call is open, stops the event
 * before it reaches the SDK. The edge then sees a lost connection and holds the call, and the next page resumes it
 * with the call's connect token. Without a call, it tells the service that the desk is offline.
 */
export function guardLeaving({
  window,
  storage,
  phone,
  isPaymentOpen,
  sayOffline,
  clock,
}: LeavePageOptions): void {
  window.addEventListener('beforeunload', (event) => {
    const phase = phone.call.peek()?.phase.peek();
    const isCallUp = phase !== undefined && phase !== 'ended';
    if (isCallUp || isPaymentOpen()) event.preventDefault();
  });

  window.addEventListener(
    'pagehide',
    (event) => {
      const call = phone.call.peek();
      const phase = call?.phase.peek();
      const since = phone.onlineSince.peek();
      if (since !== undefined) keepOnline(storage, since, clock.now());
      if (call?.connectToken && (phase === 'open' || phase === 'reconnecting')) {
        keepCall(storage, {
          connectToken: call.connectToken,
          callSid: call.callSid,
          openedAt: call.openedAt.peek() ?? clock.now(),
          leftAt: clock.now(),
        });
        event.stopImmediatePropagation();
      } else if (phone.state.peek() !== 'offline' && !event.persisted) {
        sayOffline();
      }
    },
    { capture: true },
  );

  window.addEventListener('pageshow', (event) => {
    const phase = phone.call.peek()?.phase.peek();
    // Back from the page cache with a call in memory: its media is gone, so reload and resume the call.
    if (event.persisted && phase !== undefined && phase !== 'ended') window.location.reload();
  });
}
