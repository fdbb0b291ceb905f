import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import { readConfig } from '#infra/config.ts';
import { ESTIMATES } from '#infra/operate/capacity/capacity.ts';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { ApiError } from '#web/src/api/client.ts';
import { CHECK_MS, followSession, POLL_MS } from '#web/src/payment/follow-session.ts';
import { fakeClock, settle } from '../support/fake-clock.ts';
import { FakeSync } from '../support/fake-sync.ts';
import { paySession, typedDigits } from '../support/sessions.ts';

function follow(
  options: { connected?: boolean; refuses?: readonly string[]; awaited?: boolean; typing?: string } = {},
) {
  const clock = fakeClock();
  const sync = new FakeSync();
  sync.refuses = (id) => options.refuses?.includes(id) ?? false;
  const connected = signal(options.connected ?? true);
  const seen: number[] = [];
  const typed: string[] = [];
  let reads = 0;
  let respond = async (): Promise<PaySession> => paySession({ version: 7 });
  const followed = followSession({
    session: paySession(options.typing === undefined ? {} : { typing: options.typing }),
    live: { connected, open: (id) => sync.document({ id }) },
    read: () => {
      reads += 1;
      return respond();
    },
    isAwaited: () => options.awaited ?? false,
    isActing: () => false,
    clock,
    onState: (session) => seen.push(session.version),
    onTyped: (digits) => typed.push(digits.typed),
    random: () => 0,
  });
  return {
    clock,
    sync,
    connected,
    seen,
    typed,
    followed,
    reads: () => reads,
    serve: (next: typeof respond) => {
      respond = next;
    },
  };
}

describe('followSession', () => {
  it('delivers live updates and reads nothing while connected', async () => {
    const { clock, sync, seen, followed, reads } = follow();
    await settle();
    sync.push('pay-doc', paySession({ version: 2 }));
    await clock.advance(CHECK_MS - 1);
    expect(seen).toEqual([2]);
    expect(followed.live.value).toBe('live');
    expect(reads()).toBe(0);
  });

  it.each([
    ['nobody is awaited', false, CHECK_MS],
    ['the caller or the processor is awaited', true, 5_000],
  ])('when %s, finds an update that never came', async (_, awaited, within) => {
    const { clock, sync, seen, reads } = follow({ awaited });
    await settle();
    sync.push('pay-doc', paySession({ version: 2 }));
    await clock.advance(within);
    expect(seen).toEqual([2, 7]);
    expect(reads()).toBe(1);
  });

  it('is not live while the document is behind what was read, and again once they meet', async () => {
    const { clock, sync, followed, reads } = follow({ awaited: true });
    await settle();
    await clock.advance(5_000);
    expect(followed.live.value).toBe('polling');
    await clock.advance(2 * POLL_MS);
    expect(reads()).toBe(3);
    sync.push('pay-doc', paySession({ version: 6 }));
    expect(followed.live.value).toBe('polling');
    sync.push('pay-doc', paySession({ version: 7 }));
    expect(followed.live.value).toBe('live');
  });

  it('is not live while digits that were read did not come live either', async () => {
    const { clock, serve, followed } = follow({ awaited: true });
    const typed = paySession({ version: 1, updatedAt: '2026-11-22T14:05:03.000Z' });
    serve(async () => typed);
    await clock.advance(5_000);
    expect(followed.live.value).toBe('polling');
  });

  it('stays live while the document only lacks what the agent asked for: no push follows that', async () => {
    const { clock, serve, followed, reads } = follow({ awaited: true });
    const asked = paySession({ version: 5 });
    serve(async () => asked);
    await settle();
    followed.answered(asked);
    await clock.advance(3 * POLL_MS);
    expect(reads()).toBe(3);
    expect(followed.live.value).toBe('live');
  });

  it('reads the session every few seconds while the connection is down', async () => {
    const { clock, connected, seen, followed, reads } = follow();
    await settle();
    connected.value = false;
    await clock.advance(2 * POLL_MS);
    expect(followed.live.value).toBe('polling');
    expect(reads()).toBe(2);
    expect(seen).toEqual([7, 7]);
  });

  it('reads once more when live updates come back, then stops', async () => {
    const { clock, sync, connected, followed, reads } = follow();
    await settle();
    connected.value = false;
    await clock.advance(POLL_MS);
    sync.push('pay-doc', paySession({ version: 7 }));
    connected.value = true;
    await clock.advance(CHECK_MS - 1);
    expect(followed.live.value).toBe('live');
    expect(reads()).toBe(2);
  });

  it('polls when the document cannot be opened, and opens it later', async () => {
    const { clock, sync, followed, reads, serve } = follow({ refuses: ['pay-doc'] });
    serve(async () => paySession());
    await clock.advance(POLL_MS);
    expect(followed.live.value).toBe('polling');
    expect(reads()).toBe(1);
    sync.refuses = () => false;
    await clock.advance(15_000);
    expect(followed.live.value).toBe('live');
  });

  it('ignores a document about another session (B6)', async () => {
    const { sync, seen } = follow();
    await settle();
    sync.push('pay-doc', paySession({ version: 3, paySid: 'PK33333333333333333333333333333333' }));
    sync.push('pay-doc', 'not a session');
    expect(seen).toEqual([]);
  });

  it('delivers nothing once stopped', async () => {
    const { clock, connected, seen, followed, reads } = follow({ connected: false });
    await settle();
    followed.stop();
    connected.value = true;
    await clock.advance(5 * POLL_MS);
    expect(seen).toEqual([]);
    expect(reads()).toBe(0);
  });
});

describe('the document of what is being typed', () => {
  const typing = 'pay-typing';

  it('is delivered beside the state: what it holds when opened, then each update', async () => {
    const { clock, sync, typed, followed } = follow({ typing, refuses: [typing] });
    await settle();
    sync.refuses = () => false;
    sync.holding.set(typing, typedDigits());
    await clock.advance(15_000);
    sync.push(typing, typedDigits({ typed: 'xxxxx' }));
    expect(typed).toEqual(['xxxx', 'xxxxx']);
    expect(followed.seesKeys.value).toBe(true);
  });

  it('is ignored where it is about another session, or no digits', async () => {
    const { sync, typed, seen } = follow({ typing });
    await settle();
    for (const data of [typedDigits({ paySid: 'PK3' }), paySession({ version: 9 }), 'x', null, {}]) {
      sync.push(typing, data);
    }
    expect([typed, seen]).toEqual([[], []]);
  });

  it('harms nothing when it is refused, and is opened later', async () => {
    const { clock, sync, seen, typed, followed, reads, serve } = follow({ typing, refuses: [typing] });
    serve(async () => paySession({ version: 2 }));
    await settle();
    sync.push('pay-doc', paySession({ version: 2 }));
    expect([followed.live.value, followed.seesKeys.value, seen, reads()]).toEqual(['live', false, [2], 0]);
    sync.refuses = () => false;
    sync.holding.set(typing, typedDigits());
    await clock.advance(15_000);
    expect([followed.live.value, followed.seesKeys.value, typed]).toEqual(['live', true, ['xxxx']]);
  });

  it('harms nothing when it is removed, and is opened again', async () => {
    const { clock, sync, typed, followed } = follow({ typing });
    await settle();
    sync.remove(typing);
    expect([followed.live.value, followed.seesKeys.value]).toEqual(['live', false]);
    await clock.advance(15_000);
    sync.push(typing, typedDigits());
    expect([followed.seesKeys.value, typed]).toEqual([true, ['xxxx']]);
  });

  it('brings no keys once the connection is known to be down, and does again when it is back', async () => {
    const { clock, sync, connected, followed } = follow({ typing });
    await settle();
    connected.value = false;
    expect(followed.seesKeys.value).toBe(true);
    await clock.advance(POLL_MS);
    expect([followed.live.value, followed.seesKeys.value]).toEqual(['polling', false]);
    connected.value = true;
    await clock.advance(0);
    sync.push('pay-doc', paySession({ version: 7 }));
    expect([followed.live.value, followed.seesKeys.value]).toEqual(['live', true]);
  });

  it('is not missed where the service has none: digits come with the state', async () => {
    const { connected, clock, followed } = follow();
    await settle();
    connected.value = false;
    await clock.advance(POLL_MS);
    expect(followed.seesKeys.value).toBe(true);
  });

  it('is left with the session', async () => {
    const { sync, typed, followed } = follow({ typing });
    await settle();
    followed.stop();
    sync.push(typing, typedDigits());
    expect(typed).toEqual([]);
  });
});

describe('a service under pressure', () => {
  const refuse = (status: number, retryAfter?: number) => async () => {
    throw new ApiError(status, {}, retryAfter);
  };

  it.each([
    ['as long as a 429 asks', refuse(429, 90), 90_000],
    ['as long as a 503 asks', refuse(503, 45), 45_000],
    ['longer than usual after a 429 that names no time', refuse(429), 2 * POLL_MS],
    ['longer than usual after no response', refuse(0), 2 * POLL_MS],
  ])('is left alone %s', async (_, reply, rest) => {
    const { clock, serve, reads } = follow({ connected: false });
    serve(reply);
    await clock.advance(POLL_MS);
    expect(reads()).toBe(1);
    await clock.advance(rest - 1);
    expect(reads()).toBe(1);
    await clock.advance(1);
    expect(reads()).toBe(2);
  });

  it('is asked ever more seldom while it refuses, once a minute at least, and at the usual pace after that', async () => {
    const { clock, serve, reads } = follow({ connected: false });
    serve(refuse(503));
    await clock.advance(10 * 60_000);
    expect(reads()).toBeGreaterThanOrEqual(10);
    expect(reads()).toBeLessThanOrEqual(14);
    serve(async () => paySession());
    await clock.advance(60_000);
    const before = reads();
    await clock.advance(10 * POLL_MS);
    expect(reads()).toBe(before + 10);
  });

  it('is asked once at a time, and rests three times as long as it took', async () => {
    const { clock, serve, reads } = follow({ connected: false });
    serve(() => new Promise((resolve) => void clock.after(10_000, () => resolve(paySession()))));
    await clock.advance(POLL_MS + 10_000 + 30_000 - 1);
    expect(reads()).toBe(1);
    await clock.advance(1);
    expect(reads()).toBe(2);
  });

  it('that never responds is given up, so that the screen does not wait without end', async () => {
    const { clock, serve, reads } = follow({ connected: false });
    serve(() => new Promise(() => {}));
    await clock.advance(POLL_MS + 30_000 + 2 * POLL_MS);
    expect(reads()).toBe(2);
  });

  it('keeps 200 desks behind one address within the firewall’s budget', async () => {
    expect(POLL_MS).toBe(ESTIMATES.pollSeconds * 1_000);
    const { clock, reads } = follow({ connected: false });
    await clock.advance(5 * 60_000);
    // Beside these reads: a payment or two, a token, presence, a list.
    const othersPerDesk = 20;
    expect(200 * (reads() + othersPerDesk)).toBeLessThan(0.9 * readConfig({}).addressLimits.reads);
  });
});
