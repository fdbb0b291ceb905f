/**
 * Writes the desk's sounds but the music to `public/sounds`, so that the desk fetches none from elsewhere. Run it after
 * changing a sound: `npx tsx web/make-sounds.ts`. Mono, 8 kHz, 8 bit: what a telephone carries.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RATE = 8_000;

interface Tone {
  readonly hertz: readonly number[];
  readonly seconds: number;
}

const LOW = [697, 770, 852, 941];
const HIGH = [1209, 1336, 1477];
/** Rows and columns of a telephone keypad; `s` is star and `h` is pound. */
const KEYPAD = ['123', '456', '789', 's0h'];

const SILENCE = (seconds: number): Tone => ({ hertz: [], seconds });

const SOUNDS: Readonly<Record<string, readonly Tone[]>> = {
  incoming: [
    { hertz: [523, 659], seconds: 0.4 },
    SILENCE(0.15),
    { hertz: [523, 659], seconds: 0.4 },
    SILENCE(2.05),
  ],
  // Softer than a call, and unlike one: three notes up.
  attention: [
    { hertz: [587], seconds: 0.16 },
    SILENCE(0.04),
    { hertz: [740], seconds: 0.16 },
    SILENCE(0.04),
    { hertz: [880], seconds: 0.3 },
  ],
  outgoing: [{ hertz: [440, 480], seconds: 0.2 }],
  disconnect: [{ hertz: [480], seconds: 0.12 }, SILENCE(0.05), { hertz: [360], seconds: 0.18 }],
  ...Object.fromEntries(
    KEYPAD.flatMap((keys, row) =>
      [...keys].map((key, column) => [
        `dtmf${key}`,
        [{ hertz: [LOW[row] ?? 0, HIGH[column] ?? 0], seconds: 0.12 }],
      ]),
    ),
  ),
};

const folder = join(import.meta.dirname, 'public/sounds');
await mkdir(folder, { recursive: true });
for (const [name, tones] of Object.entries(SOUNDS)) await writeFile(join(folder, `${name}.wav`), wave(tones));

function wave(tones: readonly Tone[]): Buffer {
  const samples = tones.flatMap(samplesOf);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, Buffer.from(samples)]);
}

/** Unsigned samples with 128 as silence, faded over 8 ms at both ends so that nothing clicks. */
function samplesOf({ hertz, seconds }: Tone): number[] {
  const count = Math.round(seconds * RATE);
  return Array.from({ length: count }, (_, at) => {
    const fade = Math.min(1, at / 64, (count - at) / 64);
    const sum = hertz.reduce((total, each) => total + Math.sin((2 * Math.PI * each * at) / RATE), 0);
    return Math.round(128 + (70 * fade * sum) / Math.max(hertz.length, 1));
  });
}
