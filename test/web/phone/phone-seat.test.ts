import { describe, expect, it } from '@jest/globals';
import { createPhoneSeat } from '#web/src/phone/phone-seat.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** Tabs of one browser: locks and channels as the browser shares them. */
function browser() {
  const clock = fakeClock();
  let holder: (() => void) | undefined;
  const waiting: (() => void)[] = [];
  const channels: { onmessage: ((event: MessageEvent) => void) | null }[] = [];
  const request = (_name: string, { signal }: LockOptions, run: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', give);
        holder = start;
        void run().then(() => {
          holder = undefined;
          waiting.shift()?.();
          resolve();
        });
      };
      const give = () => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(new DOMException('', 'AbortError'));
      };
      if (!holder) return start();
      waiting.push(start);
      signal?.addEventListener('abort', give);
    });
  const locks = {
    request,
    query: async () => ({ held: holder ? [{ name: 'desk-phone' }] : [] }),
  } as unknown as LockManager;
  const tab = () => {
    const log: string[] = [];
    const state = { busy: false };
    const channel = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage(data: unknown) {
        for (const other of channels) {
          if (other !== channel) other.onmessage?.({ data } as MessageEvent);
        }
      },
    };
    channels.push(channel);
    const seat = createPhoneSeat({
      locks,
      openChannel: () => channel as unknown as BroadcastChannel,
      isBusy: () => state.busy,
      onGiveUp: () => void log.push('gave up'),
      clock,
    });
    return { seat, log, state };
  };
  return { tab, clock };
}

describe('the phone’s seat where the browser refuses locks', () => {
  const refuse = (): never => {
    throw new DOMException('', 'SecurityError');
  };
  it.each([
    ['by throwing', { request: refuse, query: refuse }],
    ['by rejecting', { request: async () => refuse(), query: async () => refuse() }],
    ['altogether', undefined],
  ])('%s is always free: no other tab can be asked', async (_, locks) => {
    const seat = createPhoneSeat({
      locks,
      openChannel: () => undefined,
      isBusy: () => false,
      onGiveUp: () => {},
      clock: fakeClock(),
    });
    expect(await seat.take()).toBe(true);
    expect(seat.state.value).toBe('here');
  });
});

describe('the phone’s seat', () => {
  it('is taken by the first tab, and a second tab shows so at once', async () => {
    const { tab, clock } = browser();
    const first = tab();
    expect(await first.seat.take()).toBe(true);
    expect(first.seat.state.value).toBe('here');
    const second = tab();
    await Promise.resolve();
    expect(second.seat.state.value).toBe('elsewhere');
    const taking = second.seat.take();
    await clock.advance(1_000);
    expect(await taking).toBe(false);
  });

  it('is handed over on demand, and the old tab knows', async () => {
    const { tab } = browser();
    const [first, second] = [tab(), tab()];
    await first.seat.take();
    expect(await second.seat.takeOver()).toBe(true);
    expect(first.log).toEqual(['gave up']);
    expect([first.seat.state.value, second.seat.state.value]).toEqual(['elsewhere', 'here']);
  });

  it('is refused while the other tab is on a call', async () => {
    const { tab } = browser();
    const [first, second] = [tab(), tab()];
    await first.seat.take();
    first.state.busy = true;
    expect(await second.seat.takeOver()).toBe(false);
    expect(second.seat.state.value).toBe('busy-elsewhere');
    expect(first.log).toEqual([]);
    expect(first.seat.state.value).toBe('here');
  });

  it('is free again once left', async () => {
    const { tab } = browser();
    const [first, second] = [tab(), tab()];
    await first.seat.take();
    first.seat.leave();
    expect(first.seat.state.value).toBe('free');
    expect(await second.seat.take()).toBe(true);
  });

  it('is always free in a browser without locks', async () => {
    const seat = createPhoneSeat({
      locks: undefined,
      openChannel: () => undefined,
      isBusy: () => false,
      onGiveUp: () => undefined,
      clock: fakeClock(),
    });
    expect(await seat.take()).toBe(true);
  });
});
