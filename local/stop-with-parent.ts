/**
 * Calls back once the process that started this one is gone, if npm started it: a signal sent to npm ends npm and the
 * shell in between, and reaches no other process (observed with npm 11 on Linux).
 */
export function stopWithParent(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_EVERY_MS);
  timer.unref();
}

const LOOK_EVERY_MS = 250;
