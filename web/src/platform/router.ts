import { type ReadonlySignal, signal } from '@preact/signals';

/** Where the desk is. The address is the state: back, forward and reload bring filters and pages back. */
export interface Router {
  readonly path: ReadonlySignal<string>;
  readonly search: ReadonlySignal<string>;
  /** How often the page changed by the agent's own move; a page that comes up after one takes the focus. */
  readonly moves: ReadonlySignal<number>;
  go(address: string, options?: { readonly replace: boolean }): void;
}

export function createRouter(window: Pick<Window, 'location' | 'history' | 'addEventListener'>): Router {
  const path = signal(window.location.pathname);
  const search = signal(window.location.search);
  const moves = signal(0);
  const read = () => {
    if (path.peek() !== window.location.pathname) moves.value += 1;
    path.value = window.location.pathname;
    search.value = window.location.search;
  };
  window.addEventListener('popstate', read);
  return {
    path,
    search,
    moves,
    go(address, options) {
      window.history[options?.replace ? 'replaceState' : 'pushState'](null, '', address);
      read();
    },
  };
}
