import { type ReadonlySignal, signal } from '@preact/signals';
import { playNothing, playTune } from './hold-music.ts';
import type { AudioDevices, VoiceCall } from './voice-sdk.ts';

/** `failed`: the call is not on hold. `microphone`: it no longer is, but the agent cannot be heard. */
export type HoldProblem = 'failed' | 'microphone';

/** Hold of one call. */
export interface Hold {
  readonly held: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<HoldProblem | undefined>;
  /** Puts the call on hold or takes it off; a second press while that is under way does nothing. */
  toggle(): Promise<void>;
  /** After the call: the next one must not begin with music. */
  end(): Promise<void>;
}

export interface HoldOptions {
  readonly call: Pick<VoiceCall, 'isMuted' | 'mute'>;
  readonly audio: AudioDevices | null;
  /** The chosen microphone; empty is whatever the system uses. */
  readonly microphone: ReadonlySignal<string>;
}

/**
 * Holds a call in this browser: the caller hears music instead of the microphone, and the agent hears nothing. Twilio's
 * own hold moves the caller to other TwiML, which ends the agent's leg and the payment that listens to the call
 * (docs/decisions/0010). The SDK has one place for each direction, made for this among others (SDK docs,
 * `AudioProcessor`).
 */
export function createHold({ call, audio, microphone }: HoldOptions): Hold {
  const held = signal(false);
  const problem = signal<HoldProblem | undefined>(undefined);
  const music = playTune();
  const silence = playNothing();
  let wasMuted = false;
  let isMoving = false;
  let isOver = false;

  const putOn = async (devices: AudioDevices) => {
    try {
      await devices.addProcessor(music);
      await devices.addProcessor(silence, true);
      // Muting would mute the music too.
      wasMuted = call.isMuted();
      if (wasMuted) call.mute(false);
      held.value = true;
    } catch {
      await devices.removeProcessor(music).catch(() => undefined);
      problem.value = 'failed';
    }
  };

  const takeOff = async (devices: AudioDevices) => {
    // Before the microphone comes back, or a word would get through.
    if (wasMuted) call.mute(true);
    await devices.removeProcessor(silence, true).catch(() => undefined);
    try {
      await devices.removeProcessor(music);
      // The SDK goes back to the system's microphone, not to the chosen one.
      const chosen = microphone.peek();
      if (chosen && devices.availableInputDevices.has(chosen)) await devices.setInputDevice(chosen);
    } catch {
      problem.value = 'microphone';
    }
    held.value = false;
  };

  const clear = async (devices: AudioDevices) => {
    if (!held.peek()) return;
    held.value = false;
    await devices.removeProcessor(silence, true).catch(() => undefined);
    await devices.removeProcessor(music).catch(() => undefined);
  };

  return {
    held,
    problem,
    async toggle() {
      if (isMoving) return;
      problem.value = undefined;
      if (!audio) {
        problem.value = 'failed';
        return;
      }
      isMoving = true;
      await (held.peek() ? takeOff(audio) : putOn(audio));
      isMoving = false;
      if (isOver) await clear(audio);
    },
    async end() {
      isOver = true;
      // Otherwise the chosen microphone stays open, and its light on, between calls.
      await audio?.unsetInputDevice().catch(() => undefined);
      if (audio && !isMoving) await clear(audio);
    },
  };
}
