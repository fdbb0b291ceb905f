import type { Language, Words } from './catalogue.ts';
import { type PageWords, useWords } from './use-words.ts';
import { fill, type Values } from './words.ts';

/** The texts of a room that is loaded when it is opened, in every language. They load with the room. */
export type RoomTexts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** The page's words and a room's. */
export type WordsWith<Key extends string> = Words & { readonly texts: Readonly<Record<Key, string>> };

export interface RoomWords<Key extends string> extends Pick<PageWords, 'money'> {
  readonly t: (key: Key | keyof Words['texts'], values?: Values) => string;
  readonly words: WordsWith<Key>;
}

/** The page's words with such a room's own: `useRoomWords(REPORTS).t('title')`. Renders again when the language changes. */
export function useRoomWords<Key extends string>(texts: RoomTexts<Key>): RoomWords<Key> {
  const page = useWords();
  const words = wordsWith(page.words, texts);
  const known: Readonly<Record<string, string>> = words.texts;
  return { ...page, words, t: (key, values) => fill(known[key] ?? key, values) };
}

const made = new WeakMap<Words, WeakMap<object, WordsWith<string>>>();

/** The same words with a room's texts among them; made once. */
export function wordsWith<Key extends string>(words: Words, texts: RoomTexts<Key>): WordsWith<Key> {
  const own = texts[words.language];
  const rooms = made.get(words) ?? new WeakMap<object, WordsWith<string>>();
  const all = rooms.get(own) ?? { ...words, texts: { ...words.texts, ...own } };
  made.set(words, rooms.set(own, all));
  return all as WordsWith<Key>;
}
