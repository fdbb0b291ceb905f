import { createNeed } from '#web/src/platform/need.ts';
import type { DeskApi } from './desk-api.ts';

/** The service, as the signed-in agent reaches it. */
export const useApi = createNeed<{ readonly api: DeskApi }>();
