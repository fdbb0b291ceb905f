import { effect } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { lastDigits } from '#web/src/payment/masks.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import { outcomeOf } from '#web/src/payment/outcome.ts';
import type { Payment } from '#web/src/payment/payment-state.ts';
import type { Host } from './host.ts';
import type { PanelResult, PanelState } from './protocol.ts';

/**
 * Tells the page around the panel what happens: each step, how many digits arrived, how each payment ended, and what
 * failed. Field by field: what is not named here stays inside.
 */
export function tellHost(host: Pick<Host, 'tell'>, payment: Payment): void {
  let told = '';
  effect(() => {
    const session = payment.session.value;
    const typed = payment.typed.value;
    if (!session) return;
    const { paySid, state, version, capturing } = session;
    const step: PanelState = {
      paySid,
      state,
      version,
      ...(capturing ? { field: capturing.field, typed } : {}),
    };
    // What changed may be nothing that is told.
    if (told === JSON.stringify(step)) return;
    told = JSON.stringify(step);
    host.tell({ type: 'state', ...step });
  });
  payment.onTransition((session) => {
    if (isFinal(session)) host.tell({ type: 'done', ...resultOf(session) });
  });
  effect(() => {
    const { code } = payment.problem.value?.error ?? {};
    if (code !== undefined) host.tell({ type: 'error', code });
  });
}

function resultOf(session: PaySession): PanelResult {
  const { captured, cardType, chargeAmount, confirmationCode, currency, reference } = session;
  const lastFour = lastDigits(captured['payment-card-number'] ?? captured['bank-account-number']);
  return {
    paySid: session.paySid,
    version: session.version,
    result: outcomeOf(session),
    state: session.state,
    ...(reference === undefined ? {} : { reference }),
    ...(chargeAmount === undefined ? {} : { amount: chargeAmount }),
    ...(currency === undefined ? {} : { currency }),
    ...(confirmationCode === undefined ? {} : { confirmation: confirmationCode }),
    ...(cardType === undefined ? {} : { brand: cardType }),
    ...(lastFour ? { lastFour } : {}),
  };
}
