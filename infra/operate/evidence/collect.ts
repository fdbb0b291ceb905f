import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '#infra/config.ts';
import { loadSettings } from '#infra/read-settings.ts';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { CHECKPOINT } from '#lambdas/stores/tlog-store.ts';
import { type NoteKey, noteOf, openNote, verifierKeyOf } from '#lambdas/tlog/signed-note.ts';
import { type NoLog, type OpenedLog, openLocalLog } from '../audit/open-log.ts';
import { deployableConfig } from '../commands/cdk.ts';
import type { Commit } from './commit.ts';
import { CONTROLS } from './controls.ts';
import { makeEvidence, sumsOf } from './evidence.ts';
import { readMutationReport } from './mutation-report.ts';
import type { BundledModules } from './software.ts';
import type { EvidenceSources } from './sources.ts';
import type { TemplateEvidence } from './template.ts';
import { readTestResults, type TestResults } from './test-results.ts';
import { assertEmpty, writeEvidence } from './write-evidence.ts';

const USAGE = `npm run evidence                     runs the tests of every control and writes evidence/<time>/, signed
npm run evidence -- --stage prod     the template of a stage, by its settings; of its account it reads the log only
  --out FOLDER       another folder, empty or not there yet
  --results FILE     uses what jest wrote with --json --outputFile FILE instead of running the tests
  --mutations FILE   what npm run mutate -- --report FILE wrote at the same commit
  --data-dir FOLDER  where npm start keeps its data (LOCAL_DATA_DIR, .local): without --stage the log is read there
  --key FILE         signs with this key, never the log's own (evidence-key.json in that folder, made at the first run)
Exits with 1 when something does not show what it should, and with 2 when nothing was written.`;

const OPTIONS = {
  stage: { type: 'string' },
  out: { type: 'string' },
  results: { type: 'string' },
  mutations: { type: 'string' },
  'data-dir': { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = { readonly [Name in Exclude<keyof typeof OPTIONS, 'help'>]?: string };

/** What it needs of the machine; a test has its own. */
export interface Surroundings {
  /** The repository. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly commit: (root: string) => Commit;
  readonly template: (config: Config) => TemplateEvidence;
  readonly modules: (root: string) => Promise<BundledModules>;
  /** The log of a deployed stage, as its stack names it. */
  readonly stageLog: (stage: string, region: string) => Promise<OpenedLog | NoLog>;
  readonly runTests: (root: string, tests: readonly string[], commit: Commit) => Promise<TestResults>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** `npm run evidence`: resolves to 0 when all of it shows what it should, 1 when some does not, 2 when nothing was written. */
export async function collectEvidence(words: readonly string[], around: Surroundings): Promise<0 | 1 | 2> {
  try {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    if (values.help) {
      around.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const { folder, gaps } = await collect(values, around);
    around.stdout.write(
      [...gaps.map((gap) => `does not show what it should: ${gap}`), folder, ''].join('\n'),
    );
    return gaps.length === 0 ? 0 : 1;
  } catch (failure) {
    around.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n\n${USAGE}\n`);
    return 2;
  }
}

async function collect(values: Values, around: Surroundings) {
  const { root, environment } = around;
  const at = around.now().toISOString();
  const folder = resolve(values.out ?? join(root, 'evidence', at.replaceAll(':', '')));
  // What cannot end well ends before the tests run.
  assertEmpty(folder);
  const dataDir = values['data-dir'] ?? environment.LOCAL_DATA_DIR ?? '.local';
  const settings = values.stage && loadSettings({ ...environment, STAGE: values.stage }, root);
  const config = settings ? deployableConfig({ settings }) : readConfig({ STAGE: 'prod' });
  const opened = settings
    ? await around.stageLog(config.stage, config.region).catch(unread)
    : await openLocalLog(dataDir);
  const signer = await signerOf(values.key ?? keyBeside(dataDir), opened);
  const commit = around.commit(root);
  const mutations = values.mutations === undefined ? undefined : readMutationReport(values.mutations, commit);
  const tests = [...new Set(CONTROLS.flatMap((control) => control.tests))].sort();
  const { files, gaps } = makeEvidence({
    root,
    controls: CONTROLS,
    commit,
    versions: versionsOf(root),
    ...(settings
      ? {
          stage: {
            name: config.stage,
            account: settings.AWS_ACCOUNT ?? 'account not set',
            region: config.region,
          },
        }
      : {}),
    template: around.template(config),
    modules: await around.modules(root),
    tests:
      values.results === undefined
        ? await around.runTests(root, tests, commit)
        : readTestResults(values.results, tests, commit),
    ...(mutations ? { mutations } : {}),
    log: await logEvidence(opened),
    at,
  });
  writeEvidence(folder, await sealed(files, signer, commit));
  return { folder, gaps };
}

/** Asking the account failed. What it said may name what is nobody's business. */
function unread(failure: unknown): NoLog {
  const { name } = failure instanceof Error ? failure : { name: 'no reason' };
  return { missing: `the log of the stage could not be read (${name})`, isFinding: true };
}

/** The log's key and newest checkpoint, or why they are not here. */
async function logEvidence(opened: OpenedLog | NoLog): Promise<EvidenceSources['log']> {
  if ('missing' in opened) return opened;
  const { key, source } = opened;
  const found = await source.read(CHECKPOINT);
  const verifierKey = verifierKeyOf(key);
  if (!found) return { verifierKey };
  const checkpoint = Buffer.from(found).toString();
  return { verifierKey, checkpoint, isSigned: openNote(checkpoint, key) !== undefined };
}

/** The key of whoever collects on this machine, made at the first run. */
function keyBeside(dataDir: string): string {
  const file = join(dataDir, 'evidence-key.json');
  if (existsSync(file)) return file;
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = JSON.stringify({ name: 'agent-assist-pay/evidence', privateKey: pem });
  writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}

interface EvidenceSigner {
  readonly key: NoteKey;
  sign(text: string): Promise<Uint8Array>;
}

/** Not the log's key: whatever else it signed could be passed off as the log's word. */
async function signerOf(file: string, log: OpenedLog | NoLog): Promise<EvidenceSigner> {
  const { key: read, sign } = createFileSigner(file);
  const key = await read().catch(() => {
    throw new Error(
      'Failed to sign the evidence: the file of the key holds no name and Ed25519 key. Name another with --key.',
    );
  });
  if ('key' in log && Buffer.from(log.key.publicKey).equals(key.publicKey))
    throw new Error(
      'Failed to sign the evidence: that is the key of the log, which signs checkpoints and nothing else. Name another with --key.',
    );
  return { key, sign };
}

/** The files with their sums, the sums as a note, and the key that checks it, which is in no sum: it differs by who collects. */
async function sealed(files: ReadonlyMap<string, string>, { key, sign }: EvidenceSigner, commit: Commit) {
  const sums = sumsOf(files);
  const text = `agent-assist-pay evidence of ${commit.id || 'an unknown commit'}\n${sums}`;
  return new Map([
    ...files,
    ['SHA256SUMS', sums],
    ['SHA256SUMS.note', noteOf(text, key, await sign(text))],
    ['SHA256SUMS.pub', `${verifierKeyOf(key)}\n`],
  ]);
}

/** What the evidence was made with: this project, Node, and the packages that bundle, synthesise, check and test. */
function versionsOf(root: string): Readonly<Record<string, string>> {
  const { name, version, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>> &
    Record<'name' | 'version', string>;
  const all = { ...dependencies, ...devDependencies };
  const used = ['aws-cdk-lib', 'cdk-nag', 'esbuild', 'jest', 'vite'].map((used) => [used, all[used] ?? '']);
  return { [name]: version, node: process.versions.node, ...Object.fromEntries(used) };
}
