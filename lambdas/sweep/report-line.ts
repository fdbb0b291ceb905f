import { NUMBER_RULES } from '#lambdas/contract/call-rules.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import { figuresOf } from '#lambdas/stores/call-queue.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/**
 * Says every minute who waits in line, also that nobody does: neither a caller nor a desk has to ask for anything. A line that
 * cannot be read is a missing figure, and keeps no payment from its end.
 */
export async function reportLine(
  { clock, queue }: Pick<Services, 'clock' | 'queue'>,
  log: Log,
): Promise<void> {
  try {
    const line = await queue.waiting(NUMBER_RULES.QUEUE_LIMIT.most);
    log.info('callers in line', figuresOf(line, clock.now()));
  } catch (failure) {
    log.error('line not read', describeFailure(failure));
  }
}
