import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { HttpResponse } from '#lambdas/platform/http-request.ts';

/** A response, and whether it speaks for all tries: after one without a response, a refusal may only mean that that one worked. */
export interface Tried {
  readonly response: HttpResponse;
  readonly isSure: boolean;
}

const MOST_TRIES = 5;
const PAUSE_MS = 100;

/** Not done: too much at once, or two conditional writes (AWS docs, S3: 409 asks for another try). KMS says so with 400. */
function isBusy({ status, text }: HttpResponse): boolean {
  return status === 409 || status === 429 || (status === 400 && text.includes('ThrottlingException'));
}

/**
 * Sends again, after growing pauses, while a service of AWS gives no response or one that asks for it.
 *
 * @throws {@link AppError} `STORE_UNAVAILABLE` when that does not end
 */
export async function inTries(clock: Clock, send: () => Promise<HttpResponse>): Promise<Tried> {
  let isSure = true;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const response = await send().catch(() => undefined);
    const isDone = response && response.status < 500 && !isBusy(response);
    if (isDone) return { response, isSure };
    isSure &&= response !== undefined && isBusy(response);
    if (attempt < MOST_TRIES) await clock.sleep(Math.random() * PAUSE_MS * 2 ** attempt);
  }
  throw new AppError('STORE_UNAVAILABLE');
}

/** @throws {@link AppError} `STORE_UNAVAILABLE`, with the status as its cause */
export function refusedBy(service: string, { status }: HttpResponse): never {
  throw new AppError('STORE_UNAVAILABLE', { cause: new Error(`${service} returned ${status}.`) });
}
