import { type ReadonlySignal, signal } from '@preact/signals';
import { playNothing, playTune } from './hold-music.ts';
import { microphoneId } from './microphone-id.ts';
import type { AudioDevices, VoiceCall } from './voice-sdk.ts';

/** `failed`: the call is not on hold. `microphone`: the call is off hold, but the caller cannot hear the agent. */
export type HoldProblem = 'failed' | 'microphone';

/** Hold of one call. */
export interface Hold {
  readonly held: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<HoldProblem | undefined>;
  /** Puts the call on hold or takes it off; a second press while that is under way does nothing. */
  toggle(): Promise<void>;
  /** Ends the hold with the call: the next call must not begin with music. */
  end(): Promise<void>;
}

export interface HoldOptions {
  readonly call: Pick<VoiceCall, 'isMuted' | 'mute'>;
  readonly audio: AudioDevices | null;
  /** The chosen microphone; empty means the system's default. */
  readonly microphone: ReadonlySignal<string>;
}

/**
 * Holds a call in this browser: the caller hears music instead of the microphone, and the agent hears nothing.
 * Twilio's own hold moves the caller to other TwiML, which ends the agent's leg and the payment that listens to the
 * call (docs/decisions/0010). The SDK has one processor per direction, meant for this among other things (SDK docs,
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

  const listen = async (devices: AudioDevices) => {
    await devices.setInputDevice(microphoneId(devices, microphone.peek()));
  };

  const unplug = async (devices: AudioDevices) => {
    await quietly(async () => devices.removeProcessor(silence, true));
    await quietly(async () => devices.removeProcessor(music));
  };

  /** Returns whether the call is now on hold. */
  const putOn = async (devices: AudioDevices): Promise<boolean> => {
    try {
      await devices.addProcessor(music);
      await devices.addProcessor(silence, true);
      // Muting would mute the music too.
      wasMuted = call.isMuted();
      if (wasMuted) call.mute(false);
      return true;
    } catch {
      // The SDK releases the microphone before it asks for it again, and does not reopen it by itself.
      await quietly(async () => devices.removeProcessor(music));
      problem.value = (await quietly(() => listen(devices))) ? 'failed' : 'microphone';
      return false;
    }
  };

  const takeOff = async (devices: AudioDevices): Promise<boolean> => {
    // Mute before the microphone comes back, or the caller would hear a word.
    if (wasMuted) call.mute(true);
    await unplug(devices);
    // The SDK returns to the system's microphone, not to the chosen one.
    if (!(await quietly(() => listen(devices)))) problem.value = 'microphone';
    return false;
  };

  /** The processors belong to the phone, not to the call, and an open microphone keeps its light on. */
  const clear = async (devices: AudioDevices) => {
    await quietly(async () => devices.unsetInputDevice());
    if (!held.peek()) return;
    held.value = false;
    await unplug(devices);
  };

  return {
    held,
    problem,
    async toggle() {
      if (isMoving) return;
      problem.value = audio ? undefined : 'failed';
      if (!audio) return;
      isMoving = true;
      const isHeld = held.peek() ? await takeOff(audio) : await putOn(audio);
      // Clear `isMoving` before `held` changes: a listener to `held` may end the hold immediately.
      isMoving = false;
      held.value = isHeld;
      if (isOver) await clear(audio);
    },
    async end() {
      isOver = true;
      if (audio && !isMoving) await clear(audio);
    },
  };
}

/** Returns whether it worked. The SDK throws some refusals and rejects with others. */
async function quietly(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}
