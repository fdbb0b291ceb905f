import type { IncomingResponse, RequestFailure } from '../http/send-request.ts';
import { maskLongNumbers } from '../log/mask-digits.ts';
import { CONSEQUENCES, problemOf } from '../log/problems.ts';
import type { Hook, RequestLogEntry, WebhookKind, WebhookResponse, Webhooks } from '../services.ts';
import type { ConnectionPolicy } from './connection-overrides.ts';
import { maskParameters } from './mask-parameters.ts';

export interface Webhook {
  readonly kind: WebhookKind;
  readonly hook: Hook;
  readonly parameters: Readonly<Record<string, string>>;
  readonly judge?: Parameters<Webhooks['send']>[3];
}

/** One attempt to send a webhook, and how it ended. */
export interface Attempt {
  readonly signature: string;
  readonly policy: ConnectionPolicy;
  readonly result: IncomingResponse | RequestFailure;
}

/** What the log says of a webhook, and of what came of it; without an attempt it was never sent. */
export function webhookEntry(
  { kind, hook, parameters, judge }: Webhook,
  attempt: Attempt | undefined,
  at: Date,
  note: string | undefined,
): Omit<RequestLogEntry, 'id'> {
  const content = attempt && contentOf(attempt.result);
  const asked = { url: hook.url, who: WHO[kind], consequence: CONSEQUENCES[kind] };
  const problem =
    (attempt && problemOf(attempt.result, { ...attempt.policy, ...asked })) ?? (content && judge?.(content));
  return {
    at: at.toISOString(),
    kind,
    method: hook.method,
    url: hook.url,
    parameters: maskParameters(parameters),
    status: content?.status ?? null,
    milliseconds: attempt?.result.milliseconds ?? 0,
    ...(note ? { note } : {}),
    ...(problem ? { problem } : {}),
    ...(attempt ? { signature: attempt.signature } : {}),
    ...(parameters.CallSid ? { callSid: parameters.CallSid } : {}),
    ...(content && kind === 'voice' ? { response: excerptOf(content) } : {}),
  };
}

/** What came back, for those who ask for webhooks; undefined when nothing did. */
export function contentOf(result: IncomingResponse | RequestFailure): WebhookResponse | undefined {
  if ('failure' in result) return undefined;
  const { status, contentType, body } = result;
  return { status, contentType, body };
}

const WHO: Readonly<Record<WebhookKind, string>> = {
  voice: 'Your webhook',
  callStatus: 'Your status callback',
  conference: 'Your status callback',
  payment: 'Your status callback',
};

/** Cut before it is masked, so that a large body costs nothing, and after, so that no part of a number is left. */
function excerptOf({ contentType, body }: WebhookResponse): { contentType: string; excerpt: string } {
  return { contentType, excerpt: maskLongNumbers(body.slice(0, 2 * EXCERPT)).slice(0, EXCERPT) };
}

/** Characters. */
const EXCERPT = 300;
