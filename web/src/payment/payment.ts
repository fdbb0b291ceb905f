import { batch, computed, effect, signal } from '@preact/signals';
import type { Capture, PaySession, StartRequest, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { ApiError } from '#web/src/api/client.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { type FollowedSession, followSession, type LiveState } from './follow-session.ts';
import type { LiveConnection } from './live-connection.ts';
import { forget, isFinal, newest } from './newest.ts';
import type { Payment, PaymentAction, Problem, Transition } from './payment-state.ts';
import {
  isAwaited,
  isNewKey,
  isNoLongerSubmitting,
  isResultOpen,
  newMiss,
  startsWaiting,
} from './session-changes.ts';
import { digitsFor, supersedes, withField } from './typed-digits.ts';

export interface PaymentOptions {
  readonly api: Pick<DeskApi, 'start' | 'ask' | 'complete' | 'cancel' | 'session' | 'list'>;
  readonly live: Pick<LiveConnection, 'connected' | 'open'>;
  readonly clock: Clock;
}

/**
 * Creates the desk's payment: it follows live updates, polls as a fallback and runs one request of the agent's at a
 * time.
 */
export function createPayment({ api, live, clock }: PaymentOptions): Payment {
  /** The session as the service knows it. */
  const known = signal<PaySession | undefined>(undefined);
  const digits = signal<TypedDigits | undefined>(undefined);
  /** The newest digits of the attempts before this one. */
  const digitsBefore = signal<TypedDigits | undefined>(undefined);
  const seesKeys = signal(true);
  const shownDigits = computed(() => known.value && digitsFor(known.value, digits.value, digitsBefore.value));
  const typedField = computed(() => shownDigits.value?.field);
  const session = computed(() => known.value && withField(known.value, typedField.value));
  const typed = computed(
    () => ((seesKeys.value && shownDigits.value) || known.value?.capturing)?.typed.length ?? 0,
  );
  const history = signal<readonly PaySession[]>([]);
  const pending = signal<PaymentAction | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const cancelAsked = signal<string | undefined>(undefined);
  const liveState = signal<LiveState | undefined>(undefined);
  const since = signal<number | undefined>(undefined);
  const lastKeyAt = signal<number | undefined>(undefined);
  const requested = signal<StartRequest | undefined>(undefined);
  const misses = signal<Readonly<Partial<Record<Capture, number>>>>({});
  const listeners = new Set<Transition>();
  let followed: FollowedSession | undefined;
  let stopMirror: (() => void) | undefined;
  let stopWaiting: (() => void) | undefined;

  const unfollow = () => {
    stopWaiting?.();
    stopWaiting = undefined;
    stopMirror?.();
    followed?.stop();
    followed = undefined;
    liveState.value = undefined;
  };

  /** Changes what is known, and everything that follows from it, at once. */
  const change = (apply: () => void) => {
    const previous = session.peek();
    const keysBefore = { field: previous?.capturing?.field, count: typed.peek() };
    batch(() => {
      apply();
      const next = session.peek();
      if (!next) return;
      if (isNewKey(keysBefore, { field: next.capturing?.field, count: typed.peek() }))
        lastKeyAt.value = clock.now();
      if (next === previous) return;
      if (isNoLongerSubmitting(previous, next) && problem.peek()?.action === 'cancel')
        problem.value = undefined;
      if (startsWaiting(previous, next)) since.value = clock.now();
      const missed = newMiss(previous, next);
      if (missed) misses.value = { ...misses.peek(), [missed]: (misses.peek()[missed] ?? 0) + 1 };
    });
    const next = session.peek();
    if (!next || next === previous) return;
    if (isResultOpen(next)) stopWaiting ??= clock.after(LATE_RESULT_MS, unfollow);
    else if (isFinal(next)) unfollow();
    for (const listener of listeners) listener(next, previous);
  };

  const show = (incoming: PaySession) => {
    const last = known.peek();
    const next = last ? newest(last, incoming) : incoming;
    if (next === last) return;
    change(() => {
      // What was typed by now belongs to the attempt that this state ended, or began anew.
      const isOld = last && next.version > last.version && last.capturing?.field === digits.peek()?.field;
      if (isOld) digitsBefore.value = digits.peek();
      known.value = next;
    });
  };

  const showTyped = (incoming: TypedDigits) => {
    if (supersedes(incoming, digits.peek()))
      change(() => {
        digits.value = incoming;
      });
  };

  const adopt = (found: PaySession) => {
    unfollow();
    batch(() => {
      known.value = undefined;
      digits.value = undefined;
      digitsBefore.value = undefined;
      since.value = clock.now();
      misses.value = {};
    });
    show(found);
    if (isFinal(found)) return;
    const following = followSession({
      session: found,
      live,
      read: api.session,
      isAwaited: () => isAwaited(session.peek()),
      isActing: () => pending.peek() !== undefined,
      clock,
      onState: show,
      onTyped: showTyped,
    });
    followed = following;
    stopMirror = effect(() => {
      liveState.value = following.live.value;
      seesKeys.value = following.seesKeys.value;
    });
  };

  const check = async () => {
    const { paySid } = session.peek() ?? {};
    if (!paySid) return;
    const found = await api.session(paySid).catch((error) => Promise.reject(asApiError(error)));
    if (followed) followed.found(found);
    else show(found);
  };

  /** Runs one request of the agent's; until it ends, a second one does nothing. */
  const act = async (
    action: PaymentAction,
    run: () => Promise<PaySession>,
    onFailure: () => Promise<void>,
  ) => {
    if (pending.peek()) return;
    batch(() => {
      pending.value = action;
      problem.value = undefined;
    });
    try {
      const returned = await run();
      if (session.peek()?.paySid === returned.paySid) {
        show(returned);
        followed?.answered(returned);
      } else adopt(returned);
    } catch (error) {
      const failure = asApiError(error);
      problem.value = { action, error: failure };
      // The request may have worked, or the session may have changed: look before offering anything again.
      const unsure = failure.isUncertain || failure.status === 409;
      if (unsure) await onFailure().catch(() => {});
    } finally {
      pending.value = undefined;
    }
  };

  const findOpen = async (filter: { callSid?: string | undefined; agent?: string }) => {
    const { items } = await api.list({ ...filter, state: 'active' });
    return items[0];
  };

  return {
    session,
    history,
    pending,
    problem,
    cancelAsked,
    live: liveState,
    since,
    lastKeyAt,
    typed,
    seesKeys,
    requested,
    misses,
    start: (request) => {
      if (!pending.peek()) requested.value = request;
      return act(
        'start',
        () => api.start(request),
        async () => {
          const open = await findOpen({ callSid: request.callSid });
          if (open) adopt(open);
        },
      );
    },
    ask: (capture) => {
      const { paySid } = session.peek() ?? {};
      if (!paySid) return Promise.resolve();
      return act(
        'ask',
        async () => {
          const returned = await api.ask({ paySid, capture });
          const shown = known.peek();
          if (shown?.paySid === paySid) known.value = forget(shown, capture);
          since.value = clock.now();
          return returned;
        },
        check,
      );
    },
    take: () => {
      const current = session.peek();
      if (!current?.allowed.includes('complete')) return Promise.resolve();
      const { paySid } = current;
      return act(
        'take',
        () => {
          since.value = clock.now();
          return api.complete({ paySid });
        },
        check,
      );
    },
    cancel: () => {
      const { paySid } = session.peek() ?? {};
      if (!paySid) return Promise.resolve();
      const run = async () => {
        const returned = await api.cancel({ paySid });
        const shown = session.peek();
        if (shown && newest(shown, returned).state === 'submitting') cancelAsked.value = paySid;
        return returned;
      };
      return act('cancel', run, check);
    },
    check,
    next(retry) {
      const done = session.peek();
      if (!done || !isFinal(done)) return;
      unfollow();
      const before: StartRequest = requested.peek() ?? { callSid: done.callSid };
      const { chargeAmount: _, tokenType: __, ...choices } = before;
      batch(() => {
        requested.value = retry ? { ...before, paymentMethod: retry } : choices;
        history.value = [...history.peek(), done];
        known.value = undefined;
        problem.value = undefined;
      });
    },
    async resume(callSid, agent) {
      const { items } = await api.list(callSid ? { callSid } : { agent, state: 'active' });
      const inOrder = [...items].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
      const open = inOrder.filter((item) => !isFinal(item)).at(-1);
      if (callSid) history.value = inOrder.filter(isFinal);
      if (open && session.peek()?.paySid !== open.paySid) adopt(open);
    },
    clear() {
      unfollow();
      batch(() => {
        known.value = undefined;
        history.value = [];
        requested.value = undefined;
        problem.value = undefined;
        misses.value = {};
      });
    },
    onTransition(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How long to follow a session that ended without a result. */
const LATE_RESULT_MS = 30_000;

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, {
    code: 'DESK',
    message: 'Failed to do that: an error in the desk itself. Try again.',
  });
}
