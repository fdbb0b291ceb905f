/** Prints the milliseconds that a simulator takes in a process that has loaded nothing yet, until it serves. */
const startedAt = performance.now();
const { createSimulator } = await import('#simulator/index.ts');
const simulator = await createSimulator({ port: 0 });
await (await fetch(`${simulator.url}/healthz`)).text();
process.stdout.write(String(performance.now() - startedAt));
await simulator.close();

export {};
