import { createNeed } from '#web/src/platform/need.ts';
import type { Payment } from './payment-state.ts';

/** The payment on the screen. */
export const usePayment = createNeed<{ readonly payment: Payment }>();
