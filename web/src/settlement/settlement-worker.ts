import { type Ask, createComparing } from './compare-file.ts';

/** A thread of its own, so that the page stays alive while a large file is read. */
const ask = createComparing((told) => self.postMessage(told));

/** One after the other: payments belong behind the file. */
let last: Promise<void> = Promise.resolve();
self.addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  last = last.then(() => ask(data));
});
