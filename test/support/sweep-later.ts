import { createLog } from '#lambdas/platform/log.ts';
import { type SweepNeeds, sweep } from '#lambdas/sweep/sweep.ts';
import * as real from '#lambdas/wiring/real-services.ts';

/** Sweeps as if that much time had passed; returns how many sessions it ended and the lines it logged. */
export async function sweepLater(
  milliseconds: number,
  remaining: () => number = () => 55_000,
  instead: Partial<SweepNeeds> = {},
) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const now = new Date(Date.now() + milliseconds);
  const services: SweepNeeds = {
    calls: real.calls(),
    bus: real.bus(),
    ceilings: real.ceilings(),
    outbox: real.outbox(),
    clock: { now: () => now, sleep: async () => {} },
    counting: real.counting(),
    documents: real.documents(),
    listing: real.listing(),
    open: real.open(),
    payments: real.payments(),
    sessions: real.sessions(),
    trail: real.trail(),
    twilioCalls: real.twilioCalls(),
    ...instead,
  };
  const ended = await sweep(
    services,
    createLog((line) => lines.push(JSON.parse(line))),
    remaining,
  );
  return { ended, lines };
}
