import { type ReadonlySignal, signal } from '@preact/signals';
import { allowed } from '#web/src/platform/browser.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** Which tab of this browser has the phone. */
export type SeatState = 'free' | 'here' | 'elsewhere' | 'busy-elsewhere';

/** The right to be the one tab with the phone: otherwise every tab of an agent would ring. */
export interface PhoneSeat {
  readonly state: ReadonlySignal<SeatState>;
  /** Takes the seat if it is free; resolves to whether this tab has it now. */
  take(): Promise<boolean>;
  /**
   * Asks the other tab to give up the phone, which it refuses during a call. Resolves to whether this tab has it now.
   */
  takeOver(): Promise<boolean>;
  leave(): void;
}

export interface PhoneSeatOptions {
  readonly locks: Pick<LockManager, 'request' | 'query'> | undefined;
  readonly openChannel: () => Pick<BroadcastChannel, 'postMessage' | 'onmessage'> | undefined;
  /** True while giving up the phone would lose a call or a payment. */
  readonly isBusy: () => boolean;
  /** Shuts down this tab's phone, without saying that the agent is offline. */
  readonly onGiveUp: () => void;
  readonly clock: Pick<Clock, 'after'>;
}

const NAME = 'desk-phone';
/** A page that is closing releases its lock a moment later. */
const PATIENCE_MS = 1_000;
const HAND_OVER_MS = 4_000;

/** The seat is a Web Lock: the browser frees it with the tab, even after a crash. Tabs talk over a channel. */
export function createPhoneSeat({
  locks,
  openChannel,
  isBusy,
  onGiveUp,
  clock,
}: PhoneSeatOptions): PhoneSeat {
  const state = signal<SeatState>('free');
  const channel = openChannel();
  let giveBack: (() => void) | undefined;
  let refuse: (() => void) | undefined;

  const leave = () => {
    giveBack?.();
    giveBack = undefined;
    if (state.peek() === 'here') state.value = 'free';
  };
  const wait = (milliseconds: number): Promise<boolean> => {
    if (!locks || giveBack) {
      state.value = 'here';
      return Promise.resolve(true);
    }
    const waiting = new AbortController();
    refuse = () => waiting.abort();
    const stopWaiting = clock.after(milliseconds, refuse);
    return new Promise((resolve) => {
      const held = () =>
        new Promise<void>((release) => {
          stopWaiting();
          giveBack = release;
          state.value = 'here';
          resolve(true);
        });
      const fail = () => {
        stopWaiting();
        const isTaken = waiting.signal.aborted;
        // A browser that refuses locks has no tab to ask: like one without them, every tab may have the phone.
        if (isTaken && state.peek() !== 'busy-elsewhere') state.value = 'elsewhere';
        if (!isTaken) state.value = 'here';
        resolve(!isTaken);
      };
      (async () => locks.request(NAME, { signal: waiting.signal }, held))().catch(fail);
    });
  };
  // A tab opened beside the one with the phone shows so immediately.
  allowed(() => locks?.query())?.then(
    (found) => {
      if (state.peek() === 'free' && found.held?.some(({ name }) => name === NAME)) state.value = 'elsewhere';
    },
    () => undefined,
  );

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const isHere = state.peek() === 'here';
      if (data === 'busy' && !isHere) {
        state.value = 'busy-elsewhere';
        refuse?.();
      }
      if (data !== 'give up' || !isHere) return;
      if (isBusy()) return channel.postMessage('busy');
      onGiveUp();
      leave();
      state.value = 'elsewhere';
    };
  }
  return {
    state,
    take: () => wait(PATIENCE_MS),
    takeOver() {
      state.value = 'elsewhere';
      const taken = wait(HAND_OVER_MS);
      channel?.postMessage('give up');
      return taken;
    },
    leave,
  };
}
