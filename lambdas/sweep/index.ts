import type { Context, ScheduledEvent } from 'aws-lambda';
import { createLog } from '#lambdas/platform/log.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type SweepNeeds, sweep } from './sweep.ts';

const log = createLog();

const services: SweepNeeds = real.lazily<SweepNeeds>({
  calls: real.calls,
  ceilings: real.ceilings,
  clock: real.clock,
  documents: real.documents,
  listing: real.listing,
  open: real.open,
  payments: real.payments,
  sessions: real.sessions,
  trail: real.trail,
  twilioCalls: real.twilioCalls,
});

/** Runs every minute: ends stuck sessions. */
export async function handler(
  _event: ScheduledEvent,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<void> {
  const runLog = log.with({ requestId: context.awsRequestId, route: 'sweep' });
  const startedAt = Date.now();
  await sweep(services, runLog, () => context.getRemainingTimeInMillis());
  runLog.info('swept', { milliseconds: Date.now() - startedAt });
}
