import { startSimulatorAlone } from './payments/simulator-alone.ts';

/** Prints payments a second and how far the heap grew between two counts of calls, each with a payment. */
const FIRST = 2_000;
const LAST = 10_000;
const CALLERS = 10;

const alone = await startSimulatorAlone();
const before = await run(FIRST).then(heapMegabytes);
const startedAt = performance.now();
await run(LAST - FIRST);
const perSecond = (LAST - FIRST) / ((performance.now() - startedAt) / 1000);
const grownMegabytes = (await heapMegabytes()) - before;
process.stdout.write(JSON.stringify({ perSecond, grownMegabytes }));
await alone.close();

async function run(calls: number): Promise<void> {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await alone.takePayment();
  };
  await Promise.all(Array.from({ length: CALLERS }, lane));
}

/** After collections with turns between them, in which finalisers run. */
async function heapMegabytes(): Promise<number> {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed / 1e6;
}
