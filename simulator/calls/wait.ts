import type { Clock } from '../services.ts';

/** Waits on the injected clock; settles early at `stop`. */
export function wait(clock: Clock, milliseconds: number, stop: AbortSignal): Promise<void> {
  return untilEnded(
    new Promise<void>((resolve) => {
      if (stop.aborted) return;
      const cancel = clock.setTimer(milliseconds, () => {
        stop.removeEventListener('abort', cancel);
        resolve();
      });
      stop.addEventListener('abort', cancel, { once: true });
    }),
    stop,
  );
}

/** The promise's value, or undefined as soon as `stop` comes. */
export function untilEnded<Value>(promise: Promise<Value>, stop: AbortSignal): Promise<Value | undefined> {
  if (stop.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const end = () => resolve(undefined);
    stop.addEventListener('abort', end, { once: true });
    promise.then(
      (value) => {
        stop.removeEventListener('abort', end);
        resolve(value);
      },
      (error: unknown) => {
        stop.removeEventListener('abort', end);
        reject(error);
      },
    );
  });
}

/** Settles at `stop`. */
export function aborted(stop: AbortSignal): Promise<void> {
  return untilEnded(new Promise<void>(() => {}), stop);
}
