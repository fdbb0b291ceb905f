import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PresenceRequest, PresenceState, QueueView } from '#lambdas/contract/desk-api.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import type { DeskCall } from './call.ts';

/** How often a desk says that somebody is there, while they wait for a call; on a call half as often. */
export const BEAT_MS = 30_000;
/** After a call has ended or stopped ringing: Twilio's own report should come first. */
const SOON_MS = 2_000;

/** Callers in line, by this computer's clock. */
export interface Line {
  readonly waiting: number;
  readonly since?: number;
}

export interface Beat {
  /** Undefined until the service has told. */
  readonly line: ReadonlySignal<Line | undefined>;
  /** The service paused the agent: calls rang here, and nobody answered. */
  readonly missed: Signal<boolean>;
  /** Says what a person has pressed. What a beat is told that was sent before holds no longer. @throws ApiError */
  press(said: PresenceRequest): Promise<unknown>;
}

export interface BeatOptions {
  readonly api: Pick<DeskApi, 'presence'>;
  readonly clock: Clock;
  /** Of the phone: registered when `online` or `paused`. */
  readonly state: ReadonlySignal<string>;
  readonly wanted: ReadonlySignal<PresenceState>;
  readonly call: ReadonlySignal<DeskCall | undefined>;
  /** Something else holds at the service: pressed in another tab or browser, or calls were missed. */
  readonly onTold: (state: PresenceState) => void;
}

/**
 * Tells the service that this desk is there and which call it is on, so that a lost report about a call is made up for, and
 * learns who waits. Only while the phone is registered: nobody can be rung otherwise.
 */
export function createBeat({ api, clock, state, wanted, call, onTold }: BeatOptions): Beat {
  const line = signal<Line | undefined>(undefined);
  const missed = signal(false);
  let stop: (() => void) | undefined;
  let pressed: Promise<unknown> = Promise.resolve();

  const isThere = () => state.peek() === 'online' || state.peek() === 'paused';
  const next = (milliseconds: number) => {
    stop?.();
    stop = clock.after(milliseconds, () => void beat());
  };

  const press = (said: PresenceRequest) => {
    const told = api.presence(said);
    pressed = told.catch(() => undefined);
    return told;
  };

  const beat = async () => {
    const before = pressed;
    await before;
    if (!isThere()) return;
    const callSid = callInProgress(call.peek());
    // On the way to a call, or on one whose customer is not known yet: a word now would have the service ask Twilio for it.
    if (callSid === undefined && isUp(call.peek())) return next(SOON_MS);
    next(callSid ? 2 * BEAT_MS : BEAT_MS);
    try {
      const told = await api.presence({
        state: wanted.peek(),
        beat: true,
        ...(callSid ? { callSid } : {}),
      });
      if (!isThere() || pressed !== before) return;
      line.value = lineOf(told.queue, clock.now());
      missed.value = told.missed ?? false;
      if (told.state !== wanted.peek()) onTold(told.state);
    } catch {
      // The next one tries again; whoever needs the service now sees that it does not respond.
    }
  };

  effect(() => {
    if (state.value === 'online' || state.value === 'paused') next(SOON_MS);
    else {
      stop?.();
      line.value = undefined;
    }
  });
  effect(() => {
    const phase = call.value?.phase.value;
    if (phase === 'ended' || phase === 'open') next(SOON_MS);
  });
  return { line, missed, press };
}

function isUp(call: DeskCall | undefined): boolean {
  return ['connecting', 'open', 'reconnecting'].includes(call?.phase.peek() ?? '');
}

/** The customer's leg of the call this desk is on, as the service takes it. */
export function callInProgress(call: DeskCall | undefined): string | undefined {
  const sid = isUp(call) && call?.phase.peek() !== 'connecting' ? (call?.callSid ?? '') : '';
  return /^CA[0-9a-f]{32}$/i.test(sid) ? sid : undefined;
}

function lineOf({ waiting, since, at }: QueueView, now: number): Line {
  return { waiting, ...(since ? { since: now - (Date.parse(at) - Date.parse(since)) } : {}) };
}
