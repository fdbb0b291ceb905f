import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { ApiError } from '#web/src/api/client.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { type DeskCall, trackCall } from './call.ts';
import { keepTokenFresh } from './keep-token-fresh.ts';
import type { KeptCall } from './kept-call.ts';
import type { MicrophoneProblem } from './microphone.ts';
import type { PhoneSeat } from './phone-seat.ts';
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

/**
 * The desk's phone: registration, presence and its one call. It lives outside the pages, so that a call survives
 * moving between them.
 */
export interface Phone {
  readonly state: ReadonlySignal<PhoneState>;
  readonly microphoneProblem: ReadonlySignal<MicrophoneProblem | undefined>;
  readonly failure: ReadonlySignal<ApiError | undefined>;
  readonly call: ReadonlySignal<DeskCall | undefined>;
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
  resumeCall(kept: KeptCall): Promise<void>;
  /** Removes an ended call from the screen. */
  dismissCall(): void;
  /** Shuts down the phone without telling the service: another tab has it now. */
  giveUp(): void;
}

export interface PhoneOptions {
  readonly api: Pick<DeskApi, 'presence'>;
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
  const call = signal<DeskCall | undefined>(undefined);
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

  const take = (sdkCall: VoiceCall, resumed?: KeptCall) => {
    const tracked = trackCall(sdkCall, { clock, audio: audio.peek(), microphone, resumed });
    call.value = tracked;
    return tracked;
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

  const goOnline = async (takeSeat: () => Promise<boolean>) => {
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
      await api.presence('online');
    } catch (error) {
      wanted.value = 'offline';
      failure.value =
        error instanceof ApiError
          ? error
          : new ApiError(0, {
              code: 'PHONE',
              message: 'Failed to connect the phone. Try again in a moment.',
            });
      takeDown();
    }
  };

  return {
    state,
    microphoneProblem,
    failure,
    call,
    resuming,
    onlineSince,
    audio,
    tokenFailing,
    deviceLost,
    goOnline: () => goOnline(seat.take),
    goOnlineHere: () => goOnline(seat.takeOver),
    async setPresence(next) {
      wanted.value = next;
      if (next === 'offline') {
        takeDown();
      } else if (state.peek() === 'online' || state.peek() === 'paused') {
        settle(next);
      }
      await api.presence(next).then(
        () => {
          failure.value = undefined;
        },
        (error: ApiError) => {
          failure.value = error;
        },
      );
    },
    async resumeCall(kept) {
      resuming.value = 'under-way';
      await goOnline(seat.take);
      try {
        if (!device) throw new Error('Failed to resume the call: the phone is offline. Go online first.');
        const resumed = take(await device.connect({ connectToken: kept.connectToken }), kept);
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
      if (call.peek()?.phase.peek() === 'ended') call.value = undefined;
      resuming.value = undefined;
    },
    giveUp() {
      wanted.value = 'offline';
      takeDown();
    },
  };
}
