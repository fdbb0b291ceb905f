import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { CallCentre } from '../calls/calls.ts';
import { readForm, refuseUnknown } from '../http/form-body.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { invalidParameter, notFound } from '../http/twilio-error.ts';
import { dateFilters, type Filters, uriPage } from '../http/uri-page.ts';
import type { Account } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Conference } from './conference.ts';
import { conferenceBody } from './conference-bodies.ts';
import { conferenceError } from './conference-error.ts';
import { announcementOf } from './read-update.ts';

export interface ConferenceRouteServices {
  readonly account: Account;
  readonly calls: Pick<CallCentre, 'conferences'>;
  readonly settings: Settings;
  readonly failing: (operation: string) => MiddlewareHandler;
}

/** The Conferences resource: list, fetch, update (Twilio docs). Credentials are checked before. */
export function conferenceRoutes({ account, failing, settings, calls }: ConferenceRouteServices): Hono {
  const { conferences } = calls;
  const bodyOf = (conference: Conference) => conferenceBody(conference, account.accountSid);
  const conferenceIn = (context: Context): Conference => {
    const conference = conferences.find((context.req.param('file') ?? '').replace(/\.json$/, ''));
    if (!conference) throw notFound(context.req.path);
    return conference;
  };

  return new Hono()
    .get(LIST, failing('listConferences'), (context) => {
      const isAll = context.req.query('Status') !== undefined || settings.conferenceListDefault === 'all';
      const newestFirst = [...conferences.list()].reverse();
      const shown = newestFirst.filter(({ status }) => isAll || status === 'in-progress');
      return context.json(uriPage(context, 'conferences', shown, bodyOf, FILTERS));
    })
    .get(ONE, failing('fetchConference'), (context) => context.json(bodyOf(conferenceIn(context))))
    .post(ONE, failing('updateConference'), async (context) => {
      const conference = conferenceIn(context);
      const form = await readForm(context);
      refuseUnknown(form, 'updateConference', ['Status', 'AnnounceUrl', 'AnnounceMethod']);
      const announce = announcementOf(form);
      const status = form.get('Status');
      if (status !== undefined && status !== 'completed') throw invalidParameter('Status');
      if (status && announce) throw new SimulatorUnsupported('updateConference with Status and AnnounceUrl');
      const isOver = conference.status === 'completed';
      if (isOver && announce) throw conferenceError(16022, settings);
      if (announce) void conferences.announce(conference, undefined, announce);
      if (status && !isOver) conferences.end(conference);
      return context.json(bodyOf(conference));
    });
}

const LIST = '/2010-04-01/Accounts/:accountSid/Conferences.json';
const ONE = '/2010-04-01/Accounts/:accountSid/Conferences/:file{[^/]+\\.json}';

const FILTERS: Filters<Conference> = {
  FriendlyName: ({ friendlyName }, asked) => friendlyName === asked,
  Status: ({ status }, asked) => status === asked,
  ...dateFilters<Conference>('DateCreated', ({ dateCreated }) => dateCreated),
  ...dateFilters<Conference>('DateUpdated', ({ dateUpdated }) => dateUpdated),
};
