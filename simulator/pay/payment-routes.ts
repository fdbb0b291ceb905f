import { Hono, type MiddlewareHandler } from 'hono';
import { basicAuth } from '../http/basic-auth.ts';
import { rfc2822 } from '../http/dates.ts';
import { respondToErrors } from '../http/error-responses.ts';
import { readForm, refuseUnknown } from '../http/form-body.ts';
import { makeSid } from '../http/make-sid.ts';
import { notFound, type TwilioError, twilioError } from '../http/twilio-error.ts';
import type { Account, Call, Chance } from '../services.ts';
import { payError } from './pay-errors.ts';
import type { StartProblem } from './payment-state.ts';
import { readAlwaysRequired } from './read-always-required.ts';
import { CREATE_PARAMETERS, readCreate } from './read-create.ts';
import { readUpdate, UPDATE_PARAMETERS } from './read-update.ts';
import { refusalOf } from './refuse-request.ts';
import { createReplays } from './replays.ts';
import type { SessionServices, Sessions } from './sessions.ts';

export interface PaymentsServices extends SessionServices {
  readonly account: Account;
  readonly chance: Chance;
  /** From `createRestFaults`; makes an operation fail as the current plan says. */
  readonly failing: (operation: string) => MiddlewareHandler;
  readonly findCall: (callSid: string) => Call | undefined;
  /** The leg that callbacks name. */
  readonly legNamed: (callSid: string) => string;
  /** Whether `<Pay>` runs on the call. */
  readonly isPaying: (callSid: string) => boolean;
}

/** The resource both operations return: six fields, none of them about the payment itself (Twilio docs). */
interface PaymentResource {
  readonly account_sid: string;
  readonly call_sid: string;
  readonly date_created: string;
  readonly date_updated: string;
  readonly sid: string;
  readonly uri: string;
}

const COLLECTION = '/2010-04-01/Accounts/:accountSid/Calls/:callSid/Payments.json';
const INSTANCE = '/2010-04-01/Accounts/:accountSid/Calls/:callSid/Payments/:file{[^/]+\\.json}';

/** `createPayment` (201) and `updatePayment` (202), the only two operations (Twilio docs). */
export function paymentRoutes(
  services: PaymentsServices,
  sessions: Sessions,
): { readonly routes: Hono; readonly forgetReplays: () => void } {
  const { account, chance, clock, failing, findCall, settings } = services;
  const replays = createReplays<PaymentResource>(settings.idempotency === 'replay');
  const routes = new Hono();
  respondToErrors(routes, services.log);

  routes.post(COLLECTION, basicAuth(account), failing('createPayment'), async (context) => {
    const form = await readForm(context);
    refuseUnknown(form, 'Payments create', CREATE_PARAMETERS);
    const { statusCallback } = readAlwaysRequired(form, settings);
    const callSid = context.req.param('callSid');
    const resource = replays.once(callSid, form, () => {
      const call = findCall(callSid);
      if (!call) throw notFound(context.req.path);
      if (call.status !== 'in-progress') {
        throw twilioError(400, settings.callNotInProgressCode, 'Call is not in-progress');
      }
      const { terms, refused } = readCreate(form, settings);
      const problems: Problem[] = refused.map(({ error, parameter }) =>
        parameter === 'BankAccountType' ? { error, errorType: 'invalid-bank-account-type' } : { error },
      );
      const isPaying = services.isPaying(callSid) && settings.payBesidePayment === 'refused';
      if (isPaying || sessions.onCall(callSid))
        problems.unshift({ error: payError(64021), errorType: 'session-in-progress' });
      if (!services.findConnector(terms.paymentConnector)) problems.push({ error: payError(64004) });
      const [problem] = problems;
      if (problem && settings.parameterErrors === 'rest') throw problem.error;

      const sid = makeSid('PK', chance);
      const dateCreated = clock.now();
      const settled = {
        ...terms,
        sid,
        accountSid: account.accountSid,
        callSid: services.legNamed(callSid),
        dateCreated,
      };
      sessions.open(callSid, settled, statusCallback, {
        type: 'start',
        ...(problem ? { problem: startProblem(problem) } : {}),
      });
      return resourceOf(callSid, sid, dateCreated);
    });
    return context.json(resource, 201);
  });

  routes.post(INSTANCE, basicAuth(account), failing('updatePayment'), async (context) => {
    const form = await readForm(context);
    refuseUnknown(form, 'Payments update', UPDATE_PARAMETERS);
    const { statusCallback } = readAlwaysRequired(form, settings);
    const callSid = context.req.param('callSid');
    const sid = context.req.param('file').replace(/\.json$/, '');
    const resource = replays.once(sid, form, () => {
      const session = sessions.find(sid);
      if (session?.callSid !== callSid) throw notFound(context.req.path);
      const request = readUpdate(form, statusCallback);
      const refusal = refusalOf(session.state, request, settings);
      if (refusal) throw refusal;
      const { dateCreated } = session.state.terms;
      sessions.dispatch(sid, request);
      return resourceOf(callSid, sid, dateCreated);
    });
    return context.json(resource, 202);
  });

  const resourceOf = (callSid: string, sid: string, dateCreated: Date): PaymentResource => ({
    account_sid: account.accountSid,
    call_sid: callSid,
    date_created: rfc2822(dateCreated),
    date_updated: rfc2822(clock.now()),
    sid,
    uri: `/2010-04-01/Accounts/${account.accountSid}/Calls/${callSid}/Payments/${sid}.json`,
  });

  return { routes, forgetReplays: replays.clear };
}

interface Problem {
  readonly error: TwilioError;
  readonly errorType?: NonNullable<StartProblem['errorType']>;
}

function startProblem({ error: { code, message }, ...rest }: Problem): StartProblem {
  return { code, message, ...rest };
}
