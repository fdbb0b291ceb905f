import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/** One step of a callback may take a few turns of the event loop before it sends its next request. */
const QUIET_TURNS = 20;

/** The HTTP requests that this process sends and receives. */
export interface RequestWatch {
  /** Resolves when none has been in flight for some turns of the event loop. */
  idle(): Promise<void>;
  stop(): void;
}

/** Watches by Node's own channels, so that nothing watched needs to know. */
export function watchRequests(): RequestWatch {
  const inFlight = new Set<EventEmitter>();
  const follow = (message: EventEmitter) => {
    inFlight.add(message);
    message.once('close', () => inFlight.delete(message));
  };
  const sent = (event: unknown) => follow((event as { request: EventEmitter }).request);
  const received = (event: unknown) => follow((event as { response: EventEmitter }).response);
  subscribe('http.client.request.start', sent);
  subscribe('http.server.request.start', received);
  return {
    async idle() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet = inFlight.size === 0 ? quiet + 1 : 0)
        await setImmediate();
    },
    stop() {
      unsubscribe('http.client.request.start', sent);
      unsubscribe('http.server.request.start', received);
    },
  };
}
