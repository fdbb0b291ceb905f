import type { Chance, FaultPlan } from '../services.ts';

/** What is to go wrong with one callback. */
export interface DeliveryPlan {
  readonly lost?: boolean;
  /** Milliseconds it is held back while later ones of its session go first. */
  readonly overtakenAfter?: number;
  /** Milliseconds it is held back, and everything behind it. */
  readonly lateBy?: number;
  /** Sent a second time, with the same idempotency token. */
  readonly duplicated?: boolean;
}

/** Rolls the dice once per fault; a lost callback cannot also be late. */
export function planDelivery(faults: FaultPlan['callbacks'], chance: Chance): DeliveryPlan {
  const { late, duplicated, reordered, lost } = faults ?? {};
  const strikes = (fault?: { readonly probability: number }) =>
    fault && chance.fraction() < fault.probability;
  if (strikes(lost)) return { lost: true };
  if (reordered && strikes(reordered)) {
    return { overtakenAfter: Math.ceil(chance.fraction() * reordered.windowMilliseconds) };
  }
  return {
    ...(late && strikes(late) ? { lateBy: late.milliseconds } : {}),
    ...(strikes(duplicated) ? { duplicated: true } : {}),
  };
}
