import type { IncomingResponse, RequestFailure, SendRequest } from '../http/send-request.ts';
import type {
  Account,
  CallbackFaults,
  Chance,
  Clock,
  FaultPlan,
  Faults,
  Hook,
  RequestLog,
  WebhookKind,
  WebhookResponse,
  Webhooks,
} from '../services.ts';
import type { Settings } from '../settings.ts';
import { calledForRetry, connectionPolicyOf } from './connection-overrides.ts';
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
  readonly log?: (line: string) => void;
}

/** {@link Webhooks}, with what else its owner needs. */
export interface WebhookSender extends Webhooks {
  /** Resolves when nothing waits to be sent or for a response. */
  idle(): Promise<void>;
  /** Drops everything not yet sent. */
  reset(): void;
}

type FormParameters = Readonly<Record<string, string>>;

/**
 * Sends webhooks as Twilio does: signed, with an idempotency token that stays the same on a retry, retried only when
 * no connection was made, given up after 15 s (Twilio docs). Callbacks about one payment or one leg go out one after
 * another, each after the response to the previous one; a slow receiver does not delay other payments or legs.
 */
export function createWebhooks(services: WebhookServices): WebhookSender {
  const { chance, clock, faults } = services;
  const queues = createQueues();

  const deliver = async (kind: WebhookKind, hook: Hook, parameters: FormParameters) => {
    const plan = planDelivery(FAULTS[kind](faults.current), chance);
    const token = chance.uuid();
    const send = (note?: string) => sendSigned(services, kind, hook, parameters, token, note);
    if (plan.lost) {
      services.requests.add(entry(services, kind, hook, parameters, null, 0, 'fault: lost'));
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

  const send: Webhooks['send'] = (kind, hook, parameters) =>
    queues.run(kind === 'voice' ? undefined : (parameters.Sid ?? parameters.CallSid), () =>
      deliver(kind, hook, parameters),
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
  payment: ({ callbacks }) => callbacks,
};

async function sendSigned(
  services: WebhookServices,
  kind: WebhookKind,
  hook: Hook,
  parameters: FormParameters,
  token: string,
  note?: string,
): Promise<WebhookResponse | undefined> {
  const { account, clock, settings, requests } = services;
  const { url, method } = hook;
  const form = new URLSearchParams(parameters).toString();
  const isForm = method === 'POST';
  // The signature of a GET covers the whole address, and nothing is appended to it (Twilio docs).
  const target = isForm ? url : withQuery(url, form);
  const policy = connectionPolicyOf(url, settings.webhookOverrides);
  const attempt = async (retriesLeft: number, retryNote = note): Promise<IncomingResponse | undefined> => {
    const startedAt = clock.now().getTime();
    const result = await services.send({
      method,
      url: target,
      body: isForm ? form : '',
      headers: {
        ...(isForm ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
        'User-Agent': settings.webhookUserAgent,
        Accept: '*/*',
        'X-Twilio-Signature': signForm(account.authToken, target, isForm ? parameters : {}),
        'I-Twilio-Idempotency-Token': token,
      },
      connectMilliseconds: policy.connectMilliseconds,
      totalMilliseconds: policy.totalMilliseconds,
    });
    const took = clock.now().getTime() - startedAt;
    const status = typeof result === 'string' ? null : result.status;
    requests.add(entry(services, kind, hook, parameters, status, took, describe(result, retryNote)));
    if (retriesLeft > 0 && calledForRetry(result, policy)) return attempt(retriesLeft - 1, 'retry');
    warn(services, kind, result);
    return typeof result === 'string' ? undefined : result;
  };
  return attempt(policy.retries);
}

function warn({ log }: WebhookServices, kind: WebhookKind, result: IncomingResponse | RequestFailure): void {
  if (typeof result === 'string') log?.(`${kind} webhook: no response (${result})`);
  else if (result.status >= 300)
    log?.(`${kind} webhook: got ${result.status}, Twilio would warn in its Debugger`);
}

function describe(result: IncomingResponse | RequestFailure, note?: string): string | undefined {
  const failure = typeof result === 'string' ? `no response: ${result}` : undefined;
  return [note, failure].filter(Boolean).join('; ') || undefined;
}

/** The address with the parameters after its own, before a fragment, which is not sent. */
function withQuery(url: string, query: string): string {
  const [address = ''] = url.split('#');
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}

function entry(
  { clock }: WebhookServices,
  kind: WebhookKind,
  { url, method }: Hook,
  parameters: FormParameters,
  status: number | null,
  milliseconds: number,
  note?: string,
) {
  const at = clock.now().toISOString();
  const shown = maskParameters(parameters);
  return {
    at,
    kind,
    method,
    url,
    parameters: shown,
    status,
    milliseconds,
    ...(note ? { note } : {}),
  };
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(milliseconds, resolve);
  });
}
