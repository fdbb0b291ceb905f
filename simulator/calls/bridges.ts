import type { Leg } from './legs.ts';

/** Which leg talks to which. */
export interface Bridges {
  /** Joins two legs; settles when either has ended. */
  join(one: Leg, other: Leg): Promise<void>;
  /** The leg on the other side right now. */
  other(callSid: string): Leg | undefined;
  wereJoined(one: Leg, other: Leg): boolean;
}

export function createBridges(): Bridges {
  const others = new Map<string, Leg>();
  const joined = new WeakMap<Leg, WeakSet<Leg>>();

  return {
    async join(one, other) {
      others.set(one.sid, other);
      others.set(other.sid, one);
      joined.set(one, (joined.get(one) ?? new WeakSet()).add(other));
      await ended(one, other);
      others.delete(one.sid);
      others.delete(other.sid);
    },
    other: (callSid) => others.get(callSid),
    wereJoined: (one, other) => joined.get(one)?.has(other) ?? false,
  };
}

function ended(...legs: readonly Leg[]): Promise<void> {
  return new Promise((resolve) => {
    for (const leg of legs) {
      if (leg.ended.aborted) resolve();
      leg.ended.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
