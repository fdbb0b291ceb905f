import type { OVERVIEW_EN } from '#web/src/words/en/overview.ts';

export const OVERVIEW_ES: Readonly<Record<keyof typeof OVERVIEW_EN, string>> = {
  title: 'Hoy',
};
