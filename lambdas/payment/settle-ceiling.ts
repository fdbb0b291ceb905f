import { DEFAULT_CURRENCY, toMinorUnits } from '#lambdas/contract/money.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent, StartFacts } from '#lambdas/session/trail-event.ts';
import type { Ceiling, Reservation } from '#lambdas/stores/ceiling-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/**
 * Brings what a payment counts under its grant's ceiling in line with what became of its money: nothing once surely
 * nothing was charged; all of it while that is not known, and when a late result says otherwise. Safe to repeat.
 */
export async function settleCeiling(
  services: Pick<Services, 'ceilings'>,
  events: readonly RecordedEvent[],
): Promise<void> {
  const started = events.find((event) => event.type === 'started');
  const { outcome } = reduceSession(events).session;
  if (!started || outcome === undefined) return;
  const isNothing = outcome === 'notCharged' || outcome === 'saved';
  await setCounted(services, started.facts, !isNothing);
}

/** Counts a start under its ceiling whether it fits or not, or counts it no longer; nothing for one without a grant. */
export async function setCounted(
  { ceilings }: Pick<Services, 'ceilings'>,
  facts: StartFacts,
  isCounted: boolean,
): Promise<void> {
  const counted = countedUnder(facts);
  if (counted) await ceilings[isCounted ? 'hold' : 'release'](counted.ceiling, counted.reservation);
}

/** Where and as what a start counts; undefined for one without a grant. */
export function countedUnder({
  grant,
  reference,
  chargeAmount,
  currency = DEFAULT_CURRENCY,
}: StartFacts): { readonly ceiling: Ceiling; readonly reservation: Reservation } | undefined {
  if (!grant || reference === undefined) return undefined;
  return {
    ceiling: { client: grant.client, reference, currency },
    reservation: { key: grant.reservation, amount: toMinorUnits(chargeAmount ?? '0', currency) ?? 0n },
  };
}
