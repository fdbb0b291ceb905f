import { effect, type ReadonlySignal } from '@preact/signals';
import type { Words } from '#web/src/words/catalogue.ts';
import { callerText } from './caller.ts';
import type { Phone } from './phone.ts';

export interface NotifyOptions {
  readonly window: Window & Partial<Pick<typeof globalThis, 'Notification'>>;
  readonly phone: Pick<Phone, 'call'>;
  readonly isWanted: ReadonlySignal<boolean>;
  readonly words: ReadonlySignal<Words>;
}

/**
 * While the desk is hidden, a ringing call shows as a system notification; pressing it brings the desk to the front.
 */
export function notifyOfCalls({ window, phone, isWanted, words }: NotifyOptions): void {
  const { Notification } = window;
  effect(() => {
    const call = phone.call.value;
    if (!Notification || call?.phase.value !== 'ringing' || !isWanted.peek()) return;
    if (!window.document.hidden || Notification.permission !== 'granted') return;
    const { texts } = words.peek();
    try {
      const notification = new Notification(texts['call.incoming'], {
        body: callerText(call.from, texts),
        tag: 'desk-call',
        requireInteraction: true,
      });
      notification.onclick = () => window.focus();
      return () => notification.close();
    } catch {
      // Chrome on Android allows notifications from service workers only; the agent still hears the ringing.
      return;
    }
  });
}
