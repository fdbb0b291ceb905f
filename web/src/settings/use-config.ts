import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { createNeed } from '#web/src/platform/need.ts';

/** What the stage's configuration says to pages. */
export const useConfig = createNeed<{
  readonly config: Pick<DeskConfig, 'merchant' | 'practice' | 'reportZone'>;
}>();
