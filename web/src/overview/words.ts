import { OVERVIEW_EN } from '#web/src/words/en/overview.ts';
import { TEAM as TEAM_EN } from '#web/src/words/en/team.ts';
import { OVERVIEW_ES } from '#web/src/words/es/overview.ts';
import { TEAM as TEAM_ES } from '#web/src/words/es/team.ts';
import { type RoomWords, useRoomWords } from '#web/src/words/room-words.ts';
import { TRAIL } from '#web/src/words/trail-words.ts';
import type { Values } from '#web/src/words/words.ts';

const OVERVIEW = {
  en: { ...TRAIL.en, ...TEAM_EN, ...OVERVIEW_EN },
  es: { ...TRAIL.es, ...TEAM_ES, ...OVERVIEW_ES },
};

type OverviewWords = RoomWords<keyof typeof OVERVIEW.en>;

export type Say = OverviewWords['t'];

/** This page's words, with those of the lists it leads to. */
export const useOverviewWords = (): OverviewWords => useRoomWords(OVERVIEW);

/** “1 caller is waiting”, “3 callers are waiting”. */
export function counted(
  t: Say,
  what: 'unknown' | 'waiting' | 'open' | 'attention',
  count: number,
  values: Values = {},
): string {
  return t(count === 1 ? `${what}.one` : `${what}.other`, { ...values, count });
}
