import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Context } from 'aws-lambda';
import { DELIVER } from '#lambdas/contract/jobs.ts';
import { handlerContext } from './api-host/handler-context.ts';
import type { HandlerLog } from './handler-log.ts';
import { listen, stopListening } from './listen.ts';
import type { LoadHandler } from './load-handlers.ts';
import { failureLine } from './log-lines.ts';
import { readBody } from './read-body.ts';

export interface LocalBus {
  /** For `EVENTS_BASE_URL`. */
  readonly url: string;
  /** Waits for deliveries under way. */
  close(): Promise<void>;
}

interface PutEvents {
  readonly Entries: readonly { readonly Source: string; readonly Detail: string }[];
}

type Deliver = (event: { source: string; detail: unknown }, context: Context) => Promise<void>;

/** The function's timeout in AWS. */
const TIMEOUT_MS = 55_000;
/** Bytes: EventBridge's own limit for a request. */
const BODY_LIMIT = 262_144;

/**
 * Replaces EventBridge: takes PutEvents and hands each event to the sender of webhooks, as the rule of the stack does. It
 * forgets events that a crash interrupts; those of AWS come again.
 */
export async function openEventBus(loadHandler: LoadHandler, log: HandlerLog): Promise<LocalBus> {
  const underWay = new Set<Promise<void>>();
  const deliver = async (source: string, detail: unknown): Promise<void> => {
    const requestId = randomUUID();
    try {
      const handler = (await loadHandler(DELIVER.entry)) as unknown as Deliver;
      await handler({ source, detail }, handlerContext(DELIVER.name, requestId, Date.now() + TIMEOUT_MS));
    } catch (error) {
      log.write(failureLine('Handler crashed', error, { route: DELIVER.name, requestId }));
    }
  };
  const server = createServer(async (request, response) => {
    // A page that guesses the port cannot send this type without asking first.
    const isOurs = request.headers['content-type'] === 'application/x-amz-json-1.1';
    const body = isOurs ? await readBody(request, BODY_LIMIT) : undefined;
    if (!body) return response.writeHead(400).end();
    const { Entries } = JSON.parse(body.toString('utf8')) as PutEvents;
    for (const { Source, Detail } of Entries) {
      const one = deliver(Source, JSON.parse(Detail)).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    const taken = { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
    return response.end(JSON.stringify(taken));
  });
  const port = await listen(server, 0, 'the event bus');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await stopListening(server);
      await Promise.all(underWay);
    },
  };
}
