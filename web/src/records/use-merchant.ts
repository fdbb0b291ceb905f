import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { createNeed } from '#web/src/platform/need.ts';

/** Who the merchant on a receipt is, and whether its money is real. */
export const useMerchant = createNeed<{ readonly config: Pick<DeskConfig, 'merchant' | 'practice'> }>();
