import type { SETTLEMENT_EN } from '#web/src/words/en/settlement.ts';

export const SETTLEMENT_ES: Readonly<Record<keyof typeof SETTLEMENT_EN, string>> = {
  title: 'Liquidación',
};
