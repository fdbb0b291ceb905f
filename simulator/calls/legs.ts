import type { Call, CallStatus, Chance, Clock } from '../services.ts';
import type { StatusEvent } from '../twiml/verbs.ts';
import { isOver, moveLeg } from './leg.ts';
import type { Party } from './party.ts';

/** A live leg: its newest record, the party on it, and a signal that it ended. */
export interface Leg {
  readonly sid: string;
  readonly call: Call;
  readonly party: Party;
  readonly ended: AbortSignal;
  readonly report?: { readonly url: string; readonly events: readonly StatusEvent[] };
}

export type LegSeed = Pick<Leg, 'party' | 'report'> &
  Pick<Call, 'from' | 'to' | 'direction'> &
  Partial<Pick<Call, 'parentCallSid' | 'answer' | 'answerAs'>> & { readonly status: 'queued' | 'ringing' };

export interface Legs {
  open(seed: LegSeed): Leg;
  find(callSid: string): Leg | undefined;
  /** Oldest first. */
  list(): readonly Leg[];
  /** Returns false and does nothing when the leg cannot take that status. */
  move(leg: Leg, status: CallStatus, note?: string): boolean;
  /** Ends and forgets every leg without telling the application. */
  clear(): void;
}

/** How many ended legs can still be looked up: a simulator that runs for days must not grow. */
export const ENDED_LEGS_KEPT = 1_000;

/**
 * Keeps every live leg and the last {@link ENDED_LEGS_KEPT} that ended; calls `opened` and `moved` after each change.
 */
export function createLegs(services: {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly opened: (leg: Leg) => void;
  readonly moved: (leg: Leg, note?: string) => void;
}): Legs {
  const legs = new Map<string, Leg & { call: Call; readonly end: AbortController }>();
  const ended: string[] = [];

  const remember = (sid: string) => {
    ended.push(sid);
    const oldest = ended.length > ENDED_LEGS_KEPT ? ended.shift() : undefined;
    if (oldest !== undefined) legs.delete(oldest);
  };

  return {
    open({ party, report, status, ...parts }) {
      const at = services.clock.now();
      const end = new AbortController();
      const sid = `CA${services.chance.hex(16)}`;
      const call: Call = { sid, ...parts, status, dateCreated: at, dateUpdated: at };
      const leg = { sid, call, party, ended: end.signal, end, ...(report ? { report } : {}) };
      legs.set(sid, leg);
      services.opened(leg);
      return leg;
    },
    find: (callSid) => legs.get(callSid),
    list: () => [...legs.values()],
    move({ sid }, status, note) {
      const leg = legs.get(sid);
      const call = leg && moveLeg(leg.call, status, services.clock.now());
      if (!leg || !call) return false;
      leg.call = call;
      services.moved(leg, note);
      if (isOver(call)) {
        leg.end.abort();
        remember(sid);
      }
      return true;
    },
    clear() {
      const before = [...legs.values()];
      legs.clear();
      ended.length = 0;
      for (const leg of before) {
        if (isOver(leg.call)) continue;
        leg.call = { ...leg.call, status: 'canceled' };
        leg.party.changed(leg.call, 'The simulator was reset.');
        leg.end.abort();
      }
    },
  };
}
