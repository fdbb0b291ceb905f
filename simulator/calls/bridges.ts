import type { Leg } from './legs.ts';
import { aborted } from './wait.ts';

/** Which leg talks to which. */
export interface Bridges {
  /** Joins two legs until `stop`; settles then. */
  join(one: Leg, other: Leg, stop: AbortSignal): Promise<void>;
  /** The leg on the other side right now. */
  other(callSid: string): Leg | undefined;
  wereJoined(one: Leg, other: Leg): boolean;
  /** Whether each was the other's last partner, so that the sound between them can be taken up again. */
  areLastJoined(one: Leg, other: Leg): boolean;
  /** The leg makes a new offer, which ends the sound it had. */
  forget(leg: Leg): void;
}

export function createBridges(): Bridges {
  const others = new Map<string, Leg>();
  const joined = new WeakMap<Leg, WeakSet<Leg>>();
  const last = new WeakMap<Leg, Leg>();

  return {
    async join(one, other, stop) {
      others.set(one.sid, other);
      others.set(other.sid, one);
      joined.set(one, (joined.get(one) ?? new WeakSet()).add(other));
      last.set(one, other).set(other, one);
      await aborted(stop);
      others.delete(one.sid);
      others.delete(other.sid);
    },
    other: (callSid) => others.get(callSid),
    wereJoined: (one, other) => joined.get(one)?.has(other) ?? false,
    forget: (leg) => void last.delete(leg),
    areLastJoined: (one, other) => last.get(one) === other && last.get(other) === one,
  };
}

/** Sound between two legs that are both up: whichever can make an offer does, and the other answers it. */
export async function connectSound(one: Leg, other: Leg): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const offer = await from.party.offer();
    if (offer === undefined) continue;
    from.party.connect(await to.party.renegotiate(offer));
    return;
  }
}
