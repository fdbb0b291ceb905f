import type { CallbackFaults, Chance } from '../services.ts';

/** What goes wrong with one callback. */
export interface DeliveryPlan {
  readonly lost?: boolean;
  /** Milliseconds it is held back while later callbacks of its session go first. */
  readonly overtakenAfter?: number;
  /** Milliseconds it is held back, with everything after it. */
  readonly lateBy?: number;
  /** Sent a second time, with the same idempotency token. */
  readonly duplicated?: boolean;
}

/** Decides once per fault, at random; a lost callback cannot also be late. */
export function planDelivery(faults: CallbackFaults | undefined, chance: Chance): DeliveryPlan {
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
