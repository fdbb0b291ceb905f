import { createNeed } from '#web/src/platform/need.ts';
import type { OwnDay } from './own-day.ts';

/** The agent's own payments of today. */
export const useOwnDay = createNeed<{ readonly ownDay: OwnDay }>();
