import type { Clock } from '../services.ts';

/** The window for the average, in seconds (Twilio docs: a 10 s burst window). */
const BURST_WINDOW_SECONDS = 10;

/** Counts operations per key and says whether one more fits into the window that ends now. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #times = new Map<string, number[]>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Counts the operation and returns true, or returns false and counts nothing. */
  allows(key: string, perSecond: number): boolean {
    const now = this.#clock.now().getTime();
    const times = this.#times.get(key) ?? [];
    const oldest = now - BURST_WINDOW_SECONDS * 1000;
    const recent = times.filter((time) => time > oldest);
    const fits = recent.length < perSecond * BURST_WINDOW_SECONDS;
    if (fits) recent.push(now);
    this.#times.set(key, recent);
    return fits;
  }

  forget(key: string): void {
    this.#times.delete(key);
  }

  clear(): void {
    this.#times.clear();
  }
}
