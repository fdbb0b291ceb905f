import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import { keepTokenFresh } from '#web/src/phone/keep-token-fresh.ts';
import { fakeClock, settle } from '../support/fake-clock.ts';

function phoneWith(tokens: readonly (string | Error)[]) {
  const given: string[] = [];
  const device = Object.assign(new EventEmitter(), {
    updateToken: (token: string) => void given.push(token),
  });
  const left = [...tokens];
  const fresh = async () => {
    const next = left.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error('asked too often');
    return next;
  };
  const failing = signal(false);
  const clock = fakeClock();
  const stop = keepTokenFresh(device, { fresh }, clock, failing);
  return { device, given, failing, clock, stop };
}

const refused = new Error('refused');

describe('the phone’s token', () => {
  it('is renewed before it expires', async () => {
    const { device, given } = phoneWith(['second']);
    device.emit('tokenWillExpire');
    await settle();
    expect(given).toEqual(['second']);
  });

  it('is tried again after a failure, and worries the agent only after two', async () => {
    const { device, given, failing, clock } = phoneWith([refused, refused, 'second']);
    device.emit('tokenWillExpire');
    await settle();
    expect(failing.value).toBe(false);
    await clock.advance(20_000);
    expect(failing.value).toBe(true);
    await clock.advance(20_000);
    expect(failing.value).toBe(false);
    expect(given).toEqual(['second']);
  });

  it.each([20101, 20104, 31204, 31205])('is renewed when the edge refuses it with %i', async (code) => {
    const { device, given } = phoneWith(['second']);
    device.emit('error', { code });
    await settle();
    expect(given).toEqual(['second']);
  });

  it('is not given again while there is no newer one: the phone would ask at once for the next', async () => {
    const { device, given, clock } = phoneWith(['second', 'second', 'third']);
    device.emit('tokenWillExpire');
    await settle();
    device.emit('tokenWillExpire');
    await settle();
    expect(given).toEqual(['second']);
    await clock.advance(20_000);
    expect(given).toEqual(['second', 'third']);
  });

  it('is not renewed after other errors, nor once the phone is gone', async () => {
    const { device, given, clock, stop } = phoneWith([refused, 'late']);
    device.emit('error', { code: 31005 });
    await settle();
    expect(given).toEqual([]);
    device.emit('tokenWillExpire');
    await settle();
    stop();
    await clock.advance(60_000);
    expect(given).toEqual([]);
  });
});
