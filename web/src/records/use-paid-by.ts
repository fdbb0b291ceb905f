import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApi } from '#web/src/api/use-api.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { addDays, dayOf, zone, zoneName } from './zone.ts';

export interface PaidBy {
  /** Who took payments in a range, and in which currencies; each in order. */
  readonly agents: readonly string[];
  readonly currencies: readonly string[];
}

/** How many days are looked at where the range has no beginning. */
const USUAL_DAYS = 31;

/** Whose payments a range of days or of times holds; undefined while that is not known, and for somebody who may not ask. */
export function usePaidBy(from: string, to: string, mayAsk: boolean): PaidBy | undefined {
  const { api } = useApi();
  const { clock } = usePlatform();
  const found = useSignal<PaidBy | undefined>(undefined);
  useEffect(() => {
    found.value = undefined;
    if (!mayAsk) return;
    let isWanted = true;
    const last = to || dayOf(new Date(clock.now()));
    const first = from || addDays(last.slice(0, 10), -USUAL_DAYS);
    api.report({ from: first, to: last, zone: zoneName() }).then(
      ({ rows }) => {
        if (!isWanted) return;
        const names = (list: readonly string[]) => [...new Set(list)].filter(Boolean).sort();
        found.value = {
          agents: names(rows.map(({ agent }) => agent)),
          currencies: names(rows.map(({ currency }) => currency)),
        };
      },
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [from, to, mayAsk, zone.value]);
  return found.value;
}
