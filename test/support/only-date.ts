type Fakeable = 'Date' | 'performance' | 'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval';

/** Options of `jest.useFakeTimers` that leave everything real but this: sockets and stores go on working. */
export function only(faked: Fakeable) {
  const all = [
    'Date',
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ] as const;
  return { doNotFake: all.filter((name) => name !== faked) };
}
