import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type HttpResponse, type SendHttp, sendHttp } from '#lambdas/platform/http-request.ts';
import { traced } from '#lambdas/platform/trace.ts';
import type { Secrets } from '#lambdas/stores/secrets.ts';

export interface TwilioRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Whole address, query included. */
  readonly url: string;
  readonly form?: Readonly<Record<string, string>>;
  /** A JSON response that this refuses counts as no response. */
  readonly accepts?: (body: Readonly<Record<string, unknown>>) => boolean;
}

export type SendToTwilio = (request: TwilioRequest) => Promise<Readonly<Record<string, unknown>>>;

export interface RetryPolicy {
  readonly attempts: number;
  /** Longest wait for one response. */
  readonly attemptMs: number;
  /** No attempt starts after this; with the last attempt the total stays below API Gateway's 29 s. */
  readonly totalMs: number;
}

export const PATIENT: RetryPolicy = { attempts: 4, attemptMs: 7_000, totalMs: 15_000 };
/** For a screen that the next push will correct. */
export const BRISK: RetryPolicy = { attempts: 3, attemptMs: 2_500, totalMs: 5_000 };
/** For incoming digits, which are worthless when late: again only when a kept connection turns out to be closed. */
export const HASTY: RetryPolicy = { attempts: 2, attemptMs: 1_000, totalMs: 1_000 };

/**
 * Sends one request to Twilio's REST API with the API key. A 429, a 5xx, a timeout, a reset or an unreadable response
 * is retried with the same bytes, so with the same idempotency key.
 *
 * @throws {@link AppError} `TWILIO_REFUSED` with Twilio's code when it said no; `TWILIO_UNAVAILABLE` when it is
 *   unknown whether the request took effect
 */
export function createTwilioSender(
  { clock, secrets }: { readonly clock: Clock; readonly secrets: Secrets },
  policy: RetryPolicy,
  send: SendHttp = sendHttp,
): SendToTwilio {
  return async (request) => {
    const { apiKeySid, apiKeySecret } = await secrets.twilio();
    const authorization = `Basic ${Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64')}`;
    const startedAt = clock.now().getTime();
    // After an attempt that may have worked, a refusal may only mean that it did.
    let inDoubt = false;

    for (let attempt = 1; ; attempt += 1) {
      const outcome = await traced({ name: 'Twilio', operation: request.method }, () =>
        tryOnce(send, request, authorization, policy.attemptMs),
      );
      if (outcome.kind === 'answered') return outcome.body;
      if (outcome.kind === 'refused') {
        throw new AppError(inDoubt ? 'TWILIO_UNAVAILABLE' : 'TWILIO_REFUSED', codeOf(outcome.code));
      }
      inDoubt ||= outcome.mayHaveWorked;
      const pause = outcome.retryAfterMs ?? 200 * 2 ** (attempt - 1);
      const spent = clock.now().getTime() - startedAt + pause;
      if (attempt >= policy.attempts || spent > policy.totalMs) {
        throw new AppError('TWILIO_UNAVAILABLE', codeOf(outcome.code));
      }
      await clock.sleep(pause);
    }
  };
}

type Outcome =
  | { readonly kind: 'answered'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly code?: number }
  | {
      readonly kind: 'unknown';
      readonly mayHaveWorked: boolean;
      readonly code?: number;
      readonly retryAfterMs?: number;
    };

async function tryOnce(
  send: SendHttp,
  request: TwilioRequest,
  authorization: string,
  attemptMs: number,
): Promise<Outcome> {
  let response: HttpResponse;
  let body: Readonly<Record<string, unknown>> | undefined;
  try {
    response = await send(request.url, {
      method: request.method,
      headers: { authorization, accept: 'application/json' },
      ...(request.form ? { form: request.form } : {}),
      timeoutMs: attemptMs,
    });
    body = response.status === 204 ? {} : readObject(response.text);
  } catch {
    return { kind: 'unknown', mayHaveWorked: true };
  }

  const { status } = response;
  if (status >= 200 && status < 300) {
    return body && (request.accepts?.(body) ?? true)
      ? { kind: 'answered', body }
      : { kind: 'unknown', mayHaveWorked: true };
  }
  const code: { readonly code?: number } = typeof body?.code === 'number' ? { code: body.code } : {};
  if (status !== 429 && status >= 400 && status < 500) return { kind: 'refused', ...code };
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  // A 429 was never processed (error dictionary, 20429).
  const mayHaveWorked = status !== 429;
  return {
    kind: 'unknown',
    mayHaveWorked,
    ...code,
    ...(seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}),
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Twilio's own code of a failure, also where an earlier attempt may have worked; undefined where it gave none. */
export function twilioCodeOf(error: unknown): number | undefined {
  return error instanceof AppError ? error.twilioCode : undefined;
}

function codeOf(twilioCode: number | undefined) {
  return twilioCode === undefined ? {} : { twilioCode };
}
