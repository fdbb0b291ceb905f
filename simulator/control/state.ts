import { Hono } from 'hono';
import { maskData } from '../log/mask-digits.ts';
import type { Settings } from '../settings.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

/** What the simulator holds, part by part; each part describes itself. Long numbers are masked here. */
export interface StateServices {
  readonly calls: () => readonly object[];
  readonly payments: () => readonly object[];
  readonly queues: () => readonly object[];
  readonly conferences: () => readonly object[];
  readonly sync: () => readonly object[];
}

/** `GET /simulator/state` and `GET /simulator/settings`: everything as it stands. */
export function stateRoutes(state: StateServices, settings: Settings): Hono {
  return new Hono()
    .get('/simulator/state', (context) =>
      context.json(
        maskData({
          calls: state.calls(),
          payments: state.payments(),
          queues: state.queues(),
          conferences: state.conferences(),
          sync: state.sync(),
        }) as object,
      ),
    )
    .get('/simulator/settings', (context) =>
      context.json(
        Object.entries(DEFAULT_SETTINGS).map(([name, usual]) => ({
          name,
          value: settings[name as keyof Settings],
          default: usual,
        })),
      ),
    );
}
