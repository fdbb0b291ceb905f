import type { Context, ScheduledEvent } from 'aws-lambda';
import { createLog } from '#lambdas/platform/log.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { reportLine } from './report-line.ts';
import { type SweepNeeds, sweep } from './sweep.ts';

const log = createLog();

type Needs = SweepNeeds & Pick<Services, 'queue'>;

const services: Needs = real.lazily<Needs>({
  bus: real.bus,
  calls: real.calls,
  ceilings: real.ceilings,
  clock: real.clock,
  counting: real.counting,
  documents: real.documents,
  listing: real.listing,
  open: real.open,
  outbox: real.outbox,
  payments: real.payments,
  queue: real.queue,
  sessions: real.sessions,
  trail: real.trail,
  twilioCalls: real.twilioCalls,
});

/** Runs every minute: says who waits in line, and ends stuck sessions. */
export async function handler(
  _event: ScheduledEvent,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<void> {
  const runLog = log.with({ requestId: context.awsRequestId, route: 'sweep' });
  const startedAt = Date.now();
  await reportLine(services, runLog);
  await sweep(services, runLog, () => context.getRemainingTimeInMillis());
  runLog.info('swept', { milliseconds: Date.now() - startedAt });
}
