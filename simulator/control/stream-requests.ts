import type { RequestLog } from '../services.ts';

/** Real time, whatever the simulator's clock does: it keeps a connection from being taken for dead. */
const SIGN_OF_LIFE_MS = 15_000;

/**
 * The log as server-sent events: first what is kept, then live. Reads from the log itself, only as fast as the reader
 * does, so a reader that is slow or gone keeps nothing in memory; one that falls behind the log misses entries and can
 * tell by their ids.
 */
export function streamRequests(
  requests: RequestLog,
  filter: NonNullable<Parameters<RequestLog['list']>[0]>,
  lastEventId: string | undefined,
): Response {
  const encoder = new TextEncoder();
  let { after = 0, limit = Number.POSITIVE_INFINITY, ...sought } = filter;
  if (lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)) after = Number(lastEventId);
  // An id of an earlier process: this one counts from 1 again.
  if (after > Number(requests.list().at(-1)?.id ?? 0)) after = 0;
  let stop = () => {};

  /** Listens only while a reader waits: a HEAD gets this response, too, and never reads or cancels it. */
  const change = () =>
    new Promise<'added' | 'silence'>((resolve) => {
      const unlisten = requests.onAdd(() => resolve('added'));
      const timer = setTimeout(() => resolve('silence'), SIGN_OF_LIFE_MS);
      timer.unref();
      stop = () => {
        unlisten();
        clearTimeout(timer);
      };
    }).finally(() => stop());

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      },
      async pull(controller) {
        for (;;) {
          const found = requests.list({ ...sought, after, limit });
          after = Number(requests.list({ after }).at(-1)?.id ?? after);
          limit = Number.POSITIVE_INFINITY;
          if (found.length > 0) {
            const events = found.map(
              (entry) => `event: request\nid: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`,
            );
            return controller.enqueue(encoder.encode(events.join('')));
          }
          if ((await change()) === 'silence') return controller.enqueue(encoder.encode(':\n\n'));
        }
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' },
  });
}

/** After a broken connection the browser asks again this much later. */
const RETRY_MS = 1000;
