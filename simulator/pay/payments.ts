import type { PaymentLine, Payments } from '../services.ts';
import { type PaymentsServices, paymentRoutes } from './payment-routes.ts';
import { createSessions } from './sessions.ts';
import { createPayRuns } from './verb/pay-runs.ts';
import type { TakePayment } from './verb/take-payment.ts';

/** The Payments resource and `<Pay>`: REST operations, sessions, and the keys and hang-ups that reach them. */
export function createPayments(
  services: Omit<PaymentsServices, 'isPaying' | 'legNamed'>,
): Payments & { readonly takePayment: TakePayment } {
  const sessions = createSessions(services);
  const legNamed = (callSid: string) =>
    (services.settings.callbackCallSid === 'parent' && services.findCall(callSid)?.parentCallSid) || callSid;
  const runs = createPayRuns({
    ...services,
    accountSid: services.account.accountSid,
    legNamed,
    isPaid: (callSid) => sessions.onCall(callSid) !== undefined,
  });
  const { routes, forgetReplays } = paymentRoutes({ ...services, legNamed, isPaying: runs.isOn }, sessions);

  return {
    routes,
    takePayment: runs.take,
    pressKey(callSid, key) {
      runs.dispatch(callSid, { type: 'key', key });
      const session = sessions.onCall(callSid);
      if (session) sessions.dispatch(session.state.terms.sid, { type: 'key', key });
    },
    callEnded(callSid) {
      runs.dispatch(callSid, { type: 'hangup' });
      const session = sessions.onCall(callSid);
      if (session) sessions.dispatch(session.state.terms.sid, { type: 'hangup' });
    },
    list: () => [...sessions.list(), ...runs.list()].sort((a, b) => Number(isOpen(a)) - Number(isOpen(b))),
    reset() {
      runs.clear();
      sessions.clear();
      forgetReplays();
    },
  };
}

function isOpen({ phase }: PaymentLine): boolean {
  return phase !== 'ended';
}
