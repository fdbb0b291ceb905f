import { ENDINGS as ENDINGS_EN } from '#web/src/words/en/endings.ts';
import { OWN_DAY_EN } from '#web/src/words/en/own-day.ts';
import { ENDINGS as ENDINGS_ES } from '#web/src/words/es/endings.ts';
import { OWN_DAY_ES } from '#web/src/words/es/own-day.ts';
import type { RoomTexts } from '#web/src/words/room-words.ts';

const EN = { ...ENDINGS_EN, ...OWN_DAY_EN };

export const OWN_DAY: RoomTexts<keyof typeof EN> = { en: EN, es: { ...ENDINGS_ES, ...OWN_DAY_ES } };
