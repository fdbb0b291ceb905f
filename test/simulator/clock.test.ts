import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createSeededChance } from '#simulator/chance.ts';
import { createManualClock, systemClock } from '#simulator/clock.ts';

describe('the manual clock', () => {
  it('runs what falls due, in order of time, each at its own time', () => {
    const clock = createManualClock(new Date(0));
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name}@${clock.now().getTime()}`);
    clock.setTimer(30, note('late'));
    clock.setTimer(10, () => {
      note('early')();
      clock.setTimer(5, note('nested'));
    });
    clock.setTimer(10, note('second'));
    clock.setTimer(99, note('never'));
    const cancel = clock.setTimer(20, note('cancelled'));
    cancel();
    clock.advanceBy(40);
    expect(ran).toEqual(['early@10', 'second@10', 'nested@15', 'late@30']);
    expect(clock.now().getTime()).toBe(40);
    expect(clock.pending).toBe(1);
  });
});

describe('the system clock', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('waits longer than Node can, and not at all once cancelled', () => {
    jest.useFakeTimers({ now: 0 });
    const ran: number[] = [];
    const days = 24 * 60 * 60 * 1000;
    systemClock.setTimer(60 * days, () => ran.push(Date.now()));
    const cancel = systemClock.setTimer(60 * days, () => ran.push(-1));
    jest.advanceTimersByTime(59 * days);
    cancel();
    expect(ran).toEqual([]);
    jest.advanceTimersByTime(days);
    expect(ran).toEqual([60 * days]);
  });
});

describe('seeded chance', () => {
  it('repeats itself for a seed, and looks like the real thing', () => {
    const [a, b, other] = [createSeededChance(1), createSeededChance(1), createSeededChance(2)];
    const draw = (chance: typeof a) => [chance.hex(16), chance.uuid(), chance.fraction()];
    expect(draw(a)).toEqual(draw(b));
    expect(draw(a)).not.toEqual(draw(other));
    expect(a.hex(16)).toMatch(/^[0-9a-f]{32}$/);
    expect(a.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (let n = 0; n < 1000; n += 1) expect(Math.floor(a.fraction())).toBe(0);
  });
});
