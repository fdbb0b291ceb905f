import type { Clock } from '../services.ts';
import { syncError } from './sync-error.ts';

/**
 * Operations per second on average: reads and writes of one object, writes of large items in one collection, and objects
 * created and deleted in one service (Twilio docs; reported).
 */
const PER_SECOND = { read: 20, write: 20, large: 2, service: 20 } as const;

/** The window for the average, in seconds (Twilio docs: a 10 s burst window). */
const BURST_WINDOW_SECONDS = 10;

/** Counts operations and refuses those that do not fit into the window that ends now. */
export class RateLimits {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #isEnforced: boolean;
  readonly #times = new Map<string, number[]>();

  constructor(clock: Pick<Clock, 'now'>, isEnforced: boolean) {
    this.#clock = clock;
    this.#isEnforced = isEnforced;
  }

  /** Counts an operation on an object or service. @throws TwilioError 54009, and counts nothing. */
  count(what: keyof typeof PER_SECOND, sid: string): void {
    if (!this.#isEnforced) return;
    const key = `${what} ${sid}`;
    const now = this.#clock.now().getTime();
    const oldest = now - BURST_WINDOW_SECONDS * 1000;
    const recent = (this.#times.get(key) ?? []).filter((time) => time > oldest);
    const fits = recent.length < PER_SECOND[what] * BURST_WINDOW_SECONDS;
    this.#times.set(key, fits ? [...recent, now] : recent);
    if (!fits) throw syncError(54009);
  }

  forget(sid: string): void {
    for (const what of Object.keys(PER_SECOND)) this.#times.delete(`${what} ${sid}`);
  }

  clear(): void {
    this.#times.clear();
  }
}
