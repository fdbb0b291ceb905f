import { batch, type Signal, signal } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import type { DeskApi, ListFilter } from '#web/src/api/desk-api.ts';

/** How often a search that has found nothing looks further back by itself; after that, the person decides. */
const MOST_STEPS = 8;

export interface FoundPayments {
  readonly items: Signal<readonly PaySession[] | undefined>;
  /** Set while there may be older payments. */
  readonly cursor: Signal<string | undefined>;
  readonly failure: Signal<ApiError | undefined>;
  readonly busy: Signal<boolean>;
  /** Starts a new search. A late response to an older one is ignored. */
  search(filter: ListFilter): Promise<void>;
  /** Shows nothing; a late response is ignored. */
  clear(): void;
  /** Adds the next page to what is shown. */
  older(filter: ListFilter): Promise<void>;
}

/** A list of payments, page by page. */
export function createPaymentSearch(
  { list }: Pick<DeskApi, 'list'>,
  onFound: (count: number) => void,
): FoundPayments {
  const items = signal<readonly PaySession[] | undefined>(undefined);
  const cursor = signal<string | undefined>(undefined);
  const failure = signal<ApiError | undefined>(undefined);
  const busy = signal(false);
  let newest = 0;

  const load = async (filter: ListFilter, from?: string) => {
    newest += 1;
    const run = newest;
    busy.value = true;
    failure.value = undefined;
    try {
      let at = from;
      for (let step = 1; ; step += 1) {
        const page = await list({ ...filter, cursor: at });
        if (run !== newest) return;
        at = page.cursor;
        if (page.items.length > 0 || at === undefined || step === MOST_STEPS) {
          batch(() => {
            items.value = from ? [...(items.peek() ?? []), ...page.items] : page.items;
            cursor.value = at;
          });
          return onFound(items.peek()?.length ?? 0);
        }
      }
    } catch (error) {
      if (run === newest) failure.value = error as ApiError;
    } finally {
      if (run === newest) busy.value = false;
    }
  };

  const clear = () => {
    newest += 1;
    for (const shown of [items, cursor, failure]) shown.value = undefined;
    busy.value = false;
  };
  return {
    items,
    cursor,
    failure,
    busy,
    clear,
    search(filter) {
      clear();
      return load(filter);
    },
    older: (filter) => load(filter, cursor.peek()),
  };
}
