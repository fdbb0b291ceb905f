import type { MiddlewareHandler } from 'hono';
import type { Account, Call, Chance, Payments } from '../services.ts';
import { paymentRoutes } from './payment-routes.ts';
import { createSessions, type SessionServices } from './sessions.ts';

export interface PaymentsServices extends SessionServices {
  readonly account: Account;
  readonly chance: Chance;
  /** From `createRestFaults`; makes an operation fail as the plan in force says. */
  readonly failing: (operation: string) => MiddlewareHandler;
  readonly findCall: (callSid: string) => Call | undefined;
}

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
    isCapturing(callSid) {
      const phase = sessions.onCall(callSid)?.state.phase;
      if (services.settings.tonesHidden === 'session') return phase !== undefined;
      return phase === 'capturing' || phase === 'confirming';
    },
    reset() {
      sessions.clear();
      forgetReplays();
    },
  };
}
