import type { OutwardEvent } from '#lambdas/contract/outward-event.ts';
import type { DeliveryTry, EndpointHealth, WebhookEndpoint } from '#lambdas/contract/webhooks.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { DeliveriesStore, StoredDelivery, Verdict } from '#lambdas/stores/deliveries-store.ts';
import type { WebhookSecrets } from '#lambdas/stores/webhook-secrets.ts';
import { nextTry } from './retry-times.ts';
import type { SendWebhook } from './send-webhook.ts';
import { webhookHeaders } from './sign-webhook.ts';

export interface DeliverNeeds {
  readonly clock: Clock;
  readonly deliveries: DeliveriesStore;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly secrets: WebhookSecrets;
  readonly send: SendWebhook;
}

/** Longer than a try takes: a process that died with one has let go of it by then. */
const LEASE_MS = 60_000;
/** Requests to one endpoint at once. */
const LANES = 5;
/** An endpoint to which nothing came through for so long is left alone. */
const OFF_AFTER_MS = 5 * 24 * 60 * 60_000;
const GONE = 410;

/**
 * Stores an event for every endpoint and tries each one once. A repeated event is recognised by its id and has no effect. An
 * endpoint that is failing is not tried here, so that it delays nobody: it gets the event with the next minute's run.
 *
 * @throws whatever keeps it from being remembered; then the event comes again
 */
export async function deliverEvent(needs: DeliverNeeds, event: OutwardEvent, log: Log): Promise<void> {
  const { clock, deliveries, endpoints } = needs;
  const { id: eventId, type, paySid } = event;
  const body = JSON.stringify({ type, timestamp: event.time, data: event });
  await forEach(endpoints, async (endpoint) => {
    const health = await deliveries.health(endpoint.name);
    const isWell = health.failingSince === undefined && health.off === undefined;
    const now = clock.now();
    const firstAt = isWell ? new Date(now.getTime() + LEASE_MS) : now;
    const fresh = { eventId, endpoint: endpoint.name, type, paySid, body };
    const created = await deliveries.create(fresh, firstAt);
    if (created && isWell) await attempt(needs, endpoint, created, log);
  });
}

/** Tries what waits and whose time has come. The endpoints do not wait for each other. */
export async function deliverDue(needs: DeliverNeeds, log: Log, isTimeLeft: () => boolean): Promise<void> {
  const { deliveries, endpoints } = needs;
  await forEach(endpoints, async (endpoint) => {
    const { off } = await deliveries.health(endpoint.name);
    if (off) return;
    await inLanes(deliveries.due(endpoint.name), LANES, isTimeLeft, async (delivery) => {
      if (await deliveries.claim(delivery, LEASE_MS)) await attempt(needs, endpoint, delivery, log);
    });
  });
}

/** All at once, each in a lane of its own. */
function forEach(
  endpoints: readonly WebhookEndpoint[],
  work: (endpoint: WebhookEndpoint) => Promise<void>,
): Promise<void> {
  return inLanes(endpoints, endpoints.length, () => true, work);
}

async function attempt(
  needs: DeliverNeeds,
  { name, url }: WebhookEndpoint,
  delivery: StoredDelivery,
  log: Log,
): Promise<void> {
  const { clock, deliveries, secrets, send } = needs;
  const { eventId, body, round, paySid } = delivery;
  try {
    const startedAt = clock.now();
    const headers = webhookHeaders(await secrets.of(name), eventId, startedAt, body);
    const { retryAfter, ...result } = await send({ url, headers, body });
    const now = clock.now();
    const made: DeliveryTry = {
      at: startedAt.toISOString(),
      ...result,
      milliseconds: now.getTime() - startedAt.getTime(),
    };
    const { status = 0 } = result;
    const isDelivered = status >= 200 && status < 300;
    const nextAt = nextTry(round + 1, now, { status, ...(retryAfter === undefined ? {} : { retryAfter }) });
    const verdict: Verdict = isDelivered
      ? { state: 'delivered' }
      : nextAt
        ? { nextAt }
        : { state: 'givenUp' };
    await deliveries.note(delivery, made, verdict);
    await noteHealth(needs, name, { isDelivered, status, now }, log);
    const fields = { paySid, code: name, status };
    if (!isDelivered && !nextAt) log.error('webhook given up', fields);
    else log.info(isDelivered ? 'webhook delivered' : 'webhook not delivered', fields);
  } catch (failure) {
    log.error('webhook not sent', { paySid, code: name, ...describeFailure(failure) });
  }
}

interface Outcome {
  readonly isDelivered: boolean;
  readonly status: number;
  readonly now: Date;
}

/** Written only when it changes: the usual delivery costs nothing here but a look. */
async function noteHealth(
  { deliveries }: DeliverNeeds,
  endpoint: string,
  { isDelivered, status, now }: Outcome,
  log: Log,
): Promise<void> {
  const { failingSince, off } = await deliveries.health(endpoint);
  if (isDelivered) {
    if (failingSince !== undefined || off !== undefined) await deliveries.setHealth({ endpoint });
    return;
  }
  const since = failingSince ?? now.toISOString();
  const isOff = status === GONE ? 'gone' : now.getTime() - Date.parse(since) > OFF_AFTER_MS ? 'failing' : off;
  if (failingSince !== undefined && isOff === off) return;
  const health: EndpointHealth = { endpoint, failingSince: since, ...(isOff ? { off: isOff } : {}) };
  await deliveries.setHealth(health);
  if (isOff) log.error('endpoint off', { code: endpoint, status });
}
