import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { buildHandlers } from '#infra/bundle-handlers.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import type { Figure } from './figure.ts';
import { median } from './statistics.ts';

const RUNS = 15;
const ROOT = join(import.meta.dirname, '../..');

/** How a handler written in the usual way starts. */
const USUAL_WAY = `
  import twilio from 'twilio';
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
  export const handler = async () => [twilio, DynamoDBDocumentClient.from(new DynamoDBClient({}))];
`;

/** Size of each bundle, and the time to import the heaviest minus an empty module, compared with the usual way. */
export async function measureHandlers(): Promise<readonly Figure[]> {
  const built = buildHandlers(Object.fromEntries(ROUTES.map(({ name, entry }) => [name, entry])));
  const bundles = ROUTES.map(({ name }) => {
    const file = built.outputFiles?.find(({ path }) => path.endsWith(`/${name}/index.mjs`));
    return { name, contents: file?.contents ?? new Uint8Array() };
  }).sort((a, b) => b.contents.length - a.contents.length);
  const heaviest = bundles[0];
  if (!heaviest) return [];

  // Inside the project, because the usual way leaves the AWS SDK outside its bundle.
  const folder = await mkdtemp(join(ROOT, 'node_modules/.bench-'));
  try {
    const files = {
      empty: join(folder, 'empty.mjs'),
      ours: join(folder, 'ours.mjs'),
      usual: join(folder, 'usual.mjs'),
    };
    await writeFile(files.empty, 'export {};');
    await writeFile(files.ours, heaviest.contents);
    buildSync({
      stdin: { contents: USUAL_WAY, resolveDir: ROOT },
      outfile: files.usual,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      external: ['@aws-sdk/*', '@smithy/*'],
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
    const times = { empty: [] as number[], ours: [] as number[], usual: [] as number[] };
    for (let run = 0; run < RUNS; run += 1) {
      for (const key of ['empty', 'ours', 'usual'] as const) times[key].push(importTime(files[key]));
    }
    const ours = median(times.ours) - median(times.empty);
    const usual = median(times.usual) - median(times.empty);
    return [
      ...bundles.map(({ name, contents }) => ({
        what: `bundle of ${name}`,
        value: contents.length / 1000,
        unit: 'kB' as const,
        budget: 400,
      })),
      { what: `import of ${heaviest.name}, over an empty module`, value: ours, unit: 'ms' },
      { what: 'import of the usual way, over an empty module', value: usual, unit: 'ms' },
      { what: 'ours over the usual way', value: ours / usual, unit: 'x', budget: 0.2 },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function importTime(file: string): number {
  const script = `const t=performance.now();await import(${JSON.stringify(file)});console.log(performance.now()-t);process.exit()`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return Number(stdout);
}
