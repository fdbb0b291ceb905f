/** What a caller in a queue hears by default: a soft broken chord, made here, so that nothing has to be licensed. */
export function holdMusic(): Uint8Array<ArrayBuffer> {
  const samples = Math.round(NOTES.length * NOTE_SECONDS * RATE);
  const bytes = new Uint8Array(HEADER_BYTES + samples);
  writeHeader(new DataView(bytes.buffer), samples);
  for (let index = 0; index < samples; index++) bytes[HEADER_BYTES + index] = sampleAt(index / RATE, samples);
  return bytes;
}

/** Samples a second, of 8 bits each: as good as a telephone. */
const RATE = 8000;
const HEADER_BYTES = 44;
const NOTE_SECONDS = 0.4;
/** Semitones above A3: C major, A minor, F major, G major, up and down. */
const NOTES = [3, 7, 10, 15, 10, 7, 0, 3, 7, 12, 7, 3, -4, 0, 3, 8, 3, 0, -2, 2, 5, 10, 5, 2];

/** Each note fades over three notes' time, the last ones into the next round. */
function sampleAt(seconds: number, samples: number): number {
  const current = Math.floor(seconds / NOTE_SECONDS);
  let sum = 0;
  for (let back = 0; back < 3; back++) {
    const note = NOTES[(current - back + NOTES.length) % NOTES.length] ?? 0;
    const since = seconds - (current - back) * NOTE_SECONDS;
    const hertz = 220 * 2 ** (note / 12);
    sum += Math.sin(2 * Math.PI * hertz * since) * Math.min(1, since * 50) * Math.exp(-4 * since);
  }
  const isEnd = seconds * RATE > samples - 80;
  return Math.round(128 + (isEnd ? 0 : sum * 45));
}

/** A RIFF header: PCM, one channel. */
function writeHeader(view: DataView, samples: number): void {
  const text = (at: number, value: string) =>
    [...value].forEach((letter, index) => {
      view.setUint8(at + index, letter.charCodeAt(0));
    });
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, 'data');
  view.setUint32(40, samples, true);
}
