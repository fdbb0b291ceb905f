import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '#local/start.ts';
import type { AppRequest, Candidate } from './app.ts';
import { startFloor } from './floor.ts';

const STARTS = {
  async everything() {
    const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
    const simulator = { settings: { syncRateLimits: false } };
    const stack = await startLocal({ port: 0, simulatorPort: 0, dataDir, log: 'file', simulator });
    return {
      apiUrl: stack.apiUrl,
      simulatorUrl: stack.simulator.url,
      signIn: stack.devSession,
      async close() {
        await stack.close();
        await rm(dataDir, { recursive: true });
      },
    };
  },
  async floor() {
    return { ...(await startFloor()), signIn: async () => '' };
  },
} as const satisfies Record<Candidate, unknown>;

const app = await STARTS[process.argv[2] as Candidate]();

process.on('message', async (request: AppRequest) => {
  if (request === 'processorSeconds') {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1e6);
  } else if (request === 'close') {
    await app.close();
    process.send?.('closed');
    process.disconnect();
  } else {
    process.send?.(await app.signIn(request.signIn));
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ apiUrl: app.apiUrl, simulatorUrl: app.simulatorUrl });
