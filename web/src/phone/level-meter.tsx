import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useWords } from '#web/src/words/use-words.ts';

/** Below this the microphone counts as silent. */
const AUDIBLE = 0.05;
const SILENCE_MS = 5_000;

/** How loud the microphone is: a bar, and beside it words that change rarely. */
export function LevelMeter({ level }: { readonly level: ReadonlySignal<number> }) {
  const { clock } = usePlatform();
  const { t } = useWords();
  // Unknown until the microphone picks up a sound or has stayed silent.
  const isSilent = useSignal<boolean | undefined>(undefined);
  const heardAt = useRef(clock.now());
  const now = level.value;
  useEffect(() => {
    if (now < AUDIBLE) return;
    heardAt.current = clock.now();
    isSilent.value = false;
  }, [now, clock, isSilent]);
  useEffect(
    () =>
      clock.every(1_000, () => {
        if (clock.now() - heardAt.current > SILENCE_MS) isSilent.value = true;
      }),
    [clock, isSilent],
  );
  return (
    <p class="meter">
      <span class="meter-track" aria-hidden="true">
        <span class="meter-level" style={{ transform: `scaleX(${now})` }} />
      </span>
      {isSilent.value !== undefined && <span>{t(isSilent.value ? 'audio.silent' : 'audio.hearing')}</span>}
    </p>
  );
}
