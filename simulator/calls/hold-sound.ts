import type { Clock } from '../services.ts';
import { wait } from './wait.ts';

/** Where the default hold music is; a phone page loads it from the simulator. */
export const HOLD_MUSIC = '/phone/hold-music.wav';

/** Repeats until `stop` or until a round says so, with some time between two starts. */
export async function again(
  stop: AbortSignal,
  { clock, shortestSeconds }: { readonly clock: Clock; readonly shortestSeconds: number },
  round: () => Promise<unknown>,
): Promise<void> {
  while (!stop.aborted) {
    const startedAt = clock.now().getTime();
    if ((await round()) === 'stop') return;
    const rest = shortestSeconds * 1000 - (clock.now().getTime() - startedAt);
    if (rest > 0) await wait(clock, rest, stop);
  }
}
