import type { Signal } from '@preact/signals';
import type { Clock } from '#web/src/platform/clock.ts';
import type { Tokens } from './tokens.ts';
import type { VoiceDevice } from './voice-sdk.ts';

const TRY_AGAIN_MS = 20_000;
/** One failure may be a flicker; after two the agent should know. */
const WORRY_AFTER = 2;
/** The SDK's codes for a refused and for an expired token; the last two are how the edge says the same (observed). */
const TOKEN_CODES: readonly number[] = [20101, 20104, 31204, 31205];

/**
 * Gives the phone a new token before the old one ends, and when a computer that slept comes back with one that has
 * ended. Tries again every 20 s until it works; `failing` says when the agent should know. Answers a function that
 * stops.
 */
export function keepTokenFresh(
  device: Pick<VoiceDevice, 'on' | 'updateToken'>,
  tokens: Pick<Tokens, 'fresh'>,
  clock: Clock,
  failing: Signal<boolean>,
): () => void {
  let failures = 0;
  let stopped = false;
  let stopRetry: (() => void) | undefined;

  const renew = async () => {
    stopRetry?.();
    stopRetry = undefined;
    try {
      const token = await tokens.fresh();
      if (stopped) return;
      device.updateToken(token);
      failures = 0;
      failing.value = false;
    } catch {
      if (stopped) return;
      failures += 1;
      failing.value = failures >= WORRY_AFTER;
      stopRetry = clock.after(TRY_AGAIN_MS, () => void renew());
    }
  };
  device.on('tokenWillExpire', () => void renew());
  device.on('error', (error?: { readonly code?: number }) => {
    if (!stopRetry && TOKEN_CODES.includes(error?.code ?? 0)) void renew();
  });
  return () => {
    stopped = true;
    stopRetry?.();
    failing.value = false;
  };
}
