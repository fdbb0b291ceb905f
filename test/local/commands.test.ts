import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SETTING_NAMES } from '#local/settings.ts';

// Two dozen short processes, on a machine that may be busy.
jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '../..');
/** The commands that are programs of ours; the others are of the tools they name. */
const OURS = [
  'start',
  'dev',
  'simulator',
  'bench',
  'prove',
  'screenshots',
  'deploy',
  'diff',
  'audit:verify',
  'mutate',
  'doctor',
  'evidence',
  'adopt',
  'destroy',
];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ended = new Map<string, Ended>();
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'commands-'));
  const scripts = await readScripts();
  const waiting = OURS.flatMap((name) => [`${name} --help`, `${name} --nonsense`]);
  const next = async (): Promise<void> => {
    const line = waiting.shift();
    if (line === undefined) return;
    const [name = '', option] = line.split(' ');
    ended.set(line, await run(`${scripts[name]} ${option}`));
    return next();
  };
  await Promise.all([next(), next()]);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the commands of package.json', () => {
  it('that run our own programs are all tried here', async () => {
    const own = Object.entries(await readScripts()).filter(([, script]) =>
      /^(?:node|tsx)\b.*\.ts\b/.test(script),
    );
    expect(own.map(([name]) => name).sort()).toEqual([...OURS].sort());
  });

  it.each(OURS)('%s prints its help, and starts nothing', (name) => {
    const { code, stdout, stderr } = ended.get(`${name} --help`) ?? {};
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^npm (run )?${name}\\b`));
    expect(stdout).not.toMatch(/^ready/m);
  });

  it.each(OURS)('%s refuses an option it does not know, says how it is used, and starts nothing', (name) => {
    const { code, stdout, stderr } = ended.get(`${name} --nonsense`) ?? {};
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--nonsense');
    expect(stderr).toContain(ended.get(`${name} --help`)?.stdout.trim());
  });

  it.each(['start', 'dev'])('%s names every setting it reads', (name) => {
    for (const setting of SETTING_NAMES) expect(ended.get(`${name} --help`)?.stdout).toContain(setting);
  });

  it('leave no file behind', () => {
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

async function readScripts(): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).scripts;
}

/** As npm runs a script: in a shell, with the options behind it and the tools' folder in front. */
function run(script: string): Promise<Ended> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const PATH = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const env = { ...inherited, PATH, PORT: '0', SIMULATOR_PORT: '0', LOCAL_DATA_DIR: join(dataDir, 'data') };
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { cwd: ROOT, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}
