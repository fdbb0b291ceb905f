import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { holdTune } from '#web/src/phone/hold-music.ts';

const FILE = new URL('../../../web/public/sounds/queue.wav', import.meta.url);
const RATE = 8_000;

/** What callers in the queue hear is the tune of the desk's hold, as a file that Twilio can fetch. */
it('queue.wav is one round of our own tune (UPDATE_GOLDEN=1 writes it)', () => {
  const made = wav(holdTune());
  if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, made);
  expect(readFileSync(FILE).equals(made)).toBe(true);
});

/** 16-bit PCM, mono. */
function wav(samples: Float32Array): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, at) => {
    data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), at * 2);
  });
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
