import { type Bridges, connectSound } from '../calls/bridges.ts';
import type { Leg } from '../calls/legs.ts';
import { reportProblem } from '../log/report-problem.ts';
import type { Clock, RequestLog } from '../services.ts';
import type { Conference, Participant } from './conference.ts';

/** The sound between the people of a conference: as between two of a `<Dial>`, and none when there are more. */
export interface ConferenceWires {
  /** Connects, disconnects and mutes as the conference now is. */
  tune(conference: Conference): void;
  /** Sound for somebody who is rung: of whoever is alone in the conference, if that party has any. */
  invite(conference: Conference, leg: Leg): Invite;
}

export interface Invite {
  offer(): Promise<string | undefined>;
  answered(sdp: string | undefined): void;
}

interface Wire {
  readonly one: Leg;
  readonly other: Leg;
  readonly stop: AbortController;
}

export interface ConferenceWiresServices {
  readonly bridges: Bridges;
  readonly clock: Clock;
  readonly requests: RequestLog;
}

export function createConferenceWires(services: ConferenceWiresServices): ConferenceWires {
  const { bridges } = services;
  const wires = new WeakMap<Conference, Wire>();
  const sizes = new WeakMap<Conference, number>();
  /** What a rung leg gave in response to somebody's offer. */
  const answers = new WeakMap<Leg, { readonly from: Leg; readonly sdp: string }>();

  function cut(conference: Conference): void {
    const wire = wires.get(conference);
    if (!wire) return;
    wires.delete(conference);
    wire.stop.abort();
    for (const leg of [wire.one, wire.other]) if (!leg.ended.aborted) leg.party.part();
  }

  function connect(conference: Conference, one: Leg, other: Leg): void {
    cut(conference);
    const stop = new AbortController();
    wires.set(conference, { one, other, stop });
    const known = bridges.areLastJoined(one, other);
    void bridges.join(one, other, stop.signal);
    if (known) for (const leg of [one, other]) leg.party.resume();
    else if (!takeAnswer(one, other) && !takeAnswer(other, one)) void connectSound(one, other);
  }

  function takeAnswer(asked: Leg, rung: Leg): boolean {
    const answer = answers.get(rung);
    if (answer?.from !== asked) return false;
    answers.delete(rung);
    asked.party.connect(answer.sdp);
    return true;
  }

  return {
    tune(conference) {
      const inside = conference.participants.filter(({ isJoined }) => isJoined);
      const [one, other] = inside;
      const wire = wires.get(conference);
      const isIn = (leg: Leg) => inside.some((participant) => participant.leg === leg);
      if (wire && !(isIn(wire.one) && isIn(wire.other))) cut(conference);
      const isPair = conference.status === 'in-progress' && inside.length === 2;
      if (isPair && one && other && !wires.has(conference)) connect(conference, one.leg, other.leg);

      const size = inside.length;
      const last = inside.at(-1)?.leg.sid;
      if (last !== undefined && size > 2 && (sizes.get(conference) ?? 0) <= 2) {
        const problem = `Conference ${conference.sid} has ${size} participants: the simulator has sound for two, and state only for more.`;
        reportProblem(services, last, undefined, problem);
      }
      sizes.set(conference, size);
      for (const participant of inside) {
        const partner = isPair ? inside.find((someone) => someone !== participant) : undefined;
        participant.leg.party.inConference({
          size,
          sends: partner !== undefined && hears(partner, participant),
          hears: partner !== undefined && hears(participant, partner),
        });
      }
    },
    invite(conference, leg) {
      const inside = conference.participants.filter(({ isJoined }) => isJoined);
      const from = inside.length === 1 ? inside[0]?.leg : undefined;
      return {
        async offer() {
          if (from) bridges.forget(from);
          return from?.party.offer();
        },
        answered(sdp) {
          if (from && sdp !== undefined) answers.set(leg, { from, sdp });
        },
      };
    },
  };
}

/** Whether one participant of a conference that has started hears another (Twilio docs). */
function hears(listener: Participant, speaker: Participant): boolean {
  if (listener.hold || speaker.hold || speaker.muted) return false;
  return !speaker.coaching || speaker.callSidToCoach === listener.leg.sid;
}
