import { ACCESS as ACCESS_EN } from './en/access.ts';
import { ACCESS as ACCESS_ES } from './es/access.ts';
import { type RoomWords, useRoomWords } from './room-words.ts';
import { TRAIL } from './trail-words.ts';

/** What was looked at is named as the search names it. */
const ACCESS = { en: { ...TRAIL.en, ...ACCESS_EN }, es: { ...TRAIL.es, ...ACCESS_ES } };

type Access = RoomWords<keyof typeof ACCESS.en>;
export type TextKey = Parameters<Access['t']>[0];
export type Translate = Access['t'];

/** The words of the access log, with the page's own. */
export const useWords = (): Access => useRoomWords(ACCESS);
