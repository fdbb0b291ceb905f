import { ENDINGS as ENDINGS_EN } from '#web/src/words/en/endings.ts';
import { REPORTS_EN } from '#web/src/words/en/reports.ts';
import { ENDINGS as ENDINGS_ES } from '#web/src/words/es/endings.ts';
import { REPORTS_ES } from '#web/src/words/es/reports.ts';
import { type RoomWords, useRoomWords } from '#web/src/words/room-words.ts';

const EN = { ...ENDINGS_EN, ...REPORTS_EN };
const TEXTS = { en: EN, es: { ...ENDINGS_ES, ...REPORTS_ES } };

export type ReportKey = keyof typeof EN;

/** The texts of reports. */
export function useReportWords(): RoomWords<ReportKey> {
  return useRoomWords(TEXTS);
}
