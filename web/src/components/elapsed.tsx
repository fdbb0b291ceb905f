import { useEffect, useState } from 'preact/hooks';
import { durationOf } from '#web/src/platform/duration.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';

/** Time since a moment, counting. `role=timer` keeps screen readers quiet about each second. */
export function Elapsed({ since, until }: { readonly since: number; readonly until?: number | undefined }) {
  const { clock } = usePlatform();
  const [now, setNow] = useState(clock.now());
  useEffect(() => {
    setNow(clock.now());
    return until === undefined ? clock.every(1_000, () => setNow(clock.now())) : undefined;
  }, [since, until, clock]);
  return (
    <span role="timer" class="digits">
      {durationOf((until ?? now) - since)}
    </span>
  );
}

/** Milliseconds since a moment, updated every second, for words that change during a wait. */
export function useWaited(since: number | undefined): number {
  const { clock } = usePlatform();
  const [now, setNow] = useState(clock.now());
  useEffect(() => {
    if (since === undefined) return undefined;
    setNow(clock.now());
    return clock.every(1_000, () => setNow(clock.now()));
  }, [since, clock]);
  return since === undefined ? 0 : Math.max(0, now - since);
}
