import { type ReadonlySignal, signal } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { endingOf } from '#lambdas/contract/payment-ending.ts';
import type { MyDayResponse } from '#lambdas/contract/report-api.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** How soon it is read again while the lists do not have yet what the desk knows. */
const AGAIN_MS = 2_000;
const MOST_READS = 4;

/** The agent's own payments of today. */
export interface OwnDay {
  /** What is known stays while it is read again. */
  readonly day: ReadonlySignal<MyDayResponse | undefined>;
  /** The latest read failed. */
  readonly isStale: ReadonlySignal<boolean>;
  /** Reads it now, and again until it has this payment, which has just ended. */
  look(ended?: Pick<PaySession, 'paySid' | 'state' | 'outcome' | 'error'>): Promise<void>;
}

export interface OwnDayNeeds {
  readonly api: Pick<DeskApi, 'myDay'>;
  readonly clock: Clock;
  /** When the day began, in the zone that the desk shows. */
  readonly dayStart: () => string;
}

export function createOwnDay({ api, clock, dayStart }: OwnDayNeeds): OwnDay {
  const day = signal<MyDayResponse | undefined>(undefined);
  const isStale = signal(false);
  let newest = 0;
  let stopTimer = () => {};

  const look = async (ended?: Parameters<OwnDay['look']>[0], reads = 1): Promise<void> => {
    newest += 1;
    const run = newest;
    stopTimer();
    try {
      const received = await api.myDay(dayStart());
      if (run !== newest) return;
      day.value = received;
      isStale.value = false;
    } catch {
      if (run !== newest) return;
      isStale.value = true;
    }
    const listed = day.peek()?.latest.find(({ paySid }) => paySid === ended?.paySid);
    const isBehind = isStale.peek() || listed?.ending !== (ended && endingOf(ended));
    if (ended && isBehind && reads < MOST_READS) {
      stopTimer = clock.after(AGAIN_MS, () => void look(ended, reads + 1));
    }
  };
  return { day, isStale, look: (ended) => look(ended) };
}
