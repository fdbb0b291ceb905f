/** Speaks a text if the browser can; settles when it is over, or after the time it takes to read the text. */
export function speak(
  text: string,
  { language, voice }: { readonly language: string; readonly voice: string | undefined },
  stop: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const readingMs = 800 + text.length * 45;
    let timer = setTimeout(done, readingMs);
    function done() {
      clearTimeout(timer);
      stop.removeEventListener('abort', silence);
      resolve();
    }
    function silence() {
      globalThis.speechSynthesis?.cancel();
      done();
    }
    if (stop.aborted) return done();
    stop.addEventListener('abort', silence);
    if (!globalThis.speechSynthesis?.getVoices) return;

    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.voice = likeliestVoice(voice);
    utterance.onstart = () => {
      clearTimeout(timer);
      timer = setTimeout(done, readingMs * 4);
    };
    utterance.onend = done;
    speechSynthesis.speak(utterance);
  });
}

/** The browser's voice of that name, if it has one: `Polly.Joanna-Neural` is its Joanna. */
function likeliestVoice(asked = ''): SpeechSynthesisVoice | null {
  const [name = ''] = asked.split('.').at(-1)?.toLowerCase().split('-') ?? [];
  if (name === '') return null;
  return (
    speechSynthesis.getVoices().find((voice) => voice.name.toLowerCase().split(/\W+/).includes(name)) ?? null
  );
}

/** Plays a sound file; settles at its end, or at once when it cannot be played. */
export function playFile(url: string, stop: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const audio = new Audio(url);
    const finish = (played: boolean) => {
      audio.pause();
      resolve(played);
    };
    audio.onended = () => finish(true);
    audio.onerror = () => finish(false);
    stop.addEventListener('abort', () => finish(true), { once: true });
    void audio.play().catch(() => finish(false));
  });
}
