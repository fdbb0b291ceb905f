import type { Clock } from '../services.ts';

/** What has a time to live. */
export interface Expiring {
  readonly dateExpires: Date | null;
}

/** The timers of everything that expires, by name. */
export class Expiries {
  readonly #clock: Clock;
  readonly #timers = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `remove` at the expiry, in place of what was set for the name before. */
  set(name: string, { dateExpires }: Expiring, remove: () => void): void {
    this.cancel(name);
    if (!dateExpires) return;
    const left = Math.max(0, dateExpires.getTime() - this.#clock.now().getTime());
    this.#timers.set(name, this.#clock.setTimer(left, remove));
  }

  cancel(name: string): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }

  clear(): void {
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
  }
}

/** Something expired is gone even before its timer has run. */
export function isOver({ dateExpires }: Expiring, now: Date): boolean {
  return dateExpires !== null && dateExpires <= now;
}

/** A TTL counts from the write that sets it; other writes do not extend it (Twilio docs). 0 means no expiry. */
export function expiryOf(now: Date, ttlSeconds: number | undefined, before: Date | null): Date | null {
  if (ttlSeconds === undefined) return before;
  return ttlSeconds === 0 ? null : new Date(now.getTime() + ttlSeconds * 1000);
}
