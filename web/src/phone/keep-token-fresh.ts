import type { Signal } from '@preact/signals';
import type { Clock } from '#web/src/platform/clock.ts';
import type { Tokens } from './tokens.ts';
import type { VoiceDevice } from './voice-sdk.ts';

const TRY_AGAIN_MS = 20_000;
/** One failure may be a glitch; after two the agent should know. */
const WORRY_AFTER = 2;
/**
 * The SDK's codes for a refused and for an expired token; the last two are the edge's codes for the same (observed).
 */
const TOKEN_CODES: readonly number[] = [20101, 20104, 31204, 31205];

/**
 * Gives the phone a new token before the old one expires, and when a computer wakes from sleep with an expired one.
 * It retries every 20 s until that works, also while there is no newer one; `failing` is true when the agent should know. Returns a function that stops
 * it.
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
  let given: string | undefined;

  const renew = async () => {
    stopRetry?.();
    stopRetry = undefined;
    try {
      const token = await tokens.fresh();
      if (stopped) return;
      failures = 0;
      failing.value = false;
      // The phone would say at once that it will expire, and again, and again.
      if (token === given) stopRetry = clock.after(TRY_AGAIN_MS, () => void renew());
      else device.updateToken(token);
      given = token;
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
