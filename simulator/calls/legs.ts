import type { Call, CallStatus, Chance, Clock, Hook } from '../services.ts';
import type { StatusEvent } from '../twiml/verbs.ts';
import { isOver, moveLeg } from './leg.ts';
import type { Party } from './party.ts';

/** A live leg: its newest record, the party on it, and a signal that it ended. */
export interface Leg {
  readonly sid: string;
  readonly call: Call;
  readonly party: Party;
  readonly ended: AbortSignal;
  /** What the leg does now: aborted when it ends, and when something else takes over. */
  readonly turn: AbortSignal;
  readonly report?: Report;
}

/** Who is told what about a leg. */
export interface Report {
  readonly hook: Hook;
  readonly events: readonly StatusEvent[];
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
  /** Ends what the leg does now, and returns the signal of what it does next. */
  interrupt(leg: Leg): AbortSignal;
  /** Changes who is told about a leg from now on. */
  report(leg: Leg, report: Report): void;
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
  const legs = new Map<
    string,
    Leg & { call: Call; report?: Report; readonly end: AbortController; work: AbortController }
  >();
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
      const leg = {
        sid,
        call,
        party,
        ended: end.signal,
        end,
        work: new AbortController(),
        get turn(): AbortSignal {
          return this.work.signal;
        },
        ...(report ? { report } : {}),
      };
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
        leg.work.abort();
        remember(sid);
      }
      return true;
    },
    interrupt({ sid, turn }) {
      const leg = legs.get(sid);
      if (!leg || leg.ended.aborted) return turn;
      const before = leg.work;
      leg.work = new AbortController();
      before.abort();
      return leg.turn;
    },
    report({ sid }, report) {
      const leg = legs.get(sid);
      if (leg) leg.report = report;
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
        leg.work.abort();
      }
    },
  };
}
