import { useEffect, useState } from 'preact/hooks';
import type { ConsoleModel } from './model.ts';
import { timeOfDay } from './words.ts';

const STEPS = [
  [1000, '1 s'],
  [5000, '5 s'],
  [60_000, '1 min'],
] as const;

/** The simulator's time, and what may be done to it. */
export function Clock({ model }: { readonly model: ConsoleModel }) {
  const clock = model.clock.value;
  const now = useNow(model);
  if (!clock || now === undefined) return null;
  const isStopped = clock.state === 'stopped';
  return (
    <fieldset class={isStopped ? 'clock stopped' : 'clock'}>
      <legend class="unseen">The simulator’s clock</legend>
      <time role="timer" dateTime={new Date(now).toISOString()}>
        {timeOfDay(new Date(now).toISOString()).slice(0, isStopped ? undefined : -4)}
      </time>
      {isStopped ? <span class="clock-word">stopped</span> : null}
      {isStopped
        ? STEPS.map(([milliseconds, name]) => (
            <button
              key={name}
              type="button"
              aria-label={`Step ${name}`}
              onClick={() => void model.setClock({ stepMilliseconds: milliseconds })}
            >
              +{name}
            </button>
          ))
        : null}
      <button type="button" onClick={() => void model.setClock({ state: isStopped ? 'running' : 'stopped' })}>
        {isStopped ? 'Run' : 'Stop time'}
      </button>
    </fieldset>
  );
}

/** The simulator's time in milliseconds, as far as this page knows it; undefined before it does. */
export function useNow({ clock }: ConsoleModel): number | undefined {
  const [, tick] = useState(0);
  const known = clock.value;
  const isRunning = known?.state === 'running';
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (!known) return undefined;
  return new Date(known.now).getTime() + (isRunning ? Date.now() - known.learnedAt : 0);
}
