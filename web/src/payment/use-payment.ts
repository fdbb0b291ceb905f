import { createNeed } from '#web/src/platform/need.ts';
import type { KeptDraft } from './kept-draft.ts';
import type { Payment } from './payment-state.ts';

/** The payment on the screen, and the form for the next one. */
export const usePayment = createNeed<{ readonly payment: Payment; readonly keptDraft: KeptDraft }>();
