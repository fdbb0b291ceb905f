import type { Leg } from '../calls/legs.ts';
import type { Hook } from '../services.ts';
import type { Beep, ConferenceEvent } from '../twiml/verbs.ts';

/** Why a conference ended, as the Conference resource has it (Twilio docs). */
export type ReasonEnded =
  | 'conference-ended-via-api'
  | 'last-participant-left'
  | 'last-participant-kicked'
  | 'participant-with-end-conference-on-exit-left'
  | 'participant-with-end-conference-on-exit-kicked';

/** Why a participant is out, as its callback has it (Twilio docs). */
export type ReasonLeft =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  | 'participant_add_failed';

export interface Conference {
  readonly sid: string;
  readonly friendlyName: string;
  readonly status: 'init' | 'in-progress' | 'completed';
  readonly maxParticipants: number;
  /** Only what the first participant brought counts (Twilio docs). */
  readonly statusCallback?: Hook;
  readonly statusCallbackEvents: readonly ConferenceEvent[];
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
  /** First come first; those still rung are among them. */
  readonly participants: readonly Participant[];
  readonly reasonEnded?: ReasonEnded;
  readonly endedBy?: Participant;
}

/** What a participant hears instead of the others. */
export type Sound = Hook | 'music' | 'silence';

/** What may change about a participant while it takes part. */
export interface Changeable {
  readonly muted: boolean;
  readonly hold: boolean;
  /** Heard while on hold. */
  readonly holdSound: Sound;
  /** Heard until the conference starts. */
  readonly wait: Sound;
  readonly beep: Beep;
  readonly endConferenceOnExit: boolean;
  readonly coaching: boolean;
  readonly callSidToCoach?: string;
}

export interface Participant extends Changeable {
  readonly leg: Leg;
  readonly label?: string;
  readonly startConferenceOnEnter: boolean;
  /** Whether the others hear it ring. */
  readonly earlyMedia: boolean;
  /** False while it is rung. */
  readonly isJoined: boolean;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
  /** Aborted when the participant is out. */
  readonly out: AbortSignal;
}

/** What happened in a conference, in the words of `StatusCallbackEvent` (Twilio docs). */
export type Happening = keyof typeof EVENT_OF;

/** Which happenings are reported for which event that was asked for. */
export const EVENT_OF = {
  'conference-start': 'start',
  'conference-end': 'end',
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-mute': 'mute',
  'participant-unmute': 'mute',
  'participant-hold': 'hold',
  'participant-unhold': 'hold',
  'participant-modify': 'modify',
  'announcement-end': 'announcement',
  'announcement-fail': 'announcement',
} as const satisfies Record<string, ConferenceEvent>;

export function isRunning({ status }: Conference): boolean {
  return status !== 'completed';
}

/** A conference as the control API shows it. */
export function conferenceLine({ sid, friendlyName, status, participants }: Conference): object {
  return {
    sid,
    name: friendlyName,
    status,
    participants: participants.map(({ leg, label, muted, hold, coaching, isJoined }) => ({
      callSid: leg.sid,
      ...(label === undefined ? {} : { label }),
      muted,
      hold,
      coaching,
      isJoined,
    })),
  };
}
