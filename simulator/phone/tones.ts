import { wave } from '../wave.ts';

/** What a conference hears when somebody joins or leaves. */
export function beep(): Uint8Array<ArrayBuffer> {
  return wave(
    0.3,
    (seconds) => 0.3 * Math.sin(2 * Math.PI * 880 * seconds) * Math.min(1, (0.3 - seconds) * 20),
  );
}

/** What is heard while somebody else's phone rings: two tones for one second, silence for three. */
export function ringing(): Uint8Array<ArrayBuffer> {
  const tone = (seconds: number) =>
    Math.sin(2 * Math.PI * 440 * seconds) + Math.sin(2 * Math.PI * 480 * seconds);
  return wave(4, (seconds) => (seconds < 1 ? 0.15 * tone(seconds) : 0));
}
