import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import type { LiveConnection } from './live-connection.ts';
import type { SyncDocument } from './sync-sdk.ts';

/** How often the session is read while live updates are missing. */
export const POLL_MS = 3_000;
/**
 * How often a session is read while live updates are connected but silent: an update that failed to send is never
 * sent again.
 */
export const CHECK_MS = 15_000;
/** How often the desk retries opening the live document. */
const REOPEN_MS = 15_000;

export type LiveState = 'connecting' | 'live' | 'polling';

export interface FollowedSession {
  readonly live: ReadonlySignal<LiveState>;
  stop(): void;
}

export interface FollowOptions {
  readonly session: Pick<PaySession, 'paySid' | 'document'>;
  readonly live: Pick<LiveConnection, 'connected' | 'open'>;
  readonly read: (paySid: string) => Promise<PaySession>;
  readonly clock: Clock;
  readonly onState: (session: PaySession) => void;
}

/**
 * Delivers every newer state of one session until stopped: from its Sync document while that is open and connected,
 * otherwise by reading the session every three seconds. It also reads once when live updates come back, and every 15
 * seconds while they are silent, because an update that failed to send may never be sent again.
 */
export function followSession({ session, live, read, clock, onState }: FollowOptions): FollowedSession {
  const state = signal<LiveState>('connecting');
  const opened = signal(false);
  let document: SyncDocument | undefined;
  let stopped = false;
  let stopPolling: (() => void) | undefined;
  let stopReopening: (() => void) | undefined;
  let heard = false;

  const deliver = (data: unknown) => {
    heard = true;
    if (!stopped && isSessionOf(data, session.paySid)) onState(data);
  };
  const poll = () => {
    // The next tick retries a failed read; the banner already says that updates are slow.
    read(session.paySid).then(deliver, () => undefined);
  };
  const open = () => {
    live.open(session.document).then(
      (found) => {
        if (stopped) return found.close();
        document = found;
        found.on('updated', ({ data }) => deliver(data));
        found.on('removed', () => {
          opened.value = false;
        });
        deliver(found.data);
        opened.value = true;
      },
      () => {
        if (stopped) return;
        state.value = 'polling';
        stopReopening = clock.after(REOPEN_MS, open);
      },
    );
  };
  open();
  const stopChecking = clock.every(CHECK_MS, () => {
    if (state.peek() === 'live' && !heard) poll();
    heard = false;
  });

  const stopWatching = effect(() => {
    const isLive = opened.value && live.connected.value;
    if (isLive) {
      if (state.peek() === 'polling') poll();
      stopPolling?.();
      stopPolling = undefined;
      state.value = 'live';
    } else {
      stopPolling ??= clock.every(POLL_MS, () => {
        state.value = 'polling';
        poll();
      });
    }
  });

  return {
    live: state,
    stop() {
      stopped = true;
      stopWatching();
      stopChecking();
      stopPolling?.();
      stopReopening?.();
      document?.close();
    },
  };
}

/** False for a document about another session, which must not be shown. */
function isSessionOf(data: unknown, paySid: string): data is PaySession {
  return typeof data === 'object' && data !== null && (data as Partial<PaySession>).paySid === paySid;
}
