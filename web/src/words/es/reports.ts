import type { REPORTS_EN } from '#web/src/words/en/reports.ts';

export const REPORTS_ES: Readonly<Record<keyof typeof REPORTS_EN, string>> = {
  title: 'Día y totales',
};
