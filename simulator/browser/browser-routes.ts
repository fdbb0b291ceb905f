import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { ownProductOnly } from '../http/own-product-only.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { sdkSound } from './sdk-sounds.ts';
import { twilioHostsScript } from './twilio-hosts-script.ts';

const INSIGHTS = '/v4/:insights{EndpointEvents|EndpointMetrics}';
const SOUND = '/js/client/sounds/releases/:version/:file';

/**
 * What pages load: the script that leads them here, and what the Voice SDK asks of hosts other than its socket's. Its
 * insights are received and dropped.
 */
export function browserRoutes(): Hono {
  return new Hono()
    .get('/simulator/browser.js', (context) =>
      context.body(twilioHostsScript(new URL(context.req.url).origin), 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'no-cache',
      }),
    )
    .use(SOUND, ownProductOnly, cors())
    .get(SOUND, (context) => {
      const sound = sdkSound(context.req.param('file'));
      if (!sound) throw new SimulatorUnsupported(`GET ${context.req.path}`);
      return context.body(sound, 200, { 'Content-Type': 'audio/wav' });
    })
    .use(INSIGHTS, ownProductOnly, cors())
    .post(INSIGHTS, (context) => context.json({}));
}
