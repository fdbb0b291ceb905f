import type { Payments } from '../services.ts';
import { type PaymentsServices, paymentRoutes } from './payment-routes.ts';
import { createSessions } from './sessions.ts';

/** The Payments resource: REST operations, sessions, and the keys and hang-ups that reach them. */
export function createPayments(services: PaymentsServices): Payments {
  const sessions = createSessions(services);
  const { routes, forgetReplays } = paymentRoutes(services, sessions);

  return {
    routes,
    pressKey(callSid, key) {
      const session = sessions.onCall(callSid);
      if (session) sessions.dispatch(session.state.terms.sid, { type: 'key', key });
    },
    callEnded(callSid) {
      const session = sessions.onCall(callSid);
      if (session) sessions.dispatch(session.state.terms.sid, { type: 'hangup' });
    },
    list: sessions.list,
    reset() {
      sessions.clear();
      forgetReplays();
    },
  };
}
