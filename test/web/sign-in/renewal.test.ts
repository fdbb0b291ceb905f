/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiError } from '#web/src/api/client.ts';
import { fakeClock } from '../support/fake-clock.ts';
import {
  type FakeSignIn,
  fakeSignIn,
  openTab,
  pass,
  renewedAs,
  type TokenReply,
  wait,
} from '../support/fake-sign-in.ts';

let service: FakeSignIn;
const original = globalThis.fetch;
beforeEach(() => {
  service = fakeSignIn();
  globalThis.fetch = service.fetch;
});
afterEach(() => {
  globalThis.fetch = original;
});

const PASSING: readonly (readonly [string, TokenReply])[] = [
  ['no response', 'no response'],
  ['a 500', { status: 500, text: 'oops' }],
  ['a 502 from a proxy', { status: 502, text: '<html>' }],
  ['a 503 in words', { status: 503, body: { message: 'Service Unavailable' } }],
  ['a 429', { status: 429, text: 'slow down' }],
  ['a server_error', { status: 500, body: { error: 'server_error' } }],
  ['temporarily_unavailable', { status: 503, body: { error: 'temporarily_unavailable' } }],
];
const REFUSING: readonly (readonly [string, TokenReply])[] = [
  ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }],
  ['invalid_client', { status: 401, body: { error: 'invalid_client' } }],
  ['a 403 without words', { status: 403, text: 'no' }],
  ['a 400 in other words', { status: 400, body: { message: 'Bad Request' } }],
];

async function tab(seconds = 600) {
  const clock = fakeClock();
  const opened = await openTab({ clock, channel: undefined, seconds });
  /** What the library does a minute before the token expires, and again when it has. */
  const expire = async () => {
    const renewing = opened.auth.renew().catch((error: unknown) => error);
    await wait();
    return renewing;
  };
  return { ...opened, clock, expire };
}

describe('a sign-in whose renewal fails', () => {
  it.each(PASSING)('by %s is tried again until it works, hours later if need be', async (_, reply) => {
    const { auth, clock, expire } = await tab();
    service.reply = reply;
    expect(await expire()).toBeInstanceOf(ApiError);
    expect(auth.renewing.value).toBe(true);
    await pass(clock, 180);
    expect(service.asked()).toBeGreaterThanOrEqual(180);
    expect(service.asked()).toBeLessThan(200);
    expect(auth.ended.value).toBe(false);
    service.reply = renewedAs('ana');
    await pass(clock, 1);
    expect(auth.renewing.value).toBe(false);
    expect(auth.user.value?.username).toBe('ana');
  });

  it.each(REFUSING)('by %s is over', async (_, reply) => {
    const { auth, expire, clock } = await tab();
    service.reply = reply;
    expect(await expire()).toBe(false);
    expect([auth.ended.value, auth.renewing.value]).toEqual([true, false]);
    await pass(clock, 10);
    expect(service.asked()).toBe(1);
  });

  it('is over once the refresh token is refused, however long it was tried', async () => {
    const { auth, clock, expire } = await tab();
    service.reply = 'no response';
    await expire();
    await pass(clock, 1);
    service.reply = { status: 400, body: { error: 'invalid_grant' } };
    await pass(clock, 1);
    expect([auth.ended.value, auth.renewing.value]).toEqual([true, false]);
  });

  it.each([
    ['the network is back', () => window.dispatchEvent(new Event('online'))],
    ['the page is shown', () => document.dispatchEvent(new Event('visibilitychange'))],
  ])('is tried at once when %s', async (_, wake) => {
    const { auth, clock, expire } = await tab();
    service.reply = 'no response';
    await expire();
    await pass(clock, 10);
    service.reply = renewedAs('ana');
    wake();
    await wait();
    expect(auth.renewing.value).toBe(false);
  });

  it('asks the service no more often because the page wants something', async () => {
    const { expire } = await tab();
    service.reply = 'no response';
    for (let request = 0; request < 20; request += 1) await expire();
    expect(service.asked()).toBe(1);
  });

  it('shows the desk after a reload, and renews as soon as that works', async () => {
    service.reply = 'no response';
    const { auth, clock } = await tab(-60);
    expect(auth.user.value?.username).toBe('ana');
    expect([auth.renewing.value, auth.ended.value]).toEqual([true, false]);
    service.reply = renewedAs('ana');
    await pass(clock, 1);
    expect(auth.renewing.value).toBe(false);
  });

  it('shows the sign-in after a reload when it is refused', async () => {
    service.reply = { status: 400, body: { error: 'invalid_grant' } };
    const { auth } = await tab(-60);
    expect(auth.user.value).toBeUndefined();
  });
});
