import { Hono } from 'hono';
import type { RequestLog, RequestLogEntry } from '../services.ts';

const KEPT = 1000;

/** Keeps the last 1,000 requests the simulator made. Entries arrive masked. */
export function createRequestLog(): RequestLog {
  let entries: readonly RequestLogEntry[] = [];
  return {
    add(entry) {
      entries = [...entries.slice(1 - KEPT), entry];
    },
    list: () => entries,
    clear() {
      entries = [];
    },
  };
}

/** `GET /simulator/requests`: every webhook and connector request made, newest last. */
export function requestRoutes(requests: RequestLog): Hono {
  return new Hono().get('/simulator/requests', (context) => context.json(requests.list()));
}
