import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readCommandLine } from '#simulator/command-line.ts';
import { ensurePage } from './desk/build-page.ts';
import { readSettings, SETTING_NAMES } from './settings.ts';
import type { LocalStack } from './start.ts';
import { StartError } from './start-error.ts';
import { stopWithParent } from './stop-with-parent.ts';
import { usage } from './usage.ts';

/** `npm start`, and `npm run dev` with `--dev`: everything on one machine until a signal ends it. */
async function main(): Promise<void> {
  const { dev = false } = readCommandLine(usage('npm start', 'everything on this machine, until Ctrl-C'), {
    options: { dev: { type: 'boolean' } },
  }).values;
  const read = readSettings({ ...dotEnv(), ...given(process.env) });
  if ('problems' in read) return fail(...read.problems);

  let stack: LocalStack | undefined;
  let stoppingSince: number | undefined;
  const stop = () => {
    // The first signal lets requests under way finish, the second does not wait. Ctrl-C may arrive twice at once:
    // from the terminal and through npm.
    if (stoppingSince !== undefined && Date.now() - stoppingSince > 500) process.exit(1);
    if (stoppingSince !== undefined) return;
    stoppingSince = Date.now();
    Promise.resolve(stack?.close()).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  stopWithParent(stop);

  try {
    // A stale page builds on the other core while this core loads the rest.
    const pageDirectory = dev ? undefined : ensurePage();
    pageDirectory?.catch(() => {});
    const { startLocal } = await import('./start.ts');
    stack = await startLocal({
      ...read.settings,
      dev,
      tellsItself: true,
      ...(pageDirectory ? { pageDirectory } : {}),
      warn: (line) => process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    return error instanceof StartError
      ? fail(error.message)
      : fail(String(error instanceof Error ? error.stack : error));
  }
  await Promise.all([stack.deskUrl, stack.simulator.url].map(assertHealthy));
  process.stdout.write(
    `ready  desk ${stack.deskUrl}  phone ${stack.phoneUrl}  console ${stack.simulator.url}\n`,
  );
  // So that the first person to sign in does not wait for it to load.
  await fetch(`${stack.deskUrl}/oidc/jwks`).catch(() => {});
}

/** Settings from a `.env` beside package.json; other names in it are for other commands. */
function dotEnv(): Readonly<Record<string, string | undefined>> {
  const path = new URL('../.env', import.meta.url);
  return existsSync(path) ? given(parseEnv(readFileSync(path, 'utf8'))) : {};
}

function given(variables: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(
    SETTING_NAMES.filter((name) => variables[name]).map((name) => [name, variables[name]]),
  );
}

async function assertHealthy(url: string): Promise<void> {
  const { ok, status } = await fetch(`${url}/healthz`);
  if (!ok) throw new Error(`Failed to start: ${url}/healthz returned ${status}.`);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}

await main();
