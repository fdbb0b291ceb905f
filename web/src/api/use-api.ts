import { createNeed } from '#web/src/platform/need.ts';
import type { DeskApi } from './desk-api.ts';

/** The desk's API, called as the signed-in agent. */
export const useApi = createNeed<{ readonly api: DeskApi }>();
