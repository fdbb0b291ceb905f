import type { AudioProcessor } from './voice-sdk.ts';

/** Samples per second: what a telephone carries. */
const RATE = 8_000;
const NOTE_SECONDS = 0.9;
const NOTE_FADE_SECONDS = 1.6;
/** A quiet walk through C major; 0 is a rest, long enough to hear a voice ask "hello?". */
const NOTES_HERTZ = [262, 330, 392, 330, 440, 392, 330, 294, 262, 0, 0];
const LOUDNESS = 0.12;

/** One round of the tune, made here so that the desk fetches no recording and needs no licence for one. */
export function holdTune(): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(NOTES_HERTZ.length * NOTE_SECONDS * RATE));
  for (const [index, hertz] of NOTES_HERTZ.entries()) {
    const start = Math.round(index * NOTE_SECONDS * RATE);
    const end = Math.min(samples.length, start + NOTE_FADE_SECONDS * RATE);
    for (let at = start; at < end; at += 1) {
      const seconds = (at - start) / RATE;
      // Plucked: at full volume within 10 ms, silent by the end of the fade.
      const envelope = Math.min(1, seconds / 0.01) * (1 - seconds / NOTE_FADE_SECONDS) ** 2;
      samples[at] = (samples[at] ?? 0) + LOUDNESS * envelope * Math.sin(2 * Math.PI * hertz * seconds);
    }
  }
  return samples;
}

/** Replaces a stream with the tune, over and over. */
export function playTune(): AudioProcessor {
  return replaceBy((context, output) => {
    const tune = holdTune();
    const buffer = context.createBuffer(1, tune.length, RATE);
    buffer.copyToChannel(tune, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    source.connect(output);
    source.start();
  });
}

/** Replaces a stream with silence. */
export function playNothing(): AudioProcessor {
  return replaceBy(() => {});
}

function replaceBy(
  play: (context: AudioContext, output: MediaStreamAudioDestinationNode) => void,
): AudioProcessor {
  let context: AudioContext | undefined;
  return {
    async createProcessedStream() {
      // The SDK calls this again when the speaker changes, without destroying the previous stream.
      await context?.close().catch(() => undefined);
      context = new AudioContext();
      const output = context.createMediaStreamDestination();
      play(context, output);
      return output.stream;
    },
    async destroyProcessedStream() {
      await context?.close();
      context = undefined;
    },
  };
}
