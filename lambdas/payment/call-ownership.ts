import { AppError } from '#lambdas/contract/errors.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/**
 * The call under a SID, the caller's or an agent's leg's, when this agent answered it and it still runs. Where no
 * callback told who answered, Twilio is asked; without a clear answer it is nobody's.
 *
 * @throws {@link AppError} `CALL_NOT_FOUND`, `NOT_YOUR_CALL`, `CALL_ENDED`
 */
export async function findOwnCall(
  { calls, twilioCalls }: Pick<Services, 'calls' | 'twilioCalls'>,
  sid: string,
  caller: Caller,
): Promise<CallRecord> {
  const known = await calls.find(sid);
  if (!known) throw new AppError('CALL_NOT_FOUND');

  const call = known.agent ? known : await askWhoAnswered();
  if (call.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');
  if (call.endedAt) throw new AppError('CALL_ENDED');
  return call;

  async function askWhoAnswered(): Promise<CallRecord> {
    const record = known as CallRecord;
    if (!record.rung.includes(caller.username)) return record;
    const legs = await twilioCalls.legsInProgress(record.callSid);
    const own = legs.find((leg) => leg.to === `client:${identityOf(caller.username)}`);
    if (!own) return record;
    return calls.follow({
      callSid: record.callSid,
      legSid: own.sid,
      agent: caller.username,
      ended: false,
    });
  }
}
