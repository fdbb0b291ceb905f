import { REPORTS_EN } from '#web/src/words/en/reports.ts';
import { REPORTS_ES } from '#web/src/words/es/reports.ts';
import { type RoomWords, useRoomWords } from '#web/src/words/room-words.ts';

export type ReportKey = keyof typeof REPORTS_EN;

/** The texts of reports. */
export function useReportWords(): RoomWords<ReportKey> {
  return useRoomWords({ en: REPORTS_EN, es: REPORTS_ES });
}
