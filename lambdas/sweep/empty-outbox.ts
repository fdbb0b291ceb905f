import { tellOthers } from '#lambdas/payment/tell-others.ts';
import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Pick<Services, 'bus' | 'ceilings' | 'clock' | 'outbox' | 'trail'>;

/** Payments told of together. */
const LANES = 20;
/** A mark as old as this rings an alarm: four sweeps have not managed to tell. */
const LATE_MS = 5 * 60_000;

/** Tells other systems what they may not have heard, oldest first. */
export async function emptyOutbox(services: Needs, log: Log, isTimeLeft: () => boolean): Promise<void> {
  const { clock, outbox, trail } = services;
  await inLanes(await outbox.all(), LANES, isTimeLeft, async (marked) => {
    const { paySid, since } = marked;
    try {
      const events = await trail.read(paySid);
      // The end that was to be shown was never recorded, or its trail has expired.
      if (events.length > 0) await tellOthers(services, events);
      await outbox.unmark(marked);
    } catch (failure) {
      const isLate = clock.now().getTime() - Date.parse(since) > LATE_MS;
      log.error(isLate ? 'others told late' : 'others not told', { paySid, ...describeFailure(failure) });
    }
  });
}
