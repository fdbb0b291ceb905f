import { AppError } from '#lambdas/contract/errors.ts';
import { createBudget } from '#lambdas/edge/budget.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/**
 * Questions to Twilio about whose call it is, per person: a desk has one for each payment it starts. Whoever holds a token could
 * otherwise use up what Twilio takes from the account, and payments need it.
 */
export const QUESTIONS = { burst: 100, perSecond: 1, people: 10_000 } as const;

const takeQuestion = createBudget(QUESTIONS, () => systemClock.now().getTime());

function mayAsk(username: string): void {
  const retryAfterSeconds = takeQuestion(username);
  if (retryAfterSeconds > 0) throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds });
}

type Needs = Pick<Services, 'calls' | 'twilioCalls'>;

/**
 * The call under a SID, the caller's or an agent's leg's, when this agent answered it and it is still in progress. If
 * the record disagrees but the agent was rung, Twilio is asked whose leg is up; without a clear reply the record
 * counts.
 *
 * @throws {@link AppError} `CALL_NOT_FOUND`, `NOT_YOUR_CALL`, `CALL_ENDED`, `TOO_MANY_REQUESTS`
 */
export async function findOwnCall(services: Needs, sid: string, caller: Caller): Promise<CallRecord> {
  const known = await findCall(services, sid, caller);
  if (!known) throw new AppError('CALL_NOT_FOUND');

  const call = known.agent === caller.username ? known : await askWhoAnswered(services, known, caller);
  if (call.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');
  if (call.endedAt) throw new AppError('CALL_ENDED');
  return call;
}

/**
 * The call under its own SID, or under that of an agent's leg of it, which Twilio is asked about.
 *
 * @throws {@link AppError} `TOO_MANY_REQUESTS` when this person had Twilio asked about too many
 */
export async function findCall(
  { calls, twilioCalls }: Needs,
  sid: string,
  { username }: Caller,
): Promise<CallRecord | undefined> {
  const known = await calls.find(sid);
  if (known) return known;
  mayAsk(username);
  // An agent's leg belongs to the caller's call, or made the call to a customer.
  const found = await Promise.all((await twilioCalls.callsOf(sid)).map(calls.find));
  return found.length === 1 ? found[0] : found.find((call) => call?.legSid === sid);
}

async function askWhoAnswered(
  { calls, twilioCalls }: Needs,
  record: CallRecord,
  { username }: Caller,
): Promise<CallRecord> {
  if (!record.rung.includes(username)) return record;
  mayAsk(username);
  const up = await twilioCalls.agentLegsUp(record);
  const own = up.find(({ agent }) => agent === username);
  if (!own || up.some(({ legSid }) => legSid === record.legSid)) return record;
  if (record.legSid === undefined) return calls.answered(own);
  await calls.handOver(own, record.legSid);
  return (await calls.find(record.callSid)) ?? record;
}
