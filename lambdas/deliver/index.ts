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
  if (source === EVENT_SOURCE) return deliverEvent(needs(), detail as OutwardEvent, runLog);
  return deliverDue(needs(), runLog, () => getRemainingTimeInMillis() > RESERVE_MS);
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
