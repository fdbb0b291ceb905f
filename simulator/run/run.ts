import type { Simulator, SimulatorOptions } from '../services.ts';
import { appEnvironment } from './app-environment.ts';
import type { AuthorityFiles } from './authority-files.ts';
import { startProxy } from './proxy.ts';

/** An application that runs beside the simulator. */
export interface Started {
  /** Its exit code; 128 and the signal's number when a signal ended it. */
  readonly ended: Promise<number>;
  stop(signal: 'SIGINT' | 'SIGTERM'): void;
}

/** Starts an application in this environment. Rejects with one readable line when it cannot. */
export type Start = (
  environment: NodeJS.ProcessEnv,
  simulator: Simulator,
  options: SimulatorOptions,
) => Promise<Started>;

/**
 * Runs an application beside a simulator that listens with TLS: every host of Twilio's leads there. Ends when the
 * application does.
 *
 * @returns its exit code
 */
export async function run(
  simulator: Simulator,
  options: SimulatorOptions,
  files: AuthorityFiles,
  start: Start,
): Promise<number> {
  const { hostname } = new URL(simulator.url);
  const proxy = await startProxy({ host: hostname, port: simulator.tls?.port ?? 0 });
  try {
    const app = await start(
      appEnvironment({ simulator, options, files, proxy: proxy.url, given: process.env }),
      simulator,
      options,
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.stop(signal));
    return await app.ended;
  } finally {
    proxy.close();
    await simulator.close();
  }
}
