import { TRAIL as EN } from './en/trail.ts';
import { TRAIL as ES } from './es/trail.ts';
import { type RoomWords, useRoomWords, type WordsWith } from './room-words.ts';

export const TRAIL = { en: EN, es: ES };

export type { PageWords } from './use-words.ts';

type Key = keyof typeof EN;
export type TextKey = Key | keyof Words['texts'];
export type Words = WordsWith<Key>;
export type Translate = RoomWords<Key>['t'];

/** The words of the search and of the records, with the page's own. */
export const useWords = (): RoomWords<Key> => useRoomWords(TRAIL);
