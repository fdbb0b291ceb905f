import type { ReadonlySignal } from '@preact/signals';
import { createNeed } from '#web/src/platform/need.ts';
import type { TextKey, Words } from './catalogue.ts';
import { moneyText } from './money.ts';
import { fill, type Values } from './words.ts';

/** The words of the page as a signal; components read them with `useWords`. */
export const usePageWords = createNeed<{ readonly words: ReadonlySignal<Words> }>();

export type Translate = (key: TextKey, values?: Values) => string;

export interface PageWords {
  readonly t: Translate;
  readonly words: Words;
  /** An amount in the page's language; empty without one. */
  readonly money: (amount: string | undefined, currency: string | undefined) => string;
}

/** The page's words: `t('call.answer')`. Renders again when the agent changes the language. */
export function useWords(): PageWords {
  const words = usePageWords().words.value;
  return {
    words,
    t: (key, values) => fill(words.texts[key], values),
    money: (amount, currency) => moneyText(amount, currency, words.language),
  };
}
