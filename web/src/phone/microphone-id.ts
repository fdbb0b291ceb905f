import type { AudioDevices } from './voice-sdk.ts';

/** The microphone to open: the chosen one if it is connected, otherwise the system's default, otherwise any. */
export function microphoneId(
  { availableInputDevices }: Pick<AudioDevices, 'availableInputDevices'>,
  chosen: string,
): string {
  const wished = [chosen, 'default'].find((id) => availableInputDevices.has(id));
  const [first = 'default'] = availableInputDevices.keys();
  return wished ?? first;
}
