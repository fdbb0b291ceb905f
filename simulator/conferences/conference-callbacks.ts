import { rfc2822 } from '../http/dates.ts';
import type { Clock, Webhooks } from '../services.ts';
import {
  type Conference,
  EVENT_OF,
  type Happening,
  type Participant,
  type ReasonLeft,
} from './conference.ts';

export interface ConferenceCallbacks {
  /** Sends the callback of a happening, if the conference's first participant asked for it. */
  tell(conference: Conference, happening: Happening, about?: Participant, more?: More): void;
}

interface More {
  readonly reasonLeft?: ReasonLeft;
  readonly announceUrl?: string;
  readonly reasonAnnouncementFailed?: string;
}

/** The callbacks of `<Conference>`. Those of one conference wait for each other; Twilio itself promises no order. */
export function createConferenceCallbacks(services: {
  readonly accountSid: string;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
}): ConferenceCallbacks {
  const sequences = new WeakMap<Conference, number>();

  return {
    tell(conference, happening, about, more = {}) {
      const { statusCallback, statusCallbackEvents } = conference;
      if (!statusCallback || !statusCallbackEvents.includes(EVENT_OF[happening])) return;
      const sequence = (sequences.get(conference) ?? 0) + 1;
      sequences.set(conference, sequence);
      void services.webhooks.send('conference', statusCallback, {
        AccountSid: services.accountSid,
        ConferenceSid: conference.sid,
        FriendlyName: conference.friendlyName,
        SequenceNumber: String(sequence),
        StatusCallbackEvent: happening,
        Timestamp: rfc2822(services.clock.now()),
        ...(happening === 'conference-end'
          ? endParameters(conference)
          : about
            ? participantParameters(about)
            : {}),
        ...leaveParameters(about, more),
        ...(more.announceUrl === undefined ? {} : { AnnounceUrl: more.announceUrl }),
        ...(more.reasonAnnouncementFailed ? { ReasonAnnouncementFailed: more.reasonAnnouncementFailed } : {}),
      });
    },
  };
}

function participantParameters(participant: Participant): Record<string, string> {
  return {
    CallSid: participant.leg.sid,
    Coaching: String(participant.coaching),
    EndConferenceOnExit: String(participant.endConferenceOnExit),
    Hold: String(participant.hold),
    Muted: String(participant.muted),
    ...(participant.label === undefined ? {} : { ParticipantLabel: participant.label }),
    StartConferenceOnEnter: String(participant.startConferenceOnEnter),
  };
}

function leaveParameters(about: Participant | undefined, { reasonLeft }: More): Record<string, string> {
  if (!about || reasonLeft === undefined) return {};
  return { ParticipantCallStatus: about.leg.call.status, ReasonParticipantLeft: reasonLeft };
}

/** `Reason` is a sentence of Twilio's that is not documented; here it says the same as the word beside it. */
function endParameters({
  reasonEnded = 'last-participant-left',
  endedBy,
}: Conference): Record<string, string> {
  return {
    ...(endedBy ? { CallSidEndingConference: endedBy.leg.sid } : {}),
    ...(endedBy?.label === undefined ? {} : { ParticipantLabelEndingConference: endedBy.label }),
    Reason: reasonEnded.replaceAll('-', ' '),
    ReasonConferenceEnded: reasonEnded,
  };
}
