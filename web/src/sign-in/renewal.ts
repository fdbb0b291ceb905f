import { type ReadonlySignal, signal } from '@preact/signals';
import { ErrorResponse } from 'oidc-client-ts';
import { type Backoff, backoffMs } from '#web/src/platform/backoff.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** `later`: it failed for a reason that passes, and is tried again. `refused`: the sign-in is over. */
export type Renewed = 'renewed' | 'refused' | 'later';

export interface Renewal {
  /** True while a renewal that failed for a passing reason is being tried again. */
  readonly waiting: ReadonlySignal<boolean>;
  /** Renews now; calls while one is under way share it. */
  now(): Promise<Renewed>;
}

export interface RenewalOptions {
  readonly attempt: () => Promise<Renewed>;
  readonly onRefused: () => void;
  readonly window: Pick<Window, 'addEventListener' | 'document'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly random: () => number;
}

const PACE: Backoff = { firstMs: 4_000, mostMs: 60_000 };

/**
 * Renews a sign-in until the service refuses: nobody knows how long a refresh token holds but the service. It tries
 * again soon at first and at least once a minute, and at once when the network or the page is back.
 */
export function createRenewal({ attempt, onRefused, window, clock, random }: RenewalOptions): Renewal {
  const waiting = signal(false);
  let failures = 0;
  let underWay: Promise<Renewed> | undefined;
  let stopWaiting: (() => void) | undefined;

  const run = async (): Promise<Renewed> => {
    stopWaiting?.();
    const outcome = await attempt();
    waiting.value = outcome === 'later';
    failures = waiting.peek() ? failures + 1 : 0;
    if (waiting.peek()) stopWaiting = clock.after(backoffMs(failures, PACE, random), () => void now());
    if (outcome === 'refused') onRefused();
    return outcome;
  };
  const now = () => {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const wake = () => {
    if (waiting.peek() && !window.document.hidden) void now();
  };
  window.addEventListener('online', wake);
  window.document.addEventListener('visibilitychange', wake);
  return { waiting, now };
}

/** RFC 6749, 5.2: what a token endpoint says when it refuses. Anything else may be different in a minute. */
const REFUSALS: readonly (string | null)[] = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
];

/**
 * True when the sign-in service refused, as opposed to not having been reached, failing, or asking for patience. The
 * library puts a status without an OAuth error into its message only: "Forbidden (403)".
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof ErrorResponse) return REFUSALS.includes(error.error);
  const status = Number(/\((4\d\d)\)/.exec(error instanceof Error ? error.message : '')?.[1]);
  return status > 0 && !PATIENCE.includes(status);
}

/** Timed out, too early, too many: the same request may work later. */
const PATIENCE: readonly number[] = [408, 425, 429];
