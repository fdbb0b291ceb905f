import { SETTLEMENT_EN } from '#web/src/words/en/settlement.ts';
import { SETTLEMENT_ES } from '#web/src/words/es/settlement.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';

const TEXTS = { en: SETTLEMENT_EN, es: SETTLEMENT_ES };

export type SettlementKey = keyof typeof SETTLEMENT_EN;

/** This page's own texts. */
export const useSettlementWords = () => useRoomWords<SettlementKey>(TEXTS);
