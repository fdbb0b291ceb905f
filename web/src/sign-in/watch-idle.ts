import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#web/src/platform/clock.ts';

/** PCI DSS 8.2.8: after 15 minutes without activity the person signs in again. */
const SIGN_OUT_MS = 15 * 60_000;
const WARN_MS = 13 * 60_000;
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 30_000;
const PRESSES = ['pointerdown', 'keydown'] as const;
const MOVES = ['pointermove', 'wheel'] as const;

export interface IdleWatch {
  /** When the sign-in ends, set two minutes before; milliseconds since the epoch. */
  readonly endsAt: ReadonlySignal<number | undefined>;
  /** Says that the agent is still there. */
  stay(): void;
  stop(): void;
}

export interface WatchIdleOptions {
  readonly window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  readonly clock: Clock;
  /** Shares activity with the other tabs: one agent is idle in all tabs or in none. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage'> | undefined;
  /** What counts as activity without a press: a live call, an open payment, waiting for a call. */
  readonly isBusy: () => boolean;
  readonly onEnd: () => void;
}

/** Ends an unused sign-in. It reads the clock, so that a computer that slept is signed out on waking. */
export function watchIdle({ window, clock, channel, isBusy, onEnd }: WatchIdleOptions): IdleWatch {
  const endsAt = signal<number | undefined>(undefined);
  let lastAt = clock.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  const isOver = () => clock.now() - lastAt >= SIGN_OUT_MS;
  const rest = () => {
    lastAt = clock.now();
    endsAt.value = undefined;
  };
  const stay = () => {
    if (isOver() && !isBusy()) return;
    rest();
    if (clock.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = clock.now();
    channel?.postMessage('active');
  };
  // A moving pointer may only be a bumped desk: it counts as activity, but does not dismiss the warning.
  const move = () => {
    if (endsAt.peek() === undefined) stay();
  };
  const stopLooking = clock.every(LOOK_EVERY_MS, () => {
    if (isBusy()) return stay();
    if (isOver()) {
      stop();
      onEnd();
    } else if (clock.now() - lastAt >= WARN_MS) {
      endsAt.value = lastAt + SIGN_OUT_MS;
    }
  });
  const stop = () => {
    stopLooking();
    for (const event of PRESSES) window.removeEventListener(event, stay, { capture: true });
    for (const event of MOVES) window.removeEventListener(event, move, { capture: true });
  };
  if (channel) channel.onmessage = rest;
  for (const event of PRESSES) window.addEventListener(event, stay, { capture: true, passive: true });
  for (const event of MOVES) window.addEventListener(event, move, { capture: true, passive: true });
  return { endsAt, stay, stop };
}
