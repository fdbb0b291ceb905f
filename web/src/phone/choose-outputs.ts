import { effect, type ReadonlySignal } from '@preact/signals';
import type { Settings } from '#web/src/settings/settings.ts';
import type { AudioDevices } from './voice-sdk.ts';

/** Sends the caller's voice and the ringing to the chosen devices, and again whenever the choice changes. */
export function chooseOutputs(
  audio: ReadonlySignal<AudioDevices | null>,
  { speaker, ringtone }: Pick<Settings, 'speaker' | 'ringtone'>,
): void {
  effect(() => {
    const devices = audio.value;
    const chosen = [speaker.value, ringtone.value] as const;
    if (!devices?.isOutputSelectionSupported) return;
    // If the device is gone, the sound stays where it was.
    void devices.speakerDevices.set(chosen[0] || 'default').catch(() => undefined);
    void devices.ringtoneDevices.set(chosen[1] || 'default').catch(() => undefined);
  });
}
