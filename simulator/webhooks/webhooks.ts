import type { IncomingResponse, RequestFailure, SendRequest } from '../http/send-request.ts';
import { maskLongNumbers } from '../log/mask-digits.ts';
import { CONSEQUENCES, problemOf } from '../log/problems.ts';
import type {
  Account,
  CallbackFaults,
  Chance,
  Clock,
  FaultPlan,
  Faults,
  Hook,
  RequestLog,
  RequestLogEntry,
  WebhookKind,
  WebhookResponse,
  Webhooks,
} from '../services.ts';
import type { Settings } from '../settings.ts';
import { type ConnectionPolicy, calledForRetry, connectionPolicyOf } from './connection-overrides.ts';
import { maskParameters } from './mask-parameters.ts';
import { planDelivery } from './plan-delivery.ts';
import { createQueues } from './queues.ts';
import { signForm } from './sign-request.ts';

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

type FormParameters = Readonly<Record<string, string>>;
type Result = IncomingResponse | RequestFailure;

/**
 * Sends webhooks as Twilio does: signed, with an idempotency token that stays the same on a retry, retried only when
 * no connection was made, given up after 15 s (Twilio docs). Callbacks about one payment or one leg go out one after
 * another, each after the response to the previous one; a slow receiver does not delay other payments or legs.
 */
export function createWebhooks(services: WebhookServices): WebhookSender {
  const { chance, clock, faults } = services;
  const queues = createQueues();

  const deliver = async (kind: WebhookKind, hook: Hook, parameters: FormParameters, judge?: Judge) => {
    const plan = planDelivery(FAULTS[kind](faults.current), chance);
    const token = chance.uuid();
    const webhook = { kind, hook, parameters, ...(judge ? { judge } : {}) };
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
    queues.run(kind === 'voice' ? undefined : (parameters.Sid ?? parameters.CallSid), () =>
      deliver(kind, hook, parameters, judge),
    );

  return {
    send,
    post: (kind, url, parameters) => send(kind, { url, method: 'POST' }, parameters),
    idle: queues.idle,
    reset: queues.drop,
  };
}

type Judge = (response: WebhookResponse) => string | undefined;

interface Webhook {
  readonly kind: WebhookKind;
  readonly hook: Hook;
  readonly parameters: FormParameters;
  readonly judge?: Judge;
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
    return 'failure' in result ? undefined : contentOf(result);
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
  return { result, entry: remember(services, webhook, { ...policy, result, signature }, note) };
}

/** Adds a webhook to the log, and what came of it; without `sent` it was never sent. */
function remember(
  services: WebhookServices,
  webhook: Webhook,
  sent: (ConnectionPolicy & { readonly result: Result; readonly signature: string }) | undefined,
  note?: string,
): RequestLogEntry {
  const { kind, hook, parameters, judge } = webhook;
  const { result } = sent ?? {};
  const content = result && !('failure' in result) ? contentOf(result) : undefined;
  const problem =
    (sent &&
      problemOf(sent.result, { ...sent, url: hook.url, who: WHO[kind], consequence: CONSEQUENCES[kind] })) ??
    (content && judge?.(content));
  return services.requests.add(
    {
      at: services.clock.now().toISOString(),
      kind,
      method: hook.method,
      url: maskLongNumbers(hook.url),
      parameters: maskParameters(parameters),
      status: content?.status ?? null,
      milliseconds: result?.milliseconds ?? 0,
      ...(note ? { note } : {}),
      ...(problem ? { problem } : {}),
      ...(sent ? { signature: sent.signature } : {}),
      ...(parameters.CallSid ? { callSid: parameters.CallSid } : {}),
      ...(content && kind === 'voice' ? { response: excerptOf(content) } : {}),
    },
    // As something new: an application that ignores a repeated token would ignore this one.
    async () => (await sendOnce(services, webhook, services.chance.uuid(), 'sent again')).entry,
  );
}

const WHO: Readonly<Record<WebhookKind, string>> = {
  voice: 'Your webhook',
  callStatus: 'Your status callback',
  conference: 'Your status callback',
  payment: 'Your status callback',
};

function contentOf({ status, contentType, body }: IncomingResponse): WebhookResponse {
  return { status, contentType, body };
}

/** Cut before it is masked, so that a large body costs nothing, and after, so that no part of a number is left. */
function excerptOf({ contentType, body }: WebhookResponse): { contentType: string; excerpt: string } {
  return { contentType, excerpt: maskLongNumbers(body.slice(0, 2 * EXCERPT)).slice(0, EXCERPT) };
}

const EXCERPT = 300;

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
