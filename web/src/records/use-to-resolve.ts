import { createNeed } from '#web/src/platform/need.ts';
import type { ToResolve } from './watch-to-resolve.ts';

/** The payments whose result is not known, as the whole desk follows them. */
export const useToResolve = createNeed<{ readonly toResolve: ToResolve }>();
