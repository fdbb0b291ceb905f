import type { Clock } from '../services.ts';

/** Waits on the injected clock; settles early when the leg ends. */
export function wait(clock: Clock, milliseconds: number, ended: AbortSignal): Promise<void> {
  return untilEnded(
    new Promise<void>((resolve) => {
      const cancel = clock.setTimer(milliseconds, resolve);
      ended.addEventListener('abort', cancel, { once: true });
    }),
    ended,
  );
}

/** The promise's value, or undefined as soon as the leg ends. */
export function untilEnded<Value>(promise: Promise<Value>, ended: AbortSignal): Promise<Value | undefined> {
  if (ended.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    ended.addEventListener('abort', stop, { once: true });
    promise.then(
      (value) => {
        ended.removeEventListener('abort', stop);
        resolve(value);
      },
      (error: unknown) => {
        ended.removeEventListener('abort', stop);
        reject(error);
      },
    );
  });
}
