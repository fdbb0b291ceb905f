import { type ReadonlySignal, signal } from '@preact/signals';

/** Which page the desk shows. The address is the state: back, forward and reload restore filters and pages. */
export interface Router {
  readonly path: ReadonlySignal<string>;
  readonly search: ReadonlySignal<string>;
  /**
   * What belongs to this page of the history but must not be in its address, where logs, referrers and other people
   * see it. Back, forward and reload restore it too.
   */
  readonly kept: ReadonlySignal<Kept>;
  /** How often the agent has navigated; a page opened that way takes the focus. */
  readonly moves: ReadonlySignal<number>;
  go(address: string, options?: { readonly replace?: boolean; readonly kept?: Kept }): void;
}

export type Kept = Readonly<Record<string, string>>;

export function createRouter(window: Pick<Window, 'location' | 'history' | 'addEventListener'>): Router {
  const path = signal(window.location.pathname);
  const search = signal(window.location.search);
  const kept = signal<Kept>(window.history.state ?? {});
  const moves = signal(0);
  const read = () => {
    if (path.peek() !== window.location.pathname) moves.value += 1;
    path.value = window.location.pathname;
    search.value = window.location.search;
    kept.value = window.history.state ?? {};
  };
  window.addEventListener('popstate', read);
  return {
    path,
    search,
    kept,
    moves,
    go(address, options) {
      window.history[options?.replace ? 'replaceState' : 'pushState'](options?.kept ?? null, '', address);
      read();
    },
  };
}
