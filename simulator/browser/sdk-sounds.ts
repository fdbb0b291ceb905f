import { wave } from '../wave.ts';

/** A sound of the Voice SDK: two tones together, in Hz, for some seconds, then silence until it repeats. */
interface Sound {
  readonly tones: readonly [number, number];
  readonly seconds: number;
  readonly silence?: number;
}

const KEY_ROWS = [697, 770, 852, 941];
const KEY_COLUMNS = [1209, 1336, 1477];
/** The names of the SDK's files, in the order of a telephone's keys. */
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'star', '0', 'hash'];

const SOUNDS: Readonly<Record<string, Sound>> = {
  incoming: { tones: [440, 480], seconds: 2, silence: 2 },
  outgoing: { tones: [440, 480], seconds: 1 },
  disconnect: { tones: [480, 620], seconds: 0.2 },
  ...Object.fromEntries(
    KEYS.map((key, index) => [
      `dtmf-${key}`,
      { tones: [KEY_ROWS[Math.floor(index / 3)] ?? 0, KEY_COLUMNS[index % 3] ?? 0], seconds: 0.15 },
    ]),
  ),
};

/** The sound of a file the SDK asks for, e.g. `dtmf-1.mp3`: WAV, which browsers recognise; undefined for others. */
export function sdkSound(file: string): Uint8Array<ArrayBuffer> | undefined {
  const name = file.replace(/\.(mp3|ogg|wav)$/, '');
  const sound = Object.hasOwn(SOUNDS, name) ? SOUNDS[name] : undefined;
  if (!sound) return undefined;
  const { tones, seconds, silence = 0 } = sound;
  return wave(seconds + silence, (at) =>
    at > seconds ? 0 : tones.reduce((sum, hertz) => sum + 0.15 * Math.sin(2 * Math.PI * hertz * at), 0),
  );
}
