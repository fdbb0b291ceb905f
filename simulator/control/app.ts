import { Hono } from 'hono';
import { isLocalOrigin } from '../local-origin.ts';
import type { Faults, RequestLog } from '../services.ts';
import { refuse } from './answers.ts';
import { type CallControlServices, callControlRoutes } from './calls.ts';
import { faultRoutes } from './faults.ts';
import { requestRoutes } from './requests.ts';

export interface ControlServices extends CallControlServices {
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly reset: () => void;
}

/** The control API (`/simulator/*`) and the health check: no sign-in, loopback only. */
export function controlApp(services: ControlServices): Hono {
  return new Hono()
    .get('/healthz', (context) => context.json({ status: 'ok' }))
    .use('/simulator/*', async (context, next) => {
      const { origin, host } = context.req.header();
      const headers = {
        ...(origin === undefined ? {} : { origin }),
        ...(host === undefined ? {} : { host }),
      };
      if (!isLocalOrigin(headers)) return refuse(context, 403, FOREIGN);
      return next();
    })
    .route('/', callControlRoutes(services))
    .route('/', requestRoutes(services.requests))
    .route('/', faultRoutes(services.faults))
    .post('/simulator/reset', (context) => {
      services.reset();
      return context.body(null, 204);
    });
}

const FOREIGN = 'Failed to allow this: the request comes from a web page of another site.';
