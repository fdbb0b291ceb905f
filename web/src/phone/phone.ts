import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { ApiError } from '#web/src/api/client.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { callInProgress, createBeat, type Line } from './beat.ts';
import { type DeskCall, type Outgoing, trackCall } from './call.ts';
import { keepTokenFresh } from './keep-token-fresh.ts';
import type { KeptCall } from './kept-call.ts';
import type { MicrophoneProblem } from './microphone.ts';
import type { PhoneSeat } from './phone-seat.ts';
import { alsoRinging, shownCall } from './shown-call.ts';
import type { Tokens } from './tokens.ts';
import type { AudioDevices, LoadVoice, VoiceCall, VoiceDevice } from './voice-sdk.ts';

export type PhoneState = 'offline' | 'connecting' | 'online' | 'paused' | 'lost';

/** A registration that returns within this time was only an effect of the browser's page cache. */
const FLICKER_MS = 1_000;
const SLOW_CONNECT_MS = 10_000;
/**
 * A call that is not back by then never comes back. It is unconfirmed whether live Twilio resumes a call after a
 * reload.
 */
const RESUME_MS = 15_000;
/** How soon a desk that has called out looks again for the customer's leg: a little later each time, up to the most. */
const LOOK_MS = 500;
const MOST_LOOK_MS = 5_000;

const PHONE_FAILED = new ApiError(0, {
  code: 'PHONE',
  message: 'Failed to connect the phone. Try again in a moment.',
});

/**
 * The desk's phone: registration, presence and its calls. It lives outside the pages, so that a call survives
 * moving between them.
 */
export interface Phone {
  readonly state: ReadonlySignal<PhoneState>;
  readonly microphoneProblem: ReadonlySignal<MicrophoneProblem | undefined>;
  readonly failure: ReadonlySignal<ApiError | undefined>;
  /** The call the desk is about: see {@link shownCall}. */
  readonly call: ReadonlySignal<DeskCall | undefined>;
  /** Calls that ring besides it, oldest first. */
  readonly alsoRinging: ReadonlySignal<readonly DeskCall[]>;
  /** Callers in line; undefined while that is not known. */
  readonly line: ReadonlySignal<Line | undefined>;
  /** Paused by the service, because calls rang here and nobody answered. */
  readonly missed: ReadonlySignal<boolean>;
  /** Resuming the call after a reload: under way, or failed. */
  readonly resuming: ReadonlySignal<'under-way' | 'failed' | undefined>;
  readonly onlineSince: ReadonlySignal<number | undefined>;
  readonly audio: ReadonlySignal<AudioDevices | null>;
  /** True when the phone's token could not be renewed, so that calls may soon stop arriving. */
  readonly tokenFailing: ReadonlySignal<boolean>;
  /** A device in use was unplugged. */
  readonly deviceLost: ReadonlySignal<boolean>;
  /** Must run in a click, or the browser mutes the ringing. */
  goOnline(): Promise<void>;
  /** Does the same, and takes the phone from another tab unless that tab is on a call. */
  goOnlineHere(): Promise<void>;
  setPresence(state: PresenceState): Promise<void>;
  /** Calls a number, or back the customer of an earlier call: `to` is what the screen shows. Does nothing during a call. */
  callOut(wanted: { readonly To: string } | { readonly Back: string }, to: string): Promise<void>;
  resumeCall(kept: KeptCall): Promise<void>;
  /** Removes an ended call from the screen. */
  dismissCall(): void;
  /** Shuts down the phone without telling the service: another tab has it now. */
  giveUp(): void;
}

export interface PhoneOptions {
  readonly api: Pick<DeskApi, 'call' | 'presence'>;
  readonly tokens: Tokens;
  /** Since when the agent was online before a reload, milliseconds since the epoch. */
  readonly onlineSince: number | undefined;
  /** The presence the agent wants; the phone sets it. */
  readonly wanted: Signal<PresenceState>;
  readonly load: LoadVoice;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seat: Pick<PhoneSeat, 'take' | 'takeOver' | 'leave'>;
  /** The chosen microphone; empty means the system's default. */
  readonly microphone: ReadonlySignal<string>;
  readonly askForMicrophone: () => Promise<MicrophoneProblem | undefined>;
  readonly clock: Clock;
}

export function createPhone({
  api,
  tokens,
  onlineSince: onlineBefore,
  wanted,
  load,
  options,
  seat,
  microphone,
  askForMicrophone,
  clock,
}: PhoneOptions): Phone {
  const state = signal<PhoneState>('offline');
  const microphoneProblem = signal<MicrophoneProblem | undefined>(undefined);
  const failure = signal<ApiError | undefined>(undefined);
  const calls = signal<readonly DeskCall[]>([]);
  const call = computed(() => shownCall(calls.value));
  const resuming = signal<'under-way' | 'failed' | undefined>(undefined);
  const onlineSince = signal(onlineBefore);
  const audio = signal<AudioDevices | null>(null);
  const tokenFailing = signal(false);
  const deviceLost = signal(false);
  let device: VoiceDevice | undefined;
  let stopRenewing: (() => void) | undefined;
  let stopDoubt: (() => void) | undefined;

  const settle = (next: PhoneState) => {
    stopDoubt?.();
    stopDoubt = undefined;
    if (next === 'online' && onlineSince.peek() === undefined) onlineSince.value = clock.now();
    if (next === 'offline') onlineSince.value = undefined;
    state.value = next;
  };
  const doubt = (milliseconds: number) => {
    stopDoubt ??= clock.after(milliseconds, () => settle('lost'));
  };

  const take = (sdkCall: VoiceCall, resumed?: KeptCall, outgoing?: Outgoing) => {
    const tracked = trackCall(sdkCall, { clock, audio: audio.peek(), microphone, resumed, outgoing });
    calls.value = [...calls.peek().filter(({ phase }) => phase.peek() !== 'ended'), tracked];
    return tracked;
  };

  const { line, missed, press } = createBeat({
    api,
    clock,
    state,
    wanted,
    call,
    onTold(told) {
      // Without its phone, a call would end. The beat after it is told the same.
      if (told === 'offline' && calls.peek().some(({ phase }) => phase.peek() !== 'ended')) return;
      wanted.value = told;
      if (told === 'offline') takeDown();
      else settle(told);
    },
  });

  /** Twilio's report that somebody answered may come after the sound. Without it no payment can be taken. */
  const findCustomer = async (ownSid: string, isUp: () => boolean): Promise<string> => {
    for (let look = 1; isUp(); look += 1) {
      const found = await api.call(ownSid).catch(() => undefined);
      if (found) return found.callSid;
      await new Promise<void>((resolve) => clock.after(Math.min(look * LOOK_MS, MOST_LOOK_MS), resolve));
    }
    return '';
  };

  const connect = async () => {
    const [make, token] = await Promise.all([load(), tokens.current()]);
    const made = make(token, options);
    device = made;
    audio.value = made.audio;
    made.on('registered', () => settle(wanted.peek() === 'paused' ? 'paused' : 'online'));
    made.on('unregistered', () => {
      if (wanted.peek() !== 'offline') doubt(FLICKER_MS);
    });
    made.on('error', () => {
      if (state.peek() !== 'online' && state.peek() !== 'paused') settle('lost');
    });
    made.on('incoming', (incoming: VoiceCall) => {
      take(incoming);
    });
    made.audio?.on('deviceChange', (lost) => {
      deviceLost.value = (lost?.length ?? 0) > 0;
    });
    stopRenewing = keepTokenFresh(made, tokens, clock, tokenFailing);
    doubt(SLOW_CONNECT_MS);
    await made.register();
  };

  const takeDown = () => {
    stopRenewing?.();
    device?.destroy();
    device = undefined;
    audio.value = null;
    seat.leave();
    settle('offline');
  };

  const goOnline = async (takeSeat: () => Promise<boolean>, kept?: KeptCall) => {
    if (state.peek() !== 'offline') return;
    batch(() => {
      failure.value = undefined;
      microphoneProblem.value = undefined;
      state.value = 'connecting';
    });
    if (!(await takeSeat())) return settle('offline');
    const problem = await askForMicrophone();
    if (problem) {
      microphoneProblem.value = problem;
      return takeDown();
    }
    wanted.value = 'online';
    try {
      await connect();
      await press({ state: 'online', ...(kept?.callSid ? { callSid: kept.callSid } : {}) });
    } catch (error) {
      wanted.value = 'offline';
      failure.value = error instanceof ApiError ? error : PHONE_FAILED;
      takeDown();
    }
  };

  return {
    state,
    microphoneProblem,
    failure,
    call,
    alsoRinging: computed(() => alsoRinging(calls.value)),
    line,
    missed,
    resuming,
    onlineSince,
    audio,
    tokenFailing,
    deviceLost,
    goOnline: () => goOnline(seat.take),
    goOnlineHere: () => goOnline(seat.takeOver),
    async setPresence(next) {
      wanted.value = next;
      missed.value = false;
      if (next === 'offline') {
        takeDown();
      } else if (state.peek() === 'online' || state.peek() === 'paused') {
        settle(next);
      }
      const callSid = callInProgress(call.peek());
      await press({ state: next, ...(callSid ? { callSid } : {}) }).then(
        () => {
          failure.value = undefined;
        },
        (error: ApiError) => {
          failure.value = error;
        },
      );
    },
    async callOut(wanted, to) {
      const phase = call.peek()?.phase.peek() ?? 'ended';
      if (!device || phase !== 'ended') return;
      try {
        take(await device.connect({ params: wanted }), undefined, { to, findCustomer });
      } catch {
        failure.value = PHONE_FAILED;
      }
    },
    async resumeCall(kept) {
      resuming.value = 'under-way';
      await goOnline(seat.take, kept);
      try {
        if (!device) throw new Error('Failed to resume the call: the phone is offline. Go online first.');
        // Called out, and reloaded before the customer's leg was known.
        const outgoing = kept.callSid ? undefined : { to: '', findCustomer };
        const resumed = take(await device.connect({ connectToken: kept.connectToken }), kept, outgoing);
        const stopWaiting = clock.after(RESUME_MS, resumed.hangUp);
        resumed.phase.subscribe((phase) => {
          if (phase === 'connecting' || resuming.peek() !== 'under-way') return;
          stopWaiting();
          resuming.value = phase === 'ended' ? 'failed' : undefined;
        });
      } catch {
        resuming.value = 'failed';
      }
    },
    dismissCall() {
      calls.value = calls.peek().filter(({ phase }) => phase.peek() !== 'ended');
      resuming.value = undefined;
    },
    giveUp() {
      wanted.value = 'offline';
      takeDown();
    },
  };
}
