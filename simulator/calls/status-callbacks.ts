import type { Clock, Webhooks } from '../services.ts';
import type { StatusEvent } from '../twiml/verbs.ts';
import { isOver } from './leg.ts';
import type { Leg } from './legs.ts';
import { statusParameters } from './webhook-parameters.ts';

export interface StatusCallbacks {
  /** Call it for a new leg and after each change; sends the callbacks that the leg's report requests. */
  tell(leg: Leg): void;
  /** Settles when every callback so far got a response, or was given up. */
  settled(): Promise<void>;
}

/**
 * Per-leg status callbacks. One leg's callbacks wait for each other, so an application sees them in order unless a
 * fault says otherwise; Twilio itself promises no order.
 */
export function createStatusCallbacks(services: {
  readonly accountSid: string;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
}): StatusCallbacks {
  const queues = new Map<string, { sequence: number; last: Promise<unknown> }>();

  return {
    tell(leg) {
      const event = eventOf(leg);
      const { report } = leg;
      if (report?.events.includes(event)) {
        const queue = queues.get(leg.sid) ?? { sequence: 0, last: Promise.resolve() };
        queues.set(leg.sid, queue);
        const parameters = statusParameters(leg.call, services.accountSid, {
          initiated: event === 'initiated',
          sequence: queue.sequence++,
          at: services.clock.now(),
        });
        queue.last = queue.last.then(() => services.webhooks.send('callStatus', report.hook, parameters));
      }
      // Also when nobody is told of the end.
      if (isOver(leg.call)) void queues.get(leg.sid)?.last.then(() => queues.delete(leg.sid));
    },
    async settled() {
      await Promise.all([...queues.values()].map(({ last }) => last));
    },
  };
}

function eventOf({ call }: Leg): StatusEvent {
  if (call.status === 'queued') return 'initiated';
  if (call.status === 'ringing') return 'ringing';
  return call.status === 'in-progress' ? 'answered' : 'completed';
}
