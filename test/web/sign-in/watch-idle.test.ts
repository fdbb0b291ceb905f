import { afterEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '#web/src/platform/clock.ts';
import { type IdleWatch, watchIdle } from '#web/src/sign-in/watch-idle.ts';
import { fakeClock } from '../support/fake-clock.ts';

const MINUTE = 60_000;

let watch: IdleWatch | undefined;
afterEach(() => watch?.stop());

function idleDesk() {
  const clock = fakeClock();
  const window = new EventTarget();
  const told: unknown[] = [];
  const channel = {
    postMessage: (message: unknown) => void told.push(message),
    onmessage: null as BroadcastChannel['onmessage'],
  };
  const state = { busy: false, ended: 0 };
  const made = watchIdle({
    window,
    clock,
    channel,
    isBusy: () => state.busy,
    onEnd: () => {
      state.ended += 1;
    },
  });
  watch = made;
  return { clock, window, told, channel, state, watch: made };
}

describe('an unused sign-in', () => {
  it('warns after 13 minutes and ends after 15, once', async () => {
    const { clock, state, watch } = idleDesk();
    await clock.advance(12.9 * MINUTE);
    expect(watch.endsAt.value).toBeUndefined();
    await clock.advance(0.2 * MINUTE);
    expect(watch.endsAt.value).toBe(clock.now() + 1.9 * MINUTE);
    expect(state.ended).toBe(0);
    await clock.advance(10 * MINUTE);
    expect(state.ended).toBe(1);
  });

  it.each(['pointerdown', 'keydown'])('continues after a %s, even while the warning shows', async (event) => {
    const { clock, window, state, watch } = idleDesk();
    await clock.advance(14 * MINUTE);
    window.dispatchEvent(new Event(event));
    expect(watch.endsAt.value).toBeUndefined();
    await clock.advance(12 * MINUTE);
    expect(state.ended).toBe(0);
  });

  it('counts a moving pointer, but keeps the warning', async () => {
    const { clock, window, watch } = idleDesk();
    await clock.advance(12 * MINUTE);
    window.dispatchEvent(new Event('pointermove'));
    await clock.advance(12 * MINUTE);
    expect(watch.endsAt.value).toBeUndefined();
    await clock.advance(1.5 * MINUTE);
    window.dispatchEvent(new Event('pointermove'));
    expect(watch.endsAt.value).toBeDefined();
  });

  it('never ends during a call or an open payment', async () => {
    const { clock, state } = idleDesk();
    state.busy = true;
    await clock.advance(60 * MINUTE);
    expect(state.ended).toBe(0);
    state.busy = false;
    await clock.advance(14 * MINUTE);
    expect(state.ended).toBe(0);
  });

  it('is in use when another tab is, and tells the others at most twice a minute', async () => {
    const { clock, window, told, channel, state } = idleDesk();
    for (let second = 0; second < 60; second += 1) {
      window.dispatchEvent(new Event('keydown'));
      await clock.advance(1_000);
    }
    expect(told).toEqual(['active', 'active']);
    await clock.advance(14 * MINUTE);
    channel.onmessage?.call(channel as BroadcastChannel, new MessageEvent('message', { data: 'active' }));
    await clock.advance(14 * MINUTE);
    expect(state.ended).toBe(0);
  });

  it('has ended when a computer wakes from sleep, even by a key press', () => {
    const window = new EventTarget();
    let now = 0;
    let look = () => {};
    let ended = 0;
    const clock: Clock = {
      now: () => now,
      after: () => () => {},
      every: (_, run) => {
        look = run;
        return () => {};
      },
    };
    const onEnd = () => {
      ended += 1;
    };
    watch = watchIdle({ window, clock, channel: undefined, isBusy: () => false, onEnd });
    now = 60 * MINUTE;
    window.dispatchEvent(new Event('keydown'));
    look();
    expect(ended).toBe(1);
  });
});
