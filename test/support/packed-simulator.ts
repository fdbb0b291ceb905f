import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(import.meta.dirname, '../..');

const execute = promisify(execFile);

export interface PackedSimulator {
  /** An otherwise empty folder, with the package in its `node_modules`. */
  readonly folder: string;
  /** The package's own `package.json`. */
  readonly manifest: PackageManifest;
  /** File that the command `twilio-simulator` runs. */
  readonly command: string;
  remove(): Promise<void>;
}

export interface PackageManifest {
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Packs the simulator with `npm pack` and unpacks it as `npm install` would, without a registry: beside it lies what it
 * declares and nothing else, linked from this repository. Works on a copy, because packing builds in the folder.
 */
export async function packSimulator(): Promise<PackedSimulator> {
  const top = await mkdtemp(join(tmpdir(), 'twilio-simulator-'));
  const source = join(top, 'source');
  await cp(join(ROOT, 'simulator'), join(source, 'simulator'), { recursive: true });
  await cp(join(ROOT, 'tsconfig.json'), join(source, 'tsconfig.json'));
  await symlink(join(ROOT, 'node_modules'), join(source, 'node_modules'), 'junction');
  const parameters = ['pack', './simulator', '--json', '--offline', '--pack-destination', top];
  const { stdout } = await execute('npm', parameters, { cwd: source, shell: process.platform === 'win32' });
  const tarball = /"filename": "([^"]+\.tgz)"/.exec(stdout)?.[1] ?? '';

  const folder = join(top, 'app');
  const installed = join(folder, 'node_modules/twilio-simulator');
  await mkdir(installed, { recursive: true });
  await execute('tar', ['-xzf', join(top, tarball), '-C', installed, '--strip-components=1']);
  const manifest: PackageManifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), link, 'junction');
  }
  return {
    folder,
    manifest,
    command: join(installed, manifest.bin['twilio-simulator'] ?? ''),
    remove: () => rm(top, { recursive: true, force: true }),
  };
}

/** Starts the command in that folder, as its user would. Resolves with what it printed once that matches `until`. */
export async function startPacked(
  { folder, command }: PackedSimulator,
  environment: Readonly<Record<string, string>>,
  words: readonly string[] = [],
  until = /^ready {2}(\S+)$/m,
): Promise<{ readonly output: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [command, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, SIMULATOR_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (until.test(output)) break;
  }
  child.stdout.resume();
  return {
    output,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
