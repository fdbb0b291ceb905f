import type { SendRequest } from './send-request.ts';

/** What the simulator sends, counted while it is under way. */
export interface Traffic {
  readonly send: SendRequest;
  /** Resolves when no request is under way and what the last one set off has begun. */
  settled(): Promise<void>;
}

/** Counts the requests of a {@link SendRequest}. */
export function createTraffic(send: SendRequest): Traffic {
  const underWay = new Set<Promise<unknown>>();
  return {
    send(request) {
      const result = send(request);
      underWay.add(result);
      void result.finally(() => underWay.delete(result));
      return result;
    },
    async settled() {
      do {
        await Promise.all(underWay);
        await new Promise((resolve) => setImmediate(resolve));
      } while (underWay.size > 0);
    },
  };
}
