import type { Context, DynamoDBStreamEvent, ScheduledEvent } from 'aws-lambda';
import { createLog, describeFailure } from '#lambdas/platform/log.ts';
import { LogDamaged } from '#lambdas/stores/tlog-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type SealNeeds, sealMinute, sealRecords } from './seal.ts';

const log = createLog();

const services: SealNeeds = real.lazily<SealNeeds>({ auditSlices: real.auditSlices, tlog: real.tlog });

/** Records of the audit table's stream, the minute's tick, or an operator's request to read the whole table again. */
export type SealEvent = DynamoDBStreamEvent | ScheduledEvent | { readonly reconcile: true };

/** Adds to the transparency log. Fails only where the log could not be written: the stream then sends the batch again. */
export async function handler(
  event: SealEvent,
  { awsRequestId, getRemainingTimeInMillis }: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
): Promise<void> {
  const runLog = log.with({ requestId: awsRequestId, route: 'seal' });
  try {
    if ('Records' in event) await sealRecords(services, event.Records, runLog);
    else await sealMinute(services, runLog, () => getRemainingTimeInMillis(), 'reconcile' in event);
  } catch (error) {
    if (error instanceof LogDamaged) runLog.error('log damaged', describeFailure(error));
    throw error;
  }
}
