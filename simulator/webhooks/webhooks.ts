import { errorCodeOf } from '../http/connection-error.ts';
import type { SendRequest } from '../http/send-request.ts';
import type {
  Account,
  CallbackFaults,
  Chance,
  Clock,
  FaultPlan,
  Faults,
  RequestLog,
  RequestLogEntry,
  WebhookKind,
  WebhookResponse,
  Webhooks,
} from '../services.ts';
import type { Settings } from '../settings.ts';
import { calledForRetry, connectionPolicyOf } from './connection-overrides.ts';
import { planDelivery } from './plan-delivery.ts';
import { createQueues } from './queues.ts';
import { signForm } from './sign-request.ts';
import { type Attempt, contentOf, type Webhook, webhookEntry } from './webhook-entry.ts';

export interface WebhookServices {
  readonly account: Account;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly send: SendRequest;
  readonly settings: Settings;
}

/** {@link Webhooks}, with what else its owner needs. */
export interface WebhookSender extends Webhooks {
  /** Resolves when nothing waits to be sent or for a response. */
  idle(): Promise<void>;
  /** Drops everything not yet sent. */
  reset(): void;
}

/**
 * Sends webhooks as Twilio does: signed, with an idempotency token that stays the same on a retry, retried only when
 * no connection was made, given up after 15 s (Twilio docs). Callbacks about one payment, conference or leg go out one after
 * another, each after the response to the previous one; a slow receiver does not delay other payments or legs.
 */
export function createWebhooks(services: WebhookServices): WebhookSender {
  const { chance, clock, faults } = services;
  const queues = createQueues();

  const deliver = async (webhook: Webhook) => {
    const plan = planDelivery(FAULTS[webhook.kind](faults.current), chance);
    const token = chance.uuid();
    const send = (note?: string) => sendWithRetries(services, webhook, token, note);
    if (plan.lost) {
      remember(services, webhook, undefined, 'fault: lost');
      return undefined;
    }
    if (plan.overtakenAfter !== undefined) {
      // Sent later by itself, while the queue continues without it.
      queues.track(pause(clock, plan.overtakenAfter).then(() => send('fault: reordered')));
      return undefined;
    }
    if (plan.lateBy !== undefined) await pause(clock, plan.lateBy);
    const response = await send(plan.lateBy === undefined ? undefined : 'fault: late');
    if (plan.duplicated) await send('fault: duplicated');
    return response;
  };

  const send: Webhooks['send'] = (kind, hook, parameters, judge) =>
    queues.run(
      kind === 'voice' ? undefined : (parameters.Sid ?? parameters.ConferenceSid ?? parameters.CallSid),
      () => deliver({ kind, hook, parameters, judge }),
    );

  return {
    send,
    post: (kind, url, parameters) => send(kind, { url, method: 'POST' }, parameters),
    idle: queues.idle,
    reset: queues.drop,
  };
}

/** Which faults of the plan strike which webhooks. */
const FAULTS: Readonly<Record<WebhookKind, (plan: FaultPlan) => CallbackFaults | undefined>> = {
  voice: () => undefined,
  callStatus: ({ statusCallbacks }) => statusCallbacks,
  conference: ({ statusCallbacks }) => statusCallbacks,
  payment: ({ callbacks }) => callbacks,
};

async function sendWithRetries(
  services: WebhookServices,
  webhook: Webhook,
  token: string,
  note?: string,
): Promise<WebhookResponse | undefined> {
  const policy = connectionPolicyOf(webhook.hook.url, services.settings.webhookOverrides);
  for (let retriesLeft = policy.retries, why = note; ; retriesLeft -= 1, why = 'retry') {
    const { result } = await sendOnce(services, webhook, token, why);
    if (retriesLeft > 0 && calledForRetry(result, policy)) continue;
    if ('failure' in result) webhook.judge?.({ errorCode: errorCodeOf(result) });
    return contentOf(result);
  }
}

async function sendOnce(services: WebhookServices, webhook: Webhook, token: string, note?: string) {
  const { account, settings } = services;
  const { hook, parameters } = webhook;
  const { url, method } = hook;
  const form = new URLSearchParams(parameters).toString();
  const isForm = method === 'POST';
  // The signature of a GET covers the whole address, and nothing is appended to it (Twilio docs).
  const target = isForm ? url : withQuery(url, form);
  const signature = signForm(account.authToken, target, isForm ? parameters : {});
  const policy = connectionPolicyOf(url, settings.webhookOverrides);
  const result = await services.send({
    method,
    url: target,
    body: isForm ? form : '',
    headers: {
      ...(isForm ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
      'User-Agent': settings.webhookUserAgent,
      Accept: '*/*',
      'X-Twilio-Signature': signature,
      'I-Twilio-Idempotency-Token': token,
    },
    connectMilliseconds: policy.connectMilliseconds,
    totalMilliseconds: policy.totalMilliseconds,
  });
  return { result, entry: remember(services, webhook, { policy, result, signature }, note) };
}

/**
 * Adds a webhook to the log, with the way to send it again: as something new, because an application may ignore a
 * repeated token.
 */
function remember(
  services: WebhookServices,
  webhook: Webhook,
  attempt: Attempt | undefined,
  note?: string,
): RequestLogEntry {
  return services.requests.add(
    webhookEntry(webhook, attempt, services.clock.now(), note),
    async () => (await sendOnce(services, webhook, services.chance.uuid(), 'sent again')).entry,
  );
}

/** The address with the parameters after its own, before a fragment, which is not sent. */
function withQuery(url: string, query: string): string {
  const [address = ''] = url.split('#');
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(milliseconds, resolve);
  });
}
