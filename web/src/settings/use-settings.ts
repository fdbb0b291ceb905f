import { createNeed } from '#web/src/platform/need.ts';
import type { Settings } from './settings.ts';

/** What the agent chose. */
export const useSettings = createNeed<{ readonly settings: Settings }>();
