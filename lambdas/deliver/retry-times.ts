/** Pauses before each further try, in seconds (Standard Webhooks 1.0.0). */
const PAUSES = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

const LONGEST_SECONDS = 86_400;

/** Responses that ask for less, and may say how long to wait. */
const SLOW_DOWN = [429, 502, 503, 504];

/**
 * When to try again; undefined when it was tried often enough.
 *
 * @param tries made so far, 1 after the first
 * @param retryAfter the response's header, in seconds or as a date
 */
export function nextTry(
  tries: number,
  now: Date,
  { status, retryAfter }: { readonly status?: number; readonly retryAfter?: string } = {},
): Date | undefined {
  const pause = PAUSES[tries - 1];
  if (pause === undefined) return undefined;
  const asked = SLOW_DOWN.includes(status ?? 0) ? secondsUntil(retryAfter, now) : 0;
  const seconds = Math.min(LONGEST_SECONDS, Math.max(pause, asked));
  return new Date(now.getTime() + seconds * 1_000);
}

function secondsUntil(retryAfter: string | undefined, now: Date): number {
  if (retryAfter === undefined) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.ceil((at - now.getTime()) / 1_000);
}
