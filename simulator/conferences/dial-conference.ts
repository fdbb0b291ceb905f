import type { DialResult } from '../calls/dial-result.ts';
import type { Legs } from '../calls/legs.ts';
import type { Failed, Scene } from '../calls/stage.ts';
import { aborted } from '../calls/wait.ts';
import { reportProblem } from '../log/report-problem.ts';
import type { Clock, RequestLog } from '../services.ts';
import type { Settings } from '../settings.ts';
import { isLabel } from '../twiml/parse-conference.ts';
import { TwimlError } from '../twiml/twiml-error.ts';
import type { ConferenceNoun, ParticipantTerms } from '../twiml/verbs.ts';
import type { Participant } from './conference.ts';
import { REFUSALS } from './conference-error.ts';
import type { Conferences } from './conferences.ts';

export interface DialConferenceServices {
  readonly legs: Legs;
  readonly conferences: Conferences;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly requests: RequestLog;
  /** Why what a participant should have heard while it waited failed; undefined when nothing did. */
  readonly failureOf: (participant: Participant) => Failed | undefined;
}

/** Keeps a leg in a conference, which is opened on first use, until it leaves or the conference ends. */
export async function runDialConference(
  noun: ConferenceNoun,
  scene: Scene,
  services: DialConferenceServices,
): Promise<DialResult> {
  const { conferences, settings } = services;
  const { leg, stop } = scene;
  const terms = termsOf(noun, scene, settings);
  const running = conferences.named(noun.name);
  const expected = running?.participants.find((participant) => participant.leg === leg);
  const refusal = expected ? undefined : (labelRefusal(terms) ?? conferences.refusal(running, terms));
  if (refusal !== undefined) {
    reportProblem(services, leg.sid, undefined, `${refusal}: ${REFUSALS[refusal]}.`);
    return { status: settings.refusedConferenceStatus, bridged: false };
  }
  const conference = running ?? conferences.open(noun.name, terms);
  const participant = expected ?? conferences.add(conference, leg, terms, stop);
  services.legs.move(leg, 'in-progress');
  conferences.join(conference, participant, stop);
  await aborted(AbortSignal.any([participant.out, stop]));

  const failure = services.failureOf(participant);
  if (failure && failure.code === undefined) throw failure;
  if (failure) return { status: settings.refusedConferenceStatus, bridged: false };
  return { status: 'answered', bridged: settings.conferenceDialBridged === 'true' ? true : undefined };
}

/** The noun with its addresses made absolute. @throws TwimlError for events that nobody could send */
function termsOf(noun: ConferenceNoun, { resolve }: Scene, settings: Settings): ParticipantTerms {
  if (noun.statusCallbackEvents.includes('speaker') && settings.conferenceSpeakerEvents === 'refused') {
    throw new TwimlError('unsupported', `Failed to run the TwiML: ${NO_SPEAKER_EVENTS}`);
  }
  return {
    ...noun,
    wait: typeof noun.wait === 'object' ? resolve(noun.wait) : noun.wait,
    ...(noun.statusCallback ? { statusCallback: resolve(noun.statusCallback) } : {}),
  };
}

export const NO_SPEAKER_EVENTS =
  'nobody can tell here who speaks, so the event "speaker" is not supported. Leave it out, or set ' +
  'conferenceSpeakerEvents to "never".';

function labelRefusal({ label }: ParticipantTerms): number | undefined {
  return label === undefined || isLabel(label) ? undefined : 16023;
}
