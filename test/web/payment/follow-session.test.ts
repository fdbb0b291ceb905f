import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { CHECK_MS, followSession, POLL_MS } from '#web/src/payment/follow-session.ts';
import { fakeClock, settle } from '../support/fake-clock.ts';
import { FakeSync } from '../support/fake-sync.ts';
import { paySession } from '../support/sessions.ts';

function follow(options: { connected?: boolean; refuses?: boolean } = {}) {
  const clock = fakeClock();
  const sync = new FakeSync();
  sync.refuses = options.refuses ?? false;
  const connected = signal(options.connected ?? true);
  const seen: number[] = [];
  let reads = 0;
  let current: PaySession = paySession({ version: 7 });
  const followed = followSession({
    session: paySession(),
    live: { connected, open: (id) => sync.document({ id }) },
    read: async () => {
      reads += 1;
      return current;
    },
    clock,
    onState: (session) => seen.push(session.version),
  });
  return {
    clock,
    sync,
    connected,
    seen,
    followed,
    reads: () => reads,
    serve: (session: PaySession) => {
      current = session;
    },
  };
}

describe('followSession', () => {
  it('delivers live updates and reads nothing while connected', async () => {
    const { clock, sync, seen, followed, reads } = follow();
    await settle();
    sync.push('pay-doc', paySession({ version: 2 }));
    await clock.advance(4 * POLL_MS);
    expect(seen).toEqual([2]);
    expect(followed.live.value).toBe('live');
    expect(reads()).toBe(0);
  });

  it('reads the session when live updates stay silent, because a push may have failed', async () => {
    const { clock, sync, seen, reads } = follow();
    await settle();
    sync.push('pay-doc', paySession({ version: 2 }));
    await clock.advance(2 * CHECK_MS);
    expect(seen).toEqual([2, 7]);
    expect(reads()).toBe(1);
  });

  it('reads the session every three seconds while the connection is down', async () => {
    const { clock, connected, seen, followed, reads } = follow();
    await settle();
    connected.value = false;
    await clock.advance(2 * POLL_MS);
    expect(followed.live.value).toBe('polling');
    expect(reads()).toBe(2);
    expect(seen).toEqual([7, 7]);
  });

  it('reads once more when live updates come back, then stops', async () => {
    const { clock, connected, followed, reads } = follow();
    await settle();
    connected.value = false;
    await clock.advance(POLL_MS);
    connected.value = true;
    await clock.advance(3 * POLL_MS);
    expect(followed.live.value).toBe('live');
    expect(reads()).toBe(2);
  });

  it('polls when the document cannot be opened, and opens it later', async () => {
    const { clock, sync, followed, reads } = follow({ refuses: true });
    await clock.advance(POLL_MS);
    expect(followed.live.value).toBe('polling');
    expect(reads()).toBe(1);
    sync.refuses = false;
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
