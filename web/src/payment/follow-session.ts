import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { PaySession, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { retryAfterMs } from '#web/src/api/client.ts';
import { type Backoff, backoffMs } from '#web/src/platform/backoff.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { followDocument } from './follow-document.ts';
import type { LiveConnection } from './live-connection.ts';
import { readDigits } from './typed-digits.ts';

/**
 * How often the session is read while live updates are missing, and while they are silent although the caller or the
 * processor is awaited: what was lost then shows within five seconds. The firewalls' limits
 * for reads are sized for this pace (`pollSeconds` in `infra/operate/capacity`), and leave completing and cancelling alone.
 */
export const POLL_MS = 4_500;
/** How often it is read while live updates are silent and nobody is awaited: the call may end, a supervisor may cancel. */
export const CHECK_MS = 15_000;
/** After failed reads; a `Retry-After` that is longer counts. */
const AFTER_FAILURE: Backoff = { firstMs: 2 * POLL_MS, mostMs: 60_000 };
/** A slow service gets this many times as long to rest as it took. */
const REST_FACTOR = 3;
/** The gateway responds within 29 seconds: a read without a response by then was lost with its connection. */
const LOST_MS = 30_000;

export type LiveState = 'connecting' | 'live' | 'polling';

export interface FollowedSession {
  readonly live: ReadonlySignal<LiveState>;
  /** True while the caller's keys reach the desk: with none shown, none was pressed. */
  readonly seesKeys: ReadonlySignal<boolean>;
  /** Takes note of a state that the service returned for the agent's own request. */
  answered(session: PaySession): void;
  /** Takes note of a state that was read. */
  found(session: PaySession): void;
  stop(): void;
}

export interface FollowOptions {
  readonly session: Pick<PaySession, 'paySid' | 'document' | 'typing' | 'version' | 'updatedAt'>;
  readonly live: Pick<LiveConnection, 'connected' | 'open'>;
  readonly read: (paySid: string) => Promise<PaySession>;
  /** True while something should arrive soon: the caller's keys, or the processor's result. */
  readonly isAwaited: () => boolean;
  /** True while a request of the agent's own is under way: its response tells more, and a read must not overtake it. */
  readonly isActing: () => boolean;
  readonly clock: Clock;
  readonly onState: (session: PaySession) => void;
  readonly onTyped: (digits: TypedDigits) => void;
  readonly random?: () => number;
}

/** Tells two states of one session apart by age. */
type Age = Pick<PaySession, 'version' | 'updatedAt'>;

/**
 * Delivers every newer state of one session until stopped: from its Sync document while that is open and connected,
 * otherwise by reading the session again and again. While the document is silent it reads too, because an update that
 * failed to send is never sent again: when that finds a state which neither the document nor an answer to the agent's
 * own request has brought, the document is behind, and the desk reads, not live, until the document has caught up. A
 * document older than such an answer alone proves nothing: asking and submitting are pushed with what follows them.
 *
 * What the caller is keying in comes from a document of its own, which nothing else depends on.
 */
export function followSession(options: FollowOptions): FollowedSession {
  const { session, live, read, isAwaited, isActing, clock, onState, onTyped, random = Math.random } = options;
  const state = signal<LiveState>('connecting');
  /** The newest state that only a read has brought. */
  const missed = signal<Age | undefined>(undefined);
  let known: Age = session;
  let stopped = false;
  let isReading = false;
  let failures = 0;
  let restsUntil = 0;
  let stopNext: (() => void) | undefined;

  const isUp = () => document.opened.value && live.connected.value;
  const plan = () => {
    stopNext?.();
    if (stopped) return;
    const isQuiet = untracked(isUp) && !missed.peek() && !isAwaited();
    const wait = isQuiet ? CHECK_MS : POLL_MS;
    stopNext = clock.after(Math.max(wait, restsUntil - clock.now()), look);
  };
  const look = () => {
    if (!untracked(isUp)) state.value = 'polling';
    else if (isActing()) return plan();
    if (isReading) return;
    isReading = true;
    const begunAt = clock.now();
    const rest = (milliseconds: number) => {
      if (!isReading) return;
      stopLosing();
      isReading = false;
      restsUntil = clock.now() + milliseconds;
      plan();
    };
    const fail = (error?: unknown) => {
      failures += 1;
      rest(Math.max(retryAfterMs(error), backoffMs(failures, AFTER_FAILURE, random)));
    };
    const stopLosing = clock.after(LOST_MS, fail);
    read(session.paySid).then((data) => {
      failures = 0;
      if (!stopped) found(data);
      rest(REST_FACTOR * (clock.now() - begunAt));
    }, fail);
  };

  const found = (data: PaySession) => {
    if (!isSessionOf(data, session.paySid)) return;
    if (isNewer(data, known) && isNewer(data, missed.peek() ?? known)) missed.value = data;
    onState(data);
  };
  const answered = (data: PaySession) => {
    if (isNewer(data, known)) known = data;
    plan();
  };
  const hear = (data: unknown) => {
    if (!isSessionOf(data, session.paySid)) return;
    if (!isNewer(missed.peek() ?? data, data)) missed.value = undefined;
    onState(data);
    // After it is shown: what is awaited may have changed.
    answered(data);
  };
  const document = followDocument({
    name: session.document,
    live,
    clock,
    onData: hear,
    onRefused: () => {
      state.value = 'polling';
    },
  });
  const typing =
    session.typing === undefined
      ? undefined
      : followDocument({
          name: session.typing,
          live,
          clock,
          onData: (data) => {
            const digits = readDigits(data, session.paySid);
            if (digits) onTyped(digits);
          },
        });
  const isConnected = () => live.connected.value || state.value === 'live';

  let wasUp = false;
  const stopWatching = effect(() => {
    const isUpNow = isUp();
    const isBehind = missed.value !== undefined;
    const wasPolling = state.peek() === 'polling';
    if (isUpNow) state.value = isBehind ? 'polling' : 'live';
    plan();
    if (isUpNow && !wasUp && wasPolling) look();
    wasUp = isUpNow;
  });

  return {
    live: state,
    // Without that document, digits come with the state, however it is read.
    seesKeys: computed(() => !typing || (typing.opened.value && isConnected())),
    answered,
    found,
    stop() {
      stopped = true;
      stopWatching();
      stopNext?.();
      document.stop();
      typing?.stop();
    },
  };
}

function isNewer(one: Age, other: Age): boolean {
  return one.version > other.version || (one.version === other.version && one.updatedAt > other.updatedAt);
}

/** False for a document about another session, which must not be shown. */
function isSessionOf(data: unknown, paySid: string): data is PaySession {
  return typeof data === 'object' && data !== null && (data as Partial<PaySession>).paySid === paySid;
}
