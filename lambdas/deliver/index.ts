import type { Context, EventBridgeEvent } from 'aws-lambda';
import { ENV } from '#lambdas/contract/environment.ts';
import { EVENT_SOURCE, type OutwardEvent } from '#lambdas/contract/outward-event.ts';
import { parseWebhooks } from '#lambdas/contract/webhooks.ts';
import { createLog } from '#lambdas/platform/log.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type DeliverNeeds, deliverDue, deliverEvent } from './deliver.ts';
import { createSendWebhook } from './send-webhook.ts';

const log = createLog();

/** A try takes ten seconds at most. */
const RESERVE_MS = 15_000;

/** Called by the bus with each event, and every minute for those that wait. */
export async function handler(
  { source, detail }: Pick<EventBridgeEvent<string, unknown>, 'source' | 'detail'>,
  { awsRequestId, getRemainingTimeInMillis }: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<void> {
  const runLog = log.with({ requestId: awsRequestId, route: 'deliver' });
  if (source === EVENT_SOURCE) return deliverEvent(needs(), ours(detail), runLog);
  return deliverDue(needs(), runLog, () => getRemainingTimeInMillis() > RESERVE_MS);
}

/**
 * An event that this stage has put on its bus.
 *
 * @throws Error for anything else under our name: it ends in the dead-letter queue
 */
function ours(detail: unknown): OutwardEvent {
  const { id, paySid, sequence } = (detail ?? {}) as Partial<OutwardEvent>;
  if (/^PK[0-9a-fA-F]{32}$/.test(String(paySid)) && id === `${paySid}-${sequence}`)
    return detail as OutwardEvent;
  throw new Error(
    'Failed to deliver an event: it is not one of ours. Look for who else puts events on the bus.',
  );
}

/** The only sender: no other handler holds these. */
function needs(): DeliverNeeds {
  const here = process.env[ENV.webhooksHere] === 'on';
  return {
    clock: real.clock(),
    deliveries: real.deliveries(),
    endpoints: parseWebhooks(process.env[ENV.webhooks] ?? '', here) ?? [],
    secrets: real.webhookSecrets(),
    send: createSendWebhook({ here }),
  };
}
