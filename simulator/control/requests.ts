import { Hono } from 'hono';
import type { RequestLog, RequestLogEntry } from '../services.ts';

const KEPT = 1000;

/** Keeps the last 1,000 requests the simulator made. Entries arrive masked. */
export function createRequestLog(): RequestLog {
  let entries: RequestLogEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      // Twice as many before any is dropped: to move them for each entry would cost more than to make it.
      if (entries.length >= 2 * KEPT) entries = entries.slice(-KEPT);
    },
    list: () => entries.slice(-KEPT),
    clear() {
      entries = [];
    },
  };
}

/** `GET /simulator/requests`: every webhook and connector request made, newest last. */
export function requestRoutes(requests: RequestLog): Hono {
  return new Hono().get('/simulator/requests', (context) => context.json(requests.list()));
}
