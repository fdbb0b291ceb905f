import { OWN_DAY_EN } from '#web/src/words/en/own-day.ts';
import { OWN_DAY_ES } from '#web/src/words/es/own-day.ts';
import type { RoomTexts } from '#web/src/words/room-words.ts';

export const OWN_DAY: RoomTexts<keyof typeof OWN_DAY_EN> = { en: OWN_DAY_EN, es: OWN_DAY_ES };
