import type { Leg } from '../calls/legs.ts';
import type { Chance, Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { ParticipantTerms } from '../twiml/verbs.ts';
import {
  type Changeable,
  type Conference,
  type Happening,
  isRunning,
  type Participant,
  type ReasonEnded,
  type ReasonLeft,
} from './conference.ts';

/** The account's conferences. */
export interface Conferences {
  /** Oldest first; of those that ended the last {@link ENDED_KEPT}. */
  list(): readonly Conference[];
  find(sid: string): Conference | undefined;
  /** The one of that name that has not ended. */
  named(friendlyName: string): Conference | undefined;
  /** What keeps somebody from a conference: Twilio's error code, or undefined. */
  refusal(
    conference: Conference | undefined,
    terms: Pick<ParticipantTerms, 'label' | 'maxParticipants' | 'coach'>,
  ): number | undefined;
  /** The conference of that name, opened by its first participant. */
  open(friendlyName: string, terms: ParticipantTerms): Conference;
  /** Makes a leg a participant, who is in once `join` says so. `stop` takes it out. */
  add(
    conference: Conference,
    leg: Leg,
    terms: ParticipantTerms,
    stop: AbortSignal,
    earlyMedia?: boolean,
  ): Participant;
  join(conference: Conference, participant: Participant, stop: AbortSignal): void;
  leave(conference: Conference, participant: Participant, how?: 'kicked'): void;
  change(conference: Conference, participant: Participant, changes: Partial<Changeable>): void;
  end(conference: Conference): void;
  clear(): void;
}

export interface ConferencesServices {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settings: Settings;
  readonly happened: (
    conference: Conference,
    happening: Happening,
    participant?: Participant,
    reasonLeft?: ReasonLeft,
  ) => void;
  /** Somebody may hear something else now. */
  readonly changed: (conference: Conference) => void;
  /** Ends a leg that was added and is not in. */
  readonly cancel: (leg: Leg) => void;
}

/** How many ended conferences can still be looked up: a simulator that runs for days must not grow. */
export const ENDED_KEPT = 1_000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Room = Mutable<Omit<Conference, 'participants'>> & { participants: readonly Seat[] };
type Seat = Mutable<Participant> & { readonly exit: AbortController };

/** Keeps conferences in memory: who is in, when they start and how they end. */
export function createConferences(services: ConferencesServices): Conferences {
  const { clock, chance, settings, happened, changed } = services;
  const rooms = new Map<string, Room>();
  const ended: string[] = [];
  const roomOf = (conference: Conference) => conference as Room;
  const joinedIn = (room: Room) => room.participants.filter(({ isJoined }) => isJoined);

  const named = (name: string) =>
    [...rooms.values()].find((room) => room.friendlyName === name && isRunning(room));

  const touch = (record: { dateUpdated: Date }) => {
    record.dateUpdated = clock.now();
  };

  /** Two are in, and one of them starts it (Twilio docs). */
  const canStart = (room: Room) =>
    room.status === 'init' &&
    joinedIn(room).length >= 2 &&
    joinedIn(room).some(({ startConferenceOnEnter }) => startConferenceOnEnter);

  function remove(room: Room, seat: Seat, reason: ReasonLeft): void {
    room.participants = room.participants.filter((other) => other !== seat);
    seat.exit.abort();
    happened(room, 'participant-leave', seat, seat.isJoined ? reason : addFailed(seat, reason));
    if (!seat.isJoined) services.cancel(seat.leg);
  }

  function finish(room: Room, reasonEnded: ReasonEnded, rest: ReasonLeft, by?: Participant): void {
    Object.assign(room, { status: 'completed', reasonEnded, ...(by ? { endedBy: by } : {}) });
    touch(room);
    const isFirst = settings.conferenceEndEvent === 'before-leaves';
    if (isFirst) happened(room, 'conference-end', by);
    for (const seat of room.participants) remove(room, seat, rest);
    if (!isFirst) happened(room, 'conference-end', by);
    changed(room);
    ended.push(room.sid);
    const oldest = ended.length > ENDED_KEPT ? ended.shift() : undefined;
    if (oldest !== undefined) rooms.delete(oldest);
  }

  function leave(room: Room, seat: Seat, how: 'kicked' | 'left', reason: ReasonLeft): void {
    if (!rooms.has(room.sid) || !room.participants.includes(seat)) return;
    remove(room, seat, reason);
    if (seat.isJoined && seat.endConferenceOnExit)
      finish(room, `participant-with-end-conference-on-exit-${how}`, 'moderator_ended_conference', seat);
    else if (room.participants.length === 0)
      finish(room, `last-participant-${how}`, 'conference_ended_via_api', seat);
    else changed(room);
  }

  /** A leg that hangs up, or does something else from now on, is out at once. */
  function leaveAt(stop: AbortSignal, room: Room, seat: Seat): void {
    const out = () =>
      leave(
        room,
        seat,
        'left',
        seat.leg.ended.aborted ? 'participant_hung_up' : 'participant_updated_via_api',
      );
    if (stop.aborted) out();
    else stop.addEventListener('abort', out, { once: true });
  }

  return {
    list: () => [...rooms.values()],
    find: (sid) => rooms.get(sid),
    named,
    refusal(conference, { label, maxParticipants, coach }) {
      const isFirst = settings.maxParticipantsOf === 'first';
      const most = (isFirst ? conference?.maxParticipants : undefined) ?? maxParticipants;
      const participants = conference?.participants ?? [];
      if (participants.length >= most) return 16020;
      if (label !== undefined && participants.some((other) => other.label === label)) return 16025;
      if (coach !== undefined && !participants.some(({ leg, isJoined }) => isJoined && leg.sid === coach))
        return 13240;
      return undefined;
    },
    open(friendlyName, { maxParticipants, statusCallback, statusCallbackEvents }) {
      const found = named(friendlyName);
      if (found) return found;
      const now = clock.now();
      const room: Room = {
        sid: `CF${chance.hex(16)}`,
        friendlyName,
        status: 'init',
        maxParticipants,
        ...(statusCallback ? { statusCallback } : {}),
        statusCallbackEvents,
        dateCreated: now,
        dateUpdated: now,
        participants: [],
      };
      rooms.set(room.sid, room);
      return room;
    },
    add(conference, leg, terms, stop, earlyMedia = false) {
      const room = roomOf(conference);
      const now = clock.now();
      const exit = new AbortController();
      const seat: Seat = {
        leg,
        ...(terms.label === undefined ? {} : { label: terms.label }),
        muted: terms.muted,
        hold: false,
        holdSound: 'music',
        wait: terms.wait,
        beep: terms.beep,
        startConferenceOnEnter: terms.startConferenceOnEnter,
        endConferenceOnExit: terms.endConferenceOnExit,
        coaching: terms.coach !== undefined,
        ...(terms.coach === undefined ? {} : { callSidToCoach: terms.coach }),
        earlyMedia,
        isJoined: false,
        dateCreated: now,
        dateUpdated: now,
        out: exit.signal,
        exit,
      };
      room.participants = [...room.participants, seat];
      leaveAt(stop, room, seat);
      changed(room);
      return seat;
    },
    join(conference, participant, stop) {
      const room = roomOf(conference);
      const seat = participant as Seat;
      leaveAt(stop, room, seat);
      if (!room.participants.includes(seat)) return;
      seat.isJoined = true;
      touch(seat);
      const starts = canStart(room);
      if (starts) {
        room.status = 'in-progress';
        touch(room);
      }
      const isFirst = settings.conferenceStartEvent === 'before-join';
      if (starts && isFirst) happened(room, 'conference-start');
      happened(room, 'participant-join', seat);
      if (starts && !isFirst) happened(room, 'conference-start');
      changed(room);
    },
    leave: (conference, participant, how) =>
      leave(roomOf(conference), participant as Seat, how ?? 'left', 'participant_updated_via_api'),
    change(conference, participant, changes) {
      const room = roomOf(conference);
      const seat = participant as Seat;
      const before = { ...seat };
      Object.assign(seat, changes);
      touch(seat);
      if (before.muted !== seat.muted)
        happened(room, seat.muted ? 'participant-mute' : 'participant-unmute', seat);
      if (before.hold !== seat.hold)
        happened(room, seat.hold ? 'participant-hold' : 'participant-unhold', seat);
      if (MODIFIED.some((name) => before[name] !== seat[name])) happened(room, 'participant-modify', seat);
      changed(room);
    },
    end: (conference) => finish(roomOf(conference), 'conference-ended-via-api', 'conference_ended_via_api'),
    clear() {
      const before = [...rooms.values()];
      rooms.clear();
      for (const { exit } of before.flatMap(({ participants }) => participants)) exit.abort();
      ended.length = 0;
    },
  };
}

/** What is reported as `participant-modify` (Twilio docs). */
const MODIFIED = ['beep', 'endConferenceOnExit', 'coaching', 'callSidToCoach', 'wait'] as const;

/** One who was only rung never left: adding it failed, unless the conference ended or it was taken out. */
function addFailed({ leg }: Participant, reason: ReasonLeft): ReasonLeft {
  return leg.ended.aborted ? 'participant_add_failed' : reason;
}
