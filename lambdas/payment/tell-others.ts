import { isOver } from '#lambdas/contract/session-actions.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import { outwardEvents } from '#lambdas/session/outward-events.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { settleCeiling } from './settle-ceiling.ts';

/**
 * Tells all that a trail has to say: what was told before goes again, as it was.
 *
 * @throws Error when some of it was not taken
 */
export async function publishTrail(
  { bus }: Pick<Services, 'bus'>,
  events: readonly RecordedEvent[],
): Promise<void> {
  if (bus.isOn) await bus.put(outwardEvents(events, bus.deskUrl));
}

export type TellingOthers = Pick<Services, 'bus' | 'ceilings'>;

/**
 * What the rest of the world must hear of a payment: what it counts under its ceiling, and its events. All of it goes each
 * time, so it is safe to repeat, and a start that was not heard is heard with the end.
 *
 * @throws Error when some of it did not arrive
 */
export async function tellOthers(services: TellingOthers, events: readonly RecordedEvent[]): Promise<void> {
  await Promise.all([settleCeiling(services, events), publishTrail(services, events)]);
}

/**
 * Lets a payment that is over be shown as over: others were told, or it is marked for the sweep. While neither works it
 * stays listed as under way, so the sweep comes back to it.
 *
 * @returns whether it may be shown so
 */
export async function toldOrMarked(
  services: TellingOthers & Pick<Services, 'outbox'>,
  events: readonly RecordedEvent[],
  log: Log,
): Promise<boolean> {
  if (!isOver(reduceSession(events).session.state)) return true;
  try {
    await tellOthers(services, events);
    return true;
  } catch (failure) {
    log.warn('others not told', { paySid: events[0]?.paySid ?? '', ...describeFailure(failure) });
    return isMarked(services, events, log);
  }
}

/** The same for those who do not tell. */
export async function isMarked(
  { outbox }: Pick<Services, 'outbox'>,
  events: readonly RecordedEvent[],
  log: Log,
): Promise<boolean> {
  const { paySid, state } = reduceSession(events).session;
  if (!isOver(state)) return true;
  try {
    await outbox.mark(paySid);
    return true;
  } catch (failure) {
    log.warn('outbox not marked', { paySid, ...describeFailure(failure) });
    return false;
  }
}
