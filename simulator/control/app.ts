import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isLocalOrigin } from '../local-origin.ts';
import type { Customers } from '../phone/customers.ts';
import type { Faults, RequestLog } from '../services.ts';
import type { Settings } from '../settings.ts';
import { type CallControlServices, callControlRoutes } from './calls.ts';
import { type ClockControlServices, clockRoutes } from './clock.ts';
import { customerRoutes } from './customers.ts';
import { faultRoutes } from './faults.ts';
import { refuse } from './refusals.ts';
import { requestRoutes } from './requests.ts';
import { type StateServices, stateRoutes } from './state.ts';

export interface ControlServices extends CallControlServices, ClockControlServices {
  readonly customers: Customers;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly settings: Settings;
  readonly state: StateServices;
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
    .use(
      '/simulator/*',
      bodyLimit({ maxSize: MOST_BYTES, onError: (context) => refuse(context, 400, TOO_LARGE) }),
    )
    .route('/', callControlRoutes(services))
    .route('/', requestRoutes(services.requests))
    .route('/', customerRoutes(services.customers))
    .route('/', faultRoutes(services.faults))
    .route('/', clockRoutes(services))
    .route('/', stateRoutes(services.state, services.settings))
    .post('/simulator/reset', (context) => {
      services.reset();
      return context.body(null, 204);
    });
}

/** No plan and no request comes close to that size. */
const MOST_BYTES = 64 * 1024;
const TOO_LARGE = 'Failed to read the request: the body is too large.';
const FOREIGN = 'Failed to allow this: the request comes from a web page of another site.';
