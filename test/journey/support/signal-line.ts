import type { Page } from 'playwright-core';

/** The line between a desk's phone and the voice service. */
export interface SignalLine {
  /** Cuts the line. Until `mend`, every new connection hangs, as on a network that drops packets. */
  cut(): Promise<void>;
  /** Lets the hanging connections through, and all later ones. */
  mend(): void;
}

/** Intercepts the phone's line. Call it before the page loads: it cannot reach sockets that are already open. */
export async function holdSignalLine(page: Page): Promise<SignalLine> {
  let whole = Promise.resolve();
  let mend = () => {};
  let hangUp: () => Promise<void> = async () => {};
  await page.routeWebSocket(/\/signal\b/, async (socket) => {
    await whole;
    // A connection that the page gave up while it hung has nobody left to talk to.
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
