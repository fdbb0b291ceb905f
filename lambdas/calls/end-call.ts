import type { Log } from '#lambdas/platform/log.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { letGo } from './ring-agents.ts';

type Needs = Pick<Services, 'calls' | 'clock' | 'presence'>;

/** The caller is gone: nobody is rung for them any longer, and whoever talked to them is free. */
export async function endCall(
  { calls, clock, presence }: Needs,
  log: Log,
  callSid: string,
): Promise<CallRecord> {
  const startedAt = clock.now().toISOString();
  const call = await calls.ended(callSid);
  const { agent, arrivedAt, offer, endedAt = '' } = call;
  await Promise.all([
    ...(agent ? [presence.busy(agent, callSid, false)] : []),
    ...(offer ? [letGo({ presence }, callSid, offer, 'spared')] : []),
  ]);
  if (!agent && arrivedAt && endedAt >= startedAt) {
    log.info('caller gave up', { callSid, milliseconds: Date.parse(endedAt) - Date.parse(arrivedAt) });
  }
  return call;
}
