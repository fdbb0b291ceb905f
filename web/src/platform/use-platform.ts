import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { createNeed } from './need.ts';
import type { Router } from './router.ts';

/** The clock, router and announcer of the page around this component. */
export const usePlatform = createNeed<{
  readonly clock: Clock;
  readonly router: Router;
  readonly announcer: Announcer;
}>();
