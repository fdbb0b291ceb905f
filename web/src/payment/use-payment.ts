import type { IdRules } from '#lambdas/contract/reference-mask.ts';
import { createNeed } from '#web/src/platform/need.ts';
import type { KeptDraft } from './kept-draft.ts';
import type { PaidCall, Terms } from './paid-call.ts';
import type { Payment } from './payment-state.ts';
import type { FollowedLink } from './start-link.ts';

/** The payment on the screen, the call it is for, and the form for the next one. */
export const usePayment = createNeed<{
  readonly payment: Payment;
  readonly paidCall: PaidCall;
  readonly keptDraft: KeptDraft;
  /** How references and customers' ids are written; any text without it. */
  readonly ids?: IdRules | undefined;
  /** What a link wants in the next form. */
  readonly link?: FollowedLink;
  /** In a panel; its payments have no page of their own there. */
  readonly terms?: Terms;
}>();
