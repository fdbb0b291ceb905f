import { Hono, type MiddlewareHandler } from 'hono';
import { readForm } from '../http/form-body.ts';
import { notFound, twilioError } from '../http/twilio-error.ts';
import { uriPage } from '../http/uri-page.ts';
import type { Account, Call } from '../services.ts';
import type { Settings } from '../settings.ts';
import { callBody } from './call-body.ts';
import { CALL_FILTERS } from './call-filters.ts';
import type { CallCentre } from './calls.ts';
import { outgoingCall } from './create-call.ts';
import type { Lead } from './lead.ts';
import { isOver } from './leg.ts';
import type { Party } from './party.ts';
import { callUpdate } from './update-call.ts';

export interface CallRouteServices {
  readonly account: Account;
  readonly calls: CallCentre;
  readonly partyFor: (to: string) => Party | undefined;
  readonly leadOfApp: (applicationSid: string) => Lead | undefined;
  readonly isOurNumber: (number: string) => boolean;
  readonly sidOfNumber: (number: string) => string | undefined;
  readonly settings: Settings;
  readonly failing: (operation: string) => MiddlewareHandler;
}

/** The Calls resource: fetch, list, create, and update with a `Status` or new TwiML. Credentials are checked before. */
export function callRoutes({ account, calls, failing, ...services }: CallRouteServices): Hono {
  const bodyOf = (call: Call) => callBody(call, account.accountSid, services.sidOfNumber);
  const found = (path: string, file: string): Call => {
    const call = calls.find(file.replace(/\.json$/, ''));
    if (!call) throw notFound(path);
    return call;
  };

  /** `canceled` ends only what nobody answered yet (Twilio docs); false when there is nothing to end. */
  const endCall = (call: Call, status: 'completed' | 'canceled'): boolean => {
    if (isOver(call) || (status === 'canceled' && call.status === 'in-progress')) return false;
    calls.hangUp(call.sid);
    return true;
  };

  return new Hono()
    .get(LIST, failing('listCalls'), (context) => {
      const newestFirst = [...calls.list()].reverse();
      return context.json(uriPage(context, 'calls', newestFirst, bodyOf, CALL_FILTERS));
    })
    .post(LIST, failing('createCall'), async (context) => {
      const call = calls.placeOutgoing(outgoingCall(await readForm(context), services));
      context.set('callSid', call.sid);
      return context.json(bodyOf(call), 201);
    })
    .get(ONE, failing('fetchCall'), (context) =>
      context.json(bodyOf(found(context.req.path, context.req.param('file')))),
    )
    .post(ONE, failing('updateCall'), async (context) => {
      const call = found(context.req.path, context.req.param('file'));
      const update = callUpdate(await readForm(context));
      const isDone = 'status' in update ? endCall(call, update.status) : calls.redirect(call.sid, update);
      if (!isDone) {
        const { notInProgressHttpStatus } = services.settings;
        throw twilioError(notInProgressHttpStatus, 21220, 'Call is not in-progress. Cannot redirect.');
      }
      return context.json(bodyOf(calls.find(call.sid) ?? call));
    });
}

const LIST = '/2010-04-01/Accounts/:accountSid/Calls.json';
const ONE = '/2010-04-01/Accounts/:accountSid/Calls/:file{[^/]+\\.json}';
