import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Commit } from './commit.ts';

const schema = v.object({
  /** Milliseconds since the epoch. */
  startTime: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(v.object({ status: v.string() })),
    }),
  ),
});

/** What became of one test file. */
export interface TestResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Results by test file; a file that did not run is not in it. */
export type TestResults = ReadonlyMap<string, TestResult>;

/**
 * The results in a file that jest wrote with `--json --outputFile`, in whichever folder it ran.
 *
 * @throws Error when it is no such file, or older than the commit: then it says nothing of it
 */
export function readTestResults(file: string, tests: readonly string[], commit: Commit): TestResults {
  const { success, output } = v.safeParse(schema, parsed(file));
  if (!success) {
    throw new Error(
      'Failed to read the test results: the file is not what jest writes with --json --outputFile. Name another, or none.',
    );
  }
  if (output.startTime < Date.parse(commit.at)) {
    throw new Error(
      'Failed to use the test results: they are older than the commit. Run the tests again, or leave out --results.',
    );
  }
  return new Map(
    tests.flatMap((test) => {
      const ran = output.testResults.find(({ name }) => name.replaceAll('\\', '/').endsWith(`/${test}`));
      if (!ran) return [];
      const count = (...states: readonly string[]) =>
        ran.assertionResults.filter(({ status }) => states.includes(status)).length;
      // A file that does not load has no assertions, and failed.
      const failed = Math.max(count('failed'), ran.status === 'failed' ? 1 : 0);
      return [[test, { passed: count('passed'), failed, skipped: count('pending', 'todo', 'skipped') }]];
    }),
  );
}

/** Runs exactly these test files. What jest says goes to the terminal's error output. */
export async function runTests(root: string, tests: readonly string[], commit: Commit): Promise<TestResults> {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  const file = join(folder, 'results.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--json', `--outputFile=${file}`, '--runTestsByPath', ...tests];
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, ...options],
        { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] },
      );
      child.once('error', reject);
      child.once('exit', () => resolve()); // what failed is in the file
    });
    if (!existsSync(file))
      throw new Error('Failed to run the tests: jest wrote no results. Run npm test to see why.');
    return readTestResults(file, tests, commit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
