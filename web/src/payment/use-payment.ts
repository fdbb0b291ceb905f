import type { IdRules } from '#lambdas/contract/reference-mask.ts';
import { createNeed } from '#web/src/platform/need.ts';
import type { KeptDraft } from './kept-draft.ts';
import type { Payment } from './payment-state.ts';
import type { FollowedLink } from './start-link.ts';

/** The payment on the screen, and the form for the next one. */
export const usePayment = createNeed<{
  readonly payment: Payment;
  readonly keptDraft: KeptDraft;
  /** How references and customers' ids are written; any text without it. */
  readonly ids?: IdRules | undefined;
  /** What a link wants in the next form. */
  readonly link?: FollowedLink;
}>();
