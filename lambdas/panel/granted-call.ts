import { AppError } from '#lambdas/contract/errors.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Grant } from '#lambdas/stores/grant-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Pick<Services, 'calls' | 'twilioCalls'>;

/** How long a panel may still read what became of its payments once the call has ended. */
const READABLE_AFTER_CALL_MS = 15 * 60_000;

/**
 * The call of a grant, when it is up and in our account: Twilio is asked, because calls that never rang here are not
 * reported to us. What Twilio says is recorded, so that the sweep knows of an end.
 *
 * @throws {@link AppError} `CALL_NOT_FOUND`, `CALL_ENDED`; `TWILIO_UNAVAILABLE` when nobody knows
 */
export async function callThatIsUp({ calls, twilioCalls }: Needs, { callSid }: Grant): Promise<CallRecord> {
  const state = await twilioCalls.stateOf(callSid);
  if (state === undefined) throw new AppError('CALL_NOT_FOUND');
  const call = await (state === 'over' ? calls.ended(callSid) : calls.known(callSid));
  if (state !== 'up' || call.endedAt) throw new AppError('CALL_ENDED');
  return call;
}

/**
 * @throws {@link AppError} `CALL_ENDED` once the call is known to have ended. Where it is not known, Twilio itself refuses
 *   to go on with a payment on it.
 */
export async function assertNotEnded({ calls }: Pick<Needs, 'calls'>, { callSid }: Grant): Promise<void> {
  if ((await calls.find(callSid))?.endedAt) throw new AppError('CALL_ENDED');
}

/** @throws {@link AppError} `PANEL_CLOSED` some time after the end of the call */
export function assertReadable({ endedAt }: Pick<CallRecord, 'endedAt'>, now: Date): void {
  const isLongOver = endedAt && now.getTime() - Date.parse(endedAt) > READABLE_AFTER_CALL_MS;
  if (isLongOver) throw new AppError('PANEL_CLOSED');
}
