import type { Page } from 'playwright-core';

/** The line between a desk's phone and the voice service. */
export interface SignalLine {
  /** Breaks it. Until `mend` every new try hangs, as on a network that swallows packets. */
  cut(): Promise<void>;
  /** Lets the tries that hang through, and all that follow. */
  mend(): void;
}

/** Puts itself into the phone's line. Call it before the page is loaded: sockets that are already open stay out of reach. */
export async function holdSignalLine(page: Page): Promise<SignalLine> {
  let whole = Promise.resolve();
  let mend = () => {};
  let hangUp: () => Promise<void> = async () => {};
  await page.routeWebSocket(/\/signal\b/, async (socket) => {
    await whole;
    // A try that was given up while it hung has nobody left to talk to.
    socket.connectToServer();
    hangUp = () => socket.close({ code: 4000, reason: 'cut' }).catch(() => {});
  });
  return {
    cut() {
      whole = new Promise((resolve) => {
        mend = resolve;
      });
      return hangUp();
    },
    mend: () => mend(),
  };
}
