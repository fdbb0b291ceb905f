import type { TabChannel } from '#web/src/sign-in/other-tabs.ts';

type Listener = (event: MessageEvent) => void;

/** The channel between the tabs of one browser: what one says, all others get. */
export function fakeTabs(): { readonly join: () => TabChannel; readonly said: unknown[] } {
  const tabs = new Set<Set<Listener>>();
  const said: unknown[] = [];
  return {
    said,
    join() {
      const own = new Set<Listener>();
      tabs.add(own);
      return {
        postMessage(data: unknown) {
          said.push(data);
          for (const tab of tabs) {
            if (tab !== own) for (const listener of [...tab]) listener({ data } as MessageEvent);
          }
        },
        addEventListener: (_: string, listener: unknown) => void own.add(listener as Listener),
        removeEventListener: (_: string, listener: unknown) => void own.delete(listener as Listener),
      };
    },
  };
}
