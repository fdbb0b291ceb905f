import { hookOf, soundOf } from '../calls/form-hooks.ts';
import { type Form, refuseUnknown } from '../http/form-body.ts';
import { readBoolean } from '../http/form-values.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { Hook } from '../services.ts';
import type { Beep } from '../twiml/verbs.ts';
import type { Changeable } from './conference.ts';

/** What an update of a participant changes, and what it plays to it. */
export interface ParticipantUpdate {
  readonly changes: Partial<Changeable>;
  readonly announce?: Hook;
}

/**
 * Reads `POST Participants/{CA or label}.json`.
 *
 * @throws TwilioError 20001, 21205; the pairing of code and message is unconfirmed.
 */
export function readParticipantUpdate(form: Form, before: Changeable): ParticipantUpdate {
  refuseUnknown(form, 'updateParticipant', UPDATE_PARAMETERS);
  const announce = announcementOf(form);
  const given = {
    muted: readBoolean(form, 'Muted'),
    hold: readBoolean(form, 'Hold'),
    holdSound: soundOf(form, 'HoldUrl', 'HoldMethod', 'GET'),
    wait: soundOf(form, 'WaitUrl', 'WaitMethod', 'POST'),
    beep: beepOf(before.beep, readBoolean(form, 'BeepOnExit')),
    endConferenceOnExit: readBoolean(form, 'EndConferenceOnExit'),
    ...coachingOf(form, before),
  };
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { changes, ...(announce ? { announce } : {}) };
}

const UPDATE_PARAMETERS = [
  'Muted',
  'Hold',
  'HoldUrl',
  'HoldMethod',
  'AnnounceUrl',
  'AnnounceMethod',
  'WaitUrl',
  'WaitMethod',
  'BeepOnExit',
  'EndConferenceOnExit',
  'Coaching',
  'CallSidToCoach',
];

/** A participant coaches the call it was given last, unless the form names another. */
function coachingOf(form: Form, before: Changeable): Partial<Changeable> {
  const named = form.get('CallSidToCoach') || undefined;
  const coaching = readBoolean(form, 'Coaching') ?? (named === undefined ? undefined : true);
  const callSidToCoach = named ?? before.callSidToCoach;
  if (coaching && callSidToCoach === undefined)
    throw twilioError(400, 20001, 'Coaching needs the parameter CallSidToCoach');
  return {
    ...(coaching === undefined ? {} : { coaching }),
    ...(named === undefined ? {} : { callSidToCoach: named }),
  };
}

function beepOf(before: Beep, onExit: boolean | undefined): Beep | undefined {
  if (onExit === undefined) return undefined;
  const onEnter = before === 'true' || before === 'onEnter';
  if (onExit) return onEnter ? 'true' : 'onExit';
  return onEnter ? 'onEnter' : 'false';
}

/** The form's `AnnounceUrl`. */
export function announcementOf(form: Form): Hook | undefined {
  return hookOf(
    form,
    'AnnounceUrl',
    'AnnounceMethod',
    twilioError(400, 21205, 'AnnounceUrl is not a valid URL'),
  );
}
