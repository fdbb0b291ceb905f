import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommit } from '#infra/operate/evidence/commit.ts';
import type { MutationReport } from '#infra/operate/evidence/mutation-report.ts';
import { readCommandLine } from '#simulator/command-line.ts';
import { MUTATIONS, type Mutation } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Everything the named tests need; `node_modules` is shared. */
const COPIED = [
  'lambdas',
  'local',
  'simulator',
  'infra',
  'test',
  'web',
  'docs',
  'jest.config.js',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

const USAGE = `npm run mutate -- [word …]   breaks each check whose description holds all the words, in a copy of the sources,
                             and expects a test to fail
  --report FILE              also writes what became of each, for npm run evidence -- --mutations FILE`;

/** `npm run mutate [word …]`: breaks each check in a copy of the sources and expects a test to fail. Exits with 1 if none does. */
function main(): number {
  const { positionals: words, values } = readCommandLine(USAGE, {
    options: { report: { type: 'string' } },
    words: true,
  });
  const chosen = MUTATIONS.filter(({ check, what }) =>
    words.every((word) => `${check} ${what}`.includes(word)),
  );
  const copy = mkdtempSync(join(tmpdir(), 'mutate-'));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const tests = [...new Set(chosen.flatMap((mutation) => mutation.tests))];
    const sound = run(copy, tests);
    if (sound.passed === 0) {
      say('The tests do not run as they are, so they prove nothing. Run npm test first.');
      return 1;
    }
    // On a busy machine a slow test may fail. Such a failure proves nothing, so it does not count.
    for (const name of sound.names) say(`left out, as it fails without any mutation: "${name}"`);
    const leftOut = new Set(sound.names);
    say(`${sound.passed} tests pass on the sources as they are`);
    const commit = readCommit(ROOT);
    const mutations = chosen.map((mutation) => ({
      check: mutation.check,
      what: mutation.what,
      file: mutation.file,
      result: breakOne(copy, mutation, leftOut),
    }));
    const report: MutationReport = { commit: commit.id, isChanged: commit.isChanged, mutations };
    if (values.report !== undefined)
      writeFileSync(values.report, `${JSON.stringify(report, undefined, 1)}\n`);
    const noticed = mutations.filter(({ result }) => result === 'noticed').length;
    say(`${noticed} of ${chosen.length} mutations noticed`);
    return noticed === chosen.length ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function breakOne(
  copy: string,
  { check, what, file, from, to, tests }: Mutation,
  leftOut: ReadonlySet<string>,
): MutationReport['mutations'][number]['result'] {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const parts = source.split(from);
  if (parts.length !== 2) {
    say(`STALE    ${check}: ${what} (${file} has changed: correct the mutation)`);
    return 'stale';
  }
  writeFileSync(path, parts.join(to));
  const names = run(copy, tests).names.filter((name) => !leftOut.has(name));
  writeFileSync(path, source);
  say(`${names.length > 0 ? 'noticed ' : 'SURVIVED'} ${check}: ${what}`);
  for (const name of names.slice(0, 2)) say(`           by "${name}"`);
  return names.length > 0 ? 'noticed' : 'survived';
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Counts failed tests, not failed files: a mutation that does not even load proves nothing. */
function run(copy: string, tests: readonly string[]) {
  const file = join(copy, 'report.json');
  rmSync(file, { force: true });
  // Not `--bail`: jest would exit before it writes the report.
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--json', `--outputFile=${file}`, '--silent'];
  const { NODE_OPTIONS: _, ...env } = process.env;
  spawnSync(process.execPath, ['--experimental-vm-modules', jest, ...options, ...tests], {
    cwd: copy,
    env,
    stdio: 'ignore',
  });
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: report.numPassedTests,
    names: all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = main();
