import type { PaySession, StartRequest } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isAbove, isSameAmount, toMinorUnits } from '#lambdas/contract/money.ts';
import type { PanelRequest } from '#lambdas/edge/for-panel.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { invalid, parseObject } from '#lambdas/edge/validate.ts';
import { type BeginNeeds, beginPayment, type Claim, claimCall } from '#lambdas/payment/begin-payment.ts';
import { countedUnder, setCounted, settleCeiling } from '#lambdas/payment/settle-ceiling.ts';
import { type CheckedStart, type IdSettings, readStart } from '#lambdas/payment/start-request.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Ceiling } from '#lambdas/stores/ceiling-store.ts';
import type { Grant } from '#lambdas/stores/grant-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { callThatIsUp } from './granted-call.ts';

export type StartNeeds = BeginNeeds & Pick<Services, 'ceilings' | 'twilioCalls'>;

/**
 * `POST /panel/startPaySession`: opens a session as the desk does, within what the grant allows. Its amount is counted
 * under the ceiling before Twilio is asked, and stays counted until surely nothing was charged.
 */
export const startPayment =
  (services: StartNeeds) =>
  async ({ body, caller, grant, requestId, log }: PanelRequest): Promise<ApiResponse> => {
    const start = readGranted(body, grant, services);
    const call = await callThatIsUp(services, grant);
    const claimed = await claimCall(services, call, start, caller);
    if ('repeated' in claimed) return { status: 201, json: claimed.repeated };
    await forgetBefore(services, call, claimed);
    const reserved = await reserve(services, claimed, grant);
    let session: PaySession;
    try {
      session = await beginPayment(services, claimed, { start, caller, requestId, log });
    } catch (error) {
      // Anything but a clear refusal may have opened the session: its amount stays counted. So it does where the same start came
      // before and may have been taken.
      const isRefused = error instanceof AppError && error.code === 'TWILIO_REFUSED';
      if (isRefused && reserved === 'reserved') await releaseUnopened(services, claimed);
      throw error;
    }
    // The request that came first may have been refused meanwhile, and have released it.
    if (reserved === 'held') await setCounted(services, claimed.intent.facts, true);
    // What ended before its start was recorded has not been settled: its grant was not known.
    if (session.outcome) await settleCeiling(services, await services.trail.read(session.paySid));
    return { status: 201, json: session };
  };

/** What the grant says, and no request may. */
const GRANTED = ['callSid', 'currency', 'reference', 'customer'] as const;
/** Parameters go to the processor as they are; the one a bank payment needs is the account holder's name. */
const PARAMETERS = ['AVSName'];

/** A start as the panel asks for it, completed by the grant. */
function readGranted(body: string, grant: Grant, ids: IdSettings): CheckedStart {
  const given = parseObject(body) as Partial<StartRequest>;
  for (const field of GRANTED)
    if (Object.hasOwn(given, field)) throw invalid(field, 'is in the grant: leave it out');
  const { callSid, currency, reference, customer } = grant;
  const start = readStart(JSON.stringify({ ...given, callSid, currency, reference, customer }), ids);
  const { chargeAmount, paymentMethod, parameters = {} } = start;
  if (chargeAmount === undefined)
    throw invalid('chargeAmount', 'must be given: a panel charges, it does not save');
  // More than all of it needs no counting, and no claim of the call.
  if (isAbove(chargeAmount, grant.maxAmount, currency)) throw aboveCeiling();
  if (grant.amount !== undefined && !isSameAmount(chargeAmount, grant.amount, currency)) {
    throw invalid('chargeAmount', 'must be the amount of the grant');
  }
  if (!grant.methods.includes(paymentMethod))
    throw invalid('paymentMethod', 'must be one that the grant allows');
  if (!Object.keys(parameters).every((name) => PARAMETERS.includes(name))) {
    throw invalid('parameters', 'may hold AVSName and nothing else');
  }
  return start;
}

function aboveCeiling(): AppError {
  return new AppError('CEILING_REACHED', { field: 'chargeAmount' });
}

async function reserve(
  services: StartNeeds,
  { callSid, intent }: Claim,
  grant: Grant,
): Promise<'reserved' | 'held'> {
  const { calls, ceilings } = services;
  const counted = countedUnder(intent.facts);
  if (!counted) throw aboveCeiling();
  const most = toMinorUnits(grant.maxAmount, grant.currency) ?? 0n;
  const attempt = () => ceilings.reserve(counted.ceiling, counted.reservation, most);
  const reserved =
    (await attempt()) ?? ((await forgetLost(services, counted.ceiling)) ? await attempt() : undefined);
  if (reserved) return reserved;
  await calls.refused(callSid, intent.number);
  throw aboveCeiling();
}

/** Starts looked into before a ceiling counts as reached: a reference is seldom paid in more parts. */
const MOST_LOOKED_INTO = 25;

/**
 * Counts no longer what was started on calls that are over and of which Twilio never told us a session: nobody can complete that.
 *
 * @returns true when any was taken out of the sum
 */
async function forgetLost(services: StartNeeds, ceiling: Ceiling): Promise<boolean> {
  const { calls, ceilings, twilioCalls } = services;
  const held = await ceilings.held(ceiling);
  const lost = await Promise.all(
    held.slice(0, MOST_LOOKED_INTO).map(async (key) => {
      const [callSid = '', number] = key.split('-');
      const { intent } = (await calls.find(callSid)) ?? {};
      if (intent?.number !== Number(number) || intent.paySid !== undefined) return false;
      if ((await twilioCalls.stateOf(callSid)) !== 'over') return false;
      await setCounted(services, intent.facts, false);
      return true;
    }),
  );
  return lost.includes(true);
}

/** Unless the same start, sent twice, has opened a session. */
async function releaseUnopened(services: StartNeeds, claimed: Claim): Promise<void> {
  const { intent } = (await services.calls.find(claimed.callSid)) ?? {};
  const isOpened = intent?.number === claimed.intent.number && intent.paySid !== undefined;
  if (!isOpened) await setCounted(services, claimed.intent.facts, false);
}

/** A start before this one, of which Twilio never told us a session: nobody can complete it any more. */
async function forgetBefore(
  services: StartNeeds,
  { intent }: CallRecord,
  { intent: next }: Claim,
): Promise<void> {
  if (intent && intent.number < next.number && !intent.paySid)
    await setCounted(services, intent.facts, false);
}
