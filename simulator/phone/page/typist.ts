/** Presses keys one by one, as fast as a person does; resolves when done or stopped. */
export async function typeKeys(keys: string, press: (key: string) => void, stop: AbortSignal): Promise<void> {
  for (const key of keys) {
    await pause(110 + Math.random() * 90, stop);
    if (stop.aborted) return;
    press(key);
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
