import type { Announcement } from '#web/src/platform/announcer.ts';
import type { Clock } from '#web/src/platform/clock.ts';

const PAUSE_MS = 1_500;
const EVERY_MS = 4_000;

export interface TypingSpeaker {
  /** Reports how many digits of the current field have been keyed in. */
  typed(digits: number): void;
  /** The field ended or another one began: pending words about keys no longer apply. */
  reset(): void;
}

/**
 * Announces keys without chatter: once when typing begins, then a count only after a pause of 1.5 s, and at most one
 * every four seconds.
 */
export function createTypingSpeaker(
  say: (announcement: Announcement) => void,
  clock: Clock,
  texts: () => { readonly began: string; readonly count: (digits: number) => string },
): TypingSpeaker {
  let began = false;
  let lastCount = Number.NEGATIVE_INFINITY;
  let stop: (() => void) | undefined;

  const speakCount = (digits: number) => {
    const wait = lastCount + EVERY_MS - clock.now();
    if (wait > 0) {
      stop = clock.after(wait, () => speakCount(digits));
      return;
    }
    lastCount = clock.now();
    say({ text: texts().count(digits), topic: 'typing', level: 'all' });
  };

  return {
    typed(digits) {
      stop?.();
      if (digits === 0) return;
      if (!began) {
        began = true;
        say({ text: texts().began, topic: 'typing' });
        return;
      }
      stop = clock.after(PAUSE_MS, () => speakCount(digits));
    },
    reset() {
      stop?.();
      began = false;
      lastCount = Number.NEGATIVE_INFINITY;
    },
  };
}
