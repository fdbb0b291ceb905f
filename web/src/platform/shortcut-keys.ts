import type { Clock } from './clock.ts';

/** What a key does, by its position on the keyboard (`Digit3`), with Ctrl and Shift. */
export interface ShortcutKey {
  readonly code: string;
  readonly run: () => void;
  /** True for what must not happen twice by a nervous finger. */
  readonly isOnce: boolean;
}

/** The same key twice within this time presses once: a nervous finger must not hang up two calls. */
const THROTTLE_MS = 1_000;

/** Listens for keys until stopped. Does nothing while a dialog is open or where the agent turned keys off. */
export function listenForShortcuts(
  clock: Clock,
  isOn: () => boolean,
  keys: readonly ShortcutKey[],
): () => void {
  const lastPress = new Map<string, number>();
  const onKey = (event: KeyboardEvent) => {
    if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey || event.repeat) return;
    const key = keys.find(({ code }) => code === event.code);
    if (!key || !isOn() || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    const now = clock.now();
    if (key.isOnce && now - (lastPress.get(key.code) ?? Number.NEGATIVE_INFINITY) < THROTTLE_MS) return;
    lastPress.set(key.code, now);
    key.run();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** Presses the button that has this shortcut now. */
export function pressShortcut(shown: string): void {
  document.querySelector<HTMLElement>(`[data-shortcut="${shown}"]`)?.click();
}
