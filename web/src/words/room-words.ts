import type { Language, Words } from './catalogue.ts';
import { useWords } from './use-words.ts';
import { fill, type Values } from './words.ts';

/** The texts of a page that is loaded when it is opened, in every language. They load with the page. */
export type RoomTexts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

export interface RoomWords<Key extends string> {
  readonly t: (key: Key, values?: Values) => string;
  readonly words: Words;
}

/** Such a page's own texts: `useRoomWords(REPORTS).t('title')`. Renders again when the language changes. */
export function useRoomWords<Key extends string>(texts: RoomTexts<Key>): RoomWords<Key> {
  const { words } = useWords();
  return { words, t: (key, values) => fill(texts[words.language][key], values) };
}
