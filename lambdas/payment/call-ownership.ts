import { AppError } from '#lambdas/contract/errors.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Pick<Services, 'calls' | 'twilioCalls'>;

/**
 * The call under a SID, the caller's or an agent's leg's, when this agent answered it and it is still in progress. If
 * the record disagrees but the agent was rung, Twilio is asked whose leg is up; without a clear reply the record
 * counts.
 *
 * @throws {@link AppError} `CALL_NOT_FOUND`, `NOT_YOUR_CALL`, `CALL_ENDED`
 */
export async function findOwnCall(services: Needs, sid: string, caller: Caller): Promise<CallRecord> {
  const known = await findCall(services, sid);
  if (!known) throw new AppError('CALL_NOT_FOUND');

  const call = known.agent === caller.username ? known : await askWhoAnswered(services, known, caller);
  if (call.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');
  if (call.endedAt) throw new AppError('CALL_ENDED');
  return call;
}

/** The call under its own SID, or under that of an agent's leg of it. */
export async function findCall(services: Needs, sid: string): Promise<CallRecord | undefined> {
  return (await services.calls.find(sid)) ?? (await findByLeg(services, sid));
}

/** An agent's leg belongs to the caller's call, or made the call to a customer. */
async function findByLeg({ calls, twilioCalls }: Needs, legSid: string): Promise<CallRecord | undefined> {
  const callSid = await twilioCalls.parentOf(legSid);
  if (callSid !== undefined) return calls.find(callSid);
  const made = await Promise.all((await twilioCalls.childrenUp(legSid)).map(calls.find));
  return made.find((call) => call?.legSid === legSid);
}

async function askWhoAnswered(
  { calls, twilioCalls }: Needs,
  record: CallRecord,
  { username }: Caller,
): Promise<CallRecord> {
  if (!record.rung.includes(username)) return record;
  const up = await twilioCalls.agentLegsUp(record);
  const own = up.find(({ agent }) => agent === username);
  if (!own || up.some(({ legSid }) => legSid === record.legSid)) return record;
  if (record.legSid === undefined) return calls.answered(own);
  await calls.handOver(own, record.legSid);
  return (await calls.find(record.callSid)) ?? record;
}
