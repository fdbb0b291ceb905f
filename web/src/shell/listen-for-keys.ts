import { digitsText } from '#web/src/payment/digits-text.ts';
import { fieldName } from '#web/src/payment/field-name.ts';
import { stateKey } from '#web/src/payment/state-key.ts';
import { phoneStatus } from '#web/src/phone/phone-status.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import { listenForShortcuts, pressShortcut } from '#web/src/platform/shortcut-keys.ts';
import type { Desk } from './desk.ts';
import { KEYS, type KeyAction } from './keys.ts';

/**
 * Listens for the desk's keys until stopped. Does nothing while a dialog is open or after the agent turned keys off.
 */
export function listenForKeys(desk: Desk, showList: () => void): () => void {
  const { announcer, clock, settings } = desk;

  const actions: Readonly<Record<KeyAction, (shown: string) => void>> = {
    press: pressShortcut,
    say: () => {
      const line = document.querySelector('#say-line');
      const text = line?.textContent || desk.words.peek().texts['spoken.noSay'];
      announcer.say({
        text,
        urgent: true,
        ...(line?.textContent ? { lang: settings.callerLanguage.peek() } : {}),
      });
    },
    status: () => announcer.say({ text: statusOf(desk), urgent: true }),
    payment: () => document.querySelector<HTMLElement>('#payment [data-heading], #payment')?.focus(),
    list: showList,
  };

  return listenForShortcuts(
    clock,
    () => settings.shortcuts.peek(),
    KEYS.map(({ code, shown, action }) => ({
      code,
      isOnce: action === 'press',
      run: () => actions[action](shown),
    })),
  );
}

function statusOf({ phone, payment, clock, words }: Desk): string {
  const { texts } = words.peek();
  const openedAt = phone.call.peek()?.openedAt.peek();
  const session = payment.session.peek();
  const typed = payment.typed.peek();
  // What does not reach the desk was not necessarily not pressed.
  const keys = typed || payment.seesKeys.peek() ? digitsText(typed, words.peek()) : texts['row.asking'];
  const parts = [
    openedAt === undefined
      ? texts[phoneStatus(phone)]
      : `${texts['call.duration']} ${durationOf(clock.now() - openedAt)}`,
    session ? texts[stateKey(session)] : '',
    session?.capturing ? `${fieldName(session.capturing.field, words.peek())}, ${keys}` : '',
    payment.live.peek() === 'polling' ? texts['banner.polling'] : '',
  ];
  return parts.filter(Boolean).join('. ');
}
