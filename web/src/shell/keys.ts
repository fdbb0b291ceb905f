import type { TextKey } from '#web/src/words/catalogue.ts';

export type KeyAction = 'press' | 'say' | 'status' | 'payment' | 'list';

/** One key with Ctrl and Shift. `press` clicks the button that has this shortcut now; *Take* never has one. */
export interface DeskKey {
  readonly code: string;
  readonly shown: string;
  readonly action: KeyAction;
  readonly text: TextKey;
}

/** Digits only: browsers, layouts and screen readers use the letters. Matched by position, not by character. */
export const KEYS: readonly DeskKey[] = [
  { code: 'Digit1', shown: '1', action: 'press', text: 'keys.answer' },
  { code: 'Digit2', shown: '2', action: 'press', text: 'keys.mute' },
  { code: 'Digit3', shown: '3', action: 'press', text: 'keys.ask' },
  { code: 'Digit4', shown: '4', action: 'say', text: 'keys.say' },
  { code: 'Digit5', shown: '5', action: 'status', text: 'keys.status' },
  { code: 'Digit6', shown: '6', action: 'payment', text: 'keys.payment' },
  { code: 'Digit8', shown: '8', action: 'press', text: 'keys.onHold' },
  { code: 'Digit9', shown: '9', action: 'press', text: 'keys.hangUp' },
  { code: 'Slash', shown: '/', action: 'list', text: 'keys.list' },
];
