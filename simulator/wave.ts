/**
 * A WAV file of one channel, 8,000 samples a second of 8 bits each: as good as a telephone, and made here, so that
 * nothing has to be licensed.
 *
 * @param sampleAt loudness from -1 to 1 at a time in seconds
 */
export function wave(seconds: number, sampleAt: (seconds: number) => number): Uint8Array<ArrayBuffer> {
  const samples = Math.round(seconds * RATE);
  const bytes = new Uint8Array(HEADER_BYTES + samples);
  writeHeader(new DataView(bytes.buffer), samples);
  for (let index = 0; index < samples; index++) {
    bytes[HEADER_BYTES + index] = Math.round(128 + 127 * sampleAt(index / RATE));
  }
  return bytes;
}

const RATE = 8000;
const HEADER_BYTES = 44;

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
