import { Hono, type MiddlewareHandler } from 'hono';
import { readForm, refuseUnknown } from '../http/form-body.ts';
import { showName } from '../http/show-name.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { notFound, twilioError } from '../http/twilio-error.ts';
import type { Account, Call } from '../services.ts';
import { callBody } from './call-body.ts';
import { callPage, LIST_PARAMETERS } from './call-page.ts';
import type { CallCentre } from './calls.ts';
import { outgoingCall } from './create-call.ts';
import { isOver } from './leg.ts';
import type { Party } from './party.ts';

export interface CallRouteServices {
  readonly account: Account;
  readonly calls: CallCentre;
  readonly partyFor: (to: string) => Party | undefined;
  readonly voiceUrlOfApp: (applicationSid: string) => string | undefined;
  readonly failing: (operation: string) => MiddlewareHandler;
}

/** The Calls resource: fetch, list, create, and update with `Status`. Credentials are checked before. */
export function callRoutes({ account, calls, failing, ...services }: CallRouteServices): Hono {
  const { accountSid } = account;
  const found = (path: string, file: string): Call => {
    const call = calls.find(file.replace(/\.json$/, ''));
    if (!call) throw notFound(path);
    return call;
  };

  return new Hono()
    .get(LIST, failing('listCalls'), (context) => {
      const unknown = Object.keys(context.req.query()).filter((name) => !LIST_PARAMETERS.includes(name));
      if (unknown.length > 0)
        throw new SimulatorUnsupported(`listCalls with ${unknown.map(showName).join(', ')}`);
      return context.json(callPage(calls.list(), new URL(context.req.url), accountSid));
    })
    .post(LIST, failing('createCall'), async (context) => {
      const call = calls.placeOutgoing(outgoingCall(await readForm(context), services));
      return context.json(callBody(call, accountSid), 201);
    })
    .get(ONE, failing('fetchCall'), (context) =>
      context.json(callBody(found(context.req.path, context.req.param('file')), accountSid)),
    )
    .post(ONE, failing('updateCall'), async (context) => {
      const call = found(context.req.path, context.req.param('file'));
      const form = await readForm(context);
      refuseUnknown(form, 'updateCall', ['Status']);
      const status = form.get('Status');
      if (status !== 'completed' && status !== 'canceled') {
        throw twilioError(400, 20001, 'Parameter Status is not valid');
      }
      if (isOver(call) || (status === 'canceled' && call.status === 'in-progress')) {
        throw twilioError(400, 21220, 'Call is not in-progress. Cannot redirect.');
      }
      calls.hangUp(call.sid);
      return context.json(callBody(calls.find(call.sid) ?? call, accountSid));
    });
}

const LIST = '/2010-04-01/Accounts/:accountSid/Calls.json';
const ONE = '/2010-04-01/Accounts/:accountSid/Calls/:file{[^/]+\\.json}';
