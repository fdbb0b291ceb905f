import type { Leg } from './legs.ts';
import { aborted } from './wait.ts';

/** Which leg talks to which. */
export interface Bridges {
  /** Joins two legs until `stop`; settles then. */
  join(one: Leg, other: Leg, stop: AbortSignal): Promise<void>;
  /** The leg on the other side right now. */
  other(callSid: string): Leg | undefined;
  wereJoined(one: Leg, other: Leg): boolean;
}

export function createBridges(): Bridges {
  const others = new Map<string, Leg>();
  const joined = new WeakMap<Leg, WeakSet<Leg>>();

  return {
    async join(one, other, stop) {
      others.set(one.sid, other);
      others.set(other.sid, one);
      joined.set(one, (joined.get(one) ?? new WeakSet()).add(other));
      await aborted(stop);
      others.delete(one.sid);
      others.delete(other.sid);
    },
    other: (callSid) => others.get(callSid),
    wereJoined: (one, other) => joined.get(one)?.has(other) ?? false,
  };
}
