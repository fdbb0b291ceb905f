import { TEAM as EN } from './en/team.ts';
import { TEAM as ES } from './es/team.ts';
import { type RoomWords, useRoomWords, type WordsWith } from './room-words.ts';

export const TEAM = { en: EN, es: ES };

type Key = keyof typeof EN;
export type Words = WordsWith<Key>;
export type Translate = RoomWords<Key>['t'];

/** The words of the team's page, with the page's own. */
export const useWords = (): RoomWords<Key> => useRoomWords(TEAM);
