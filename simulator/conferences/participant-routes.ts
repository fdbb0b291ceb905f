import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { CallCentre } from '../calls/calls.ts';
import { CALL_PARAMETERS, calledBy } from '../calls/create-call.ts';
import type { Party } from '../calls/party.ts';
import { readForm, refuseUnknown } from '../http/form-body.ts';
import { invalidParameter, notFound } from '../http/twilio-error.ts';
import { type Filters, uriPage } from '../http/uri-page.ts';
import type { Account } from '../services.ts';
import type { Settings } from '../settings.ts';
import { LONGEST_CONFERENCE_NAME } from '../twiml/parse-conference.ts';
import type { Dial, ParticipantTerms } from '../twiml/verbs.ts';
import type { Changeable, Conference, Participant } from './conference.ts';
import { participantBody } from './conference-bodies.ts';
import { conferenceError } from './conference-error.ts';
import { OWN_PARAMETERS, readTerms } from './read-terms.ts';
import { readParticipantUpdate } from './read-update.ts';

export interface ParticipantRouteServices {
  readonly account: Account;
  readonly calls: CallCentre;
  readonly partyFor: (to: string) => Party | undefined;
  readonly isOurNumber: (number: string) => boolean;
  readonly settings: Settings;
  readonly failing: (operation: string) => MiddlewareHandler;
}

/** The Participants of a conference (Twilio docs). Credentials are checked before. */
export function participantRoutes({ account, failing, ...services }: ParticipantRouteServices): Hono {
  const { calls, settings } = services;
  const { conferences } = calls;
  const bodyIn = (conference: Conference) => (participant: Participant) =>
    participantBody(conference, participant, account.accountSid);
  const conferenceIn = (context: Context): Conference => {
    const conference = conferences.find(context.req.param('conference') ?? '');
    if (!conference) throw notFound(context.req.path);
    return conference;
  };
  const participantIn = (context: Context, { participants }: Conference): Participant => {
    const asked = (context.req.param('file') ?? '').replace(/\.json$/, '');
    const participant = participants.find(({ leg, label }) => leg.sid === asked || label === asked);
    if (!participant) throw notFound(context.req.path);
    return participant;
  };

  return new Hono()
    .get(LIST, failing('listParticipants'), (context) => {
      const conference = conferenceIn(context);
      return context.json(
        uriPage(context, 'participants', conference.participants, bodyIn(conference), FILTERS),
      );
    })
    .post(LIST, failing('createParticipant'), async (context) => {
      const asked = context.req.param('conference');
      const known = /^CF[0-9a-f]{32}$/i.test(asked) ? conferenceIn(context) : conferences.named(asked);
      if (known?.status === 'completed') throw conferenceError(16022, settings);
      if (asked.length > LONGEST_CONFERENCE_NAME) throw invalidParameter('FriendlyName');
      const form = await readForm(context);
      refuseUnknown(form, 'createParticipant', [...CALL_PARAMETERS, ...OWN_PARAMETERS], REPEATABLE);
      const call = calledBy(form, services, 5);
      const { earlyMedia, ...terms } = readTerms(form, settings);
      const refusal = conferences.refusal(known, terms);
      if (refusal) throw conferenceError(refusal === 16025 ? 16026 : refusal, settings);
      const conference = known ?? conferences.open(asked, terms);
      const { sid } = calls.placeOutgoing({
        ...call,
        source: { verbs: [dialInto(conference, terms)] },
        opened(leg) {
          conferences.add(conference, leg, terms, leg.ended, earlyMedia);
          return conferences.invite(conference, leg);
        },
      });
      const participant = conference.participants.find(({ leg }) => leg.sid === sid);
      if (!participant) throw notFound(context.req.path);
      return context.json({ ...bodyIn(conference)(participant), queue_time: '0' }, 201);
    })
    .get(ONE, failing('fetchParticipant'), (context) => {
      const conference = conferenceIn(context);
      return context.json(bodyIn(conference)(participantIn(context, conference)));
    })
    .post(ONE, failing('updateParticipant'), async (context) => {
      const conference = conferenceIn(context);
      const participant = participantIn(context, conference);
      const { changes, announce } = readParticipantUpdate(await readForm(context), participant);
      checkCoaching(conference, participant, { ...participant, ...changes }, changes);
      conferences.change(conference, participant, changes);
      if (announce) void conferences.announce(conference, participant, announce);
      return context.json(bodyIn(conference)(participant));
    })
    .delete(ONE, failing('deleteParticipant'), (context) => {
      const conference = conferenceIn(context);
      conferences.leave(conference, participantIn(context, conference), 'kicked');
      return context.body(null, 204);
    });

  /** @throws TwilioError 20001 for a call that is not another participant's, 16027 for one on hold */
  function checkCoaching(
    { participants }: Conference,
    coach: Participant,
    { coaching, callSidToCoach }: Changeable,
    changes: Partial<Changeable>,
  ): void {
    if (!coaching || !(changes.coaching || changes.callSidToCoach)) return;
    const coached = participants.find(({ leg }) => leg.sid === callSidToCoach);
    if (!coached || coached === coach) throw invalidParameter('CallSidToCoach');
    if (coached.hold) throw conferenceError(16027, settings);
  }
}

const LIST = '/2010-04-01/Accounts/:accountSid/Conferences/:conference/Participants.json';
const ONE = '/2010-04-01/Accounts/:accountSid/Conferences/:conference/Participants/:file{[^/]+\\.json}';
/** What an added participant does once it has answered. */
function dialInto({ friendlyName: name }: Conference, terms: ParticipantTerms): Dial {
  const conference = { ...terms, name };
  return { verb: 'Dial', nouns: [], conference, timeoutSeconds: 30, answerOnBridge: false };
}

const REPEATABLE = ['StatusCallbackEvent', 'ConferenceStatusCallbackEvent'];

const FILTERS: Filters<Participant> = {
  Muted: ({ muted }, asked) => String(muted) === asked,
  Hold: ({ hold }, asked) => String(hold) === asked,
  Coaching: ({ coaching }, asked) => String(coaching) === asked,
};
