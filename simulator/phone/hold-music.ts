import { wave } from '../wave.ts';

/** What a caller in a queue hears by default: a soft broken chord. */
export function holdMusic(): Uint8Array<ArrayBuffer> {
  return wave(SECONDS, sampleAt);
}

const NOTE_SECONDS = 0.4;
/** Semitones above A3: C major, A minor, F major, G major, up and down. */
const NOTES = [3, 7, 10, 15, 10, 7, 0, 3, 7, 12, 7, 3, -4, 0, 3, 8, 3, 0, -2, 2, 5, 10, 5, 2];
const SECONDS = NOTES.length * NOTE_SECONDS;
/** Silence at the end, against a click. */
const END_SECONDS = 0.01;

/** Each note fades over three notes' time, the last ones into the next round. */
function sampleAt(seconds: number): number {
  if (seconds > SECONDS - END_SECONDS) return 0;
  const current = Math.floor(seconds / NOTE_SECONDS);
  let sum = 0;
  for (let back = 0; back < 3; back++) {
    const note = NOTES[(current - back + NOTES.length) % NOTES.length] ?? 0;
    const since = seconds - (current - back) * NOTE_SECONDS;
    const hertz = 220 * 2 ** (note / 12);
    sum += Math.sin(2 * Math.PI * hertz * since) * Math.min(1, since * 50) * Math.exp(-4 * since);
  }
  return sum * 0.35;
}
