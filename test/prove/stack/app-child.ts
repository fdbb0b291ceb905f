import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createLog } from '#lambdas/platform/log.ts';
import { sweep } from '#lambdas/sweep/sweep.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { startLocal } from '#local/start.ts';
import { byTimer } from '#local/sweep-every-minute.ts';
import type { AppQuestion, AppSettings } from './app-protocol.ts';

/** The app in a process of its own, so that it can be killed and everything it prints can be read. */
const settings = JSON.parse(process.env.PROVE_APP ?? '{}') as AppSettings;
const stack = await startLocal({
  port: settings.port,
  simulatorPort: 0,
  dataDir: settings.dataDir,
  log: settings.log,
  pageDirectory: settings.pageDirectory,
  tellsItself: settings.tellsItself,
  repeat: (run, milliseconds) => byTimer(run, milliseconds / settings.hurry),
  embedClients: 'acme=https://acme.example,rival=https://rival.example',
  warn: (line) => process.stderr.write(`${line}\n`),
});
if (settings.connector) stack.simulator.configure({ connectors: [settings.connector] });
const databaseEndpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
// Handlers read these at their first request: from then on they talk to the campaign's proxies.
Object.assign(process.env, settings.environment);

const ANSWERS: Readonly<Record<AppQuestion['ask'], (question: AppQuestion) => Promise<unknown>>> = {
  memory: async () => {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    const resources: Record<string, number> = {};
    for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
    const { user, system } = process.cpuUsage();
    const busyMs = performance.eventLoopUtilization().active;
    return {
      ...process.memoryUsage(),
      resources,
      busyMs,
      cpuMs: (user + system) / 1_000,
      calls: stack.simulator.calls.list().length,
    };
  },
  sweep: async ({ aheadMs = 0 }) => {
    const clock = real.clock();
    const later = { ...clock, now: () => new Date(Date.now() + aheadMs) };
    const {
      bus,
      calls,
      ceilings,
      counting,
      documents,
      listing,
      open,
      outbox,
      payments,
      sessions,
      trail,
      twilioCalls,
    } = real;
    const needs = real.lazily<Parameters<typeof sweep>[0]>({
      clock: () => later,
      calls,
      bus,
      ceilings,
      counting,
      outbox,
      documents,
      listing,
      open,
      payments,
      sessions,
      trail,
      twilioCalls,
    });
    return sweep(needs, createLog(), () => 600_000);
  },
  print: async ({ text = '' }) => {
    process.stdout.write(`${text}\n`);
    process.stderr.write(`${text}\n`);
  },
  close: () => stack.close(),
};

process.on('message', (question: AppQuestion) => {
  ANSWERS[question.ask](question).then(
    (answer) => process.send?.({ id: question.id, answer }),
    (error: unknown) => process.send?.({ id: question.id, error: String(error) }),
  );
});
// The campaign's process is gone, so no more questions will come.
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: { deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url, databaseEndpoint } });
