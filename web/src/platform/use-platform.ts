import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { createNeed } from './need.ts';

/** The clock and announcer of the page around this component. */
export const usePlatform = createNeed<{ readonly clock: Clock; readonly announcer: Announcer }>();
