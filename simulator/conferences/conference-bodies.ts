import { rfc2822 } from '../http/dates.ts';
import type { Call } from '../services.ts';
import type { Conference, Participant } from './conference.ts';

/** The Conference resource as the 2010 API shows it (Twilio docs). */
export function conferenceBody(conference: Conference, accountSid: string): object {
  const uri = uriOf(conference, accountSid);
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid_ending_conference: conference.endedBy?.leg.sid ?? null,
    date_created: rfc2822(conference.dateCreated),
    date_updated: rfc2822(conference.dateUpdated),
    friendly_name: conference.friendlyName,
    reason_conference_ended: conference.reasonEnded ?? null,
    region: 'us1',
    sid: conference.sid,
    status: conference.status,
    subresource_uris: {
      participants: `${uri}/Participants.json`,
      recordings: `${uri}/Recordings.json`,
    },
    uri: `${uri}.json`,
  };
}

/** The Participant resource as the 2010 API shows it (Twilio docs). */
export function participantBody(
  conference: Conference,
  participant: Participant,
  accountSid: string,
): Record<string, unknown> {
  const callSid = participant.leg.sid;
  return {
    account_sid: accountSid,
    call_sid: callSid,
    call_sid_to_coach: (participant.coaching && participant.callSidToCoach) || null,
    coaching: participant.coaching,
    conference_sid: conference.sid,
    date_created: rfc2822(participant.dateCreated),
    date_updated: rfc2822(participant.dateUpdated),
    end_conference_on_exit: participant.endConferenceOnExit,
    hold: participant.hold,
    label: participant.label ?? null,
    muted: participant.muted,
    start_conference_on_enter: participant.startConferenceOnEnter,
    status: participant.isJoined ? 'connected' : statusOf(participant.leg.call),
    uri: `${uriOf(conference, accountSid)}/Participants/${callSid}.json`,
  };
}

function statusOf({ status }: Call): string {
  if (status === 'queued' || status === 'ringing') return status;
  return status === 'in-progress' ? 'connecting' : 'failed';
}

function uriOf({ sid }: Conference, accountSid: string): string {
  return `/2010-04-01/Accounts/${accountSid}/Conferences/${sid}`;
}
