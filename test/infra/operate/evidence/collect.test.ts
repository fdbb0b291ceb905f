import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogSource } from '#infra/operate/audit/log-source.ts';
import { collectEvidence, type Surroundings } from '#infra/operate/evidence/collect.ts';
import { CONTROLS } from '#infra/operate/evidence/controls.ts';
import type { TemplateEvidence } from '#infra/operate/evidence/template.ts';
import type { TestResult } from '#infra/operate/evidence/test-results.ts';
import { RULES } from '#infra/rules/pci-dss-401-checks.ts';
import { noteOf, openNote, parseVerifierKey, rawKeyOf, verifierKeyOf } from '#lambdas/tlog/signed-note.ts';
import { MUTATIONS } from '#test/security/mutate/mutations.ts';
import { SETTINGS } from '#test/support/synth-stack.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const COMMIT = { id: 'c0ffee'.padEnd(40, '0'), at: '2026-11-29T00:00:00.000Z', isChanged: false };
const TESTS = [...new Set(CONTROLS.flatMap(({ tests }) => tests))];
/** A published test number, built here so that none stands in a file. */
const CARD = `4${'1'.repeat(15)}`;

/** What takes minutes is made up; all else is as in a real run. */
const TEMPLATE: TemplateEvidence = {
  parts: Object.fromEntries(
    ['tables', 'keys', 'buckets', 'logs', 'alarms', 'api', 'site', 'firewall', 'signIn'].map((part) => [
      part,
      { stack: { [part]: { Type: 'made up' } } },
    ]),
  ) as unknown as TemplateEvidence['parts'],
  rules: RULES.map(({ id, requirements, info }) => ({ id, requirements, info, open: [], accepted: [] })),
};
const MODULES = {
  handlers: ['node_modules/valibot/dist/index.js', 'node_modules/jose/dist/index.js'],
  page: ['/anywhere/node_modules/preact/dist/preact.module.js'],
};

const home = mkdtempSync(join(tmpdir(), 'evidence-test-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let folder = '';
let dataDir = '';
let said: { readonly stdout: string[]; readonly stderr: string[] };
let at = 0;

beforeEach(() => {
  at += 1;
  folder = join(home, `evidence-${at}`);
  dataDir = join(home, `data-${at}`);
  mkdirSync(join(dataDir, 'tlog'), { recursive: true });
  writeFileSync(join(dataDir, 'tlog-key.pub'), `${verifierKeyOf(LOG_KEY)}\n`);
  said = { stdout: [], stderr: [] };
});

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const LOG_KEY = {
  name: 'agent-assist-pay/local',
  publicKey: rawKeyOf(publicKey.export({ format: 'der', type: 'spki' })),
};
const HEAD = 'agent-assist-pay/local\n7\nroot\n';
const CHECKPOINT = noteOf(HEAD, LOG_KEY, sign(null, Buffer.from(HEAD), privateKey));

const passed = new Map(TESTS.map((test) => [test, { passed: 3, failed: 0, skipped: 0 }]));

function collect(words: readonly string[] = [], changed: Partial<Surroundings> = {}) {
  return collectEvidence(['--data-dir', dataDir, '--out', folder, ...words], {
    root: ROOT,
    environment: {},
    now: () => new Date('2026-11-29T12:31:00.000Z'),
    commit: () => COMMIT,
    template: () => TEMPLATE,
    modules: async () => MODULES,
    stageLog: () => Promise.reject(new Error('not to ask')),
    runTests: async () => passed,
    stdout: { write: (text: string) => said.stdout.push(text) },
    stderr: { write: (text: string) => said.stderr.push(text) },
    ...changed,
  });
}

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
/** Rows of index.csv without its heading. */
const rows = () =>
  read('index.csv')
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.slice(1, -1).split('","'));

/** What jest writes, in a folder of its own. */
function resultsFile(
  results: readonly { readonly test: string; readonly status: string }[],
  startTime = Date.now(),
) {
  const file = join(home, `results-${at}.json`);
  const testResults = results.map(({ test, status }) => ({
    name: `/another/machine/${test}`,
    status,
    assertionResults: [{ status }],
  }));
  writeFileSync(file, JSON.stringify({ startTime, testResults }));
  return file;
}

function mutationsFile(changed: object = {}, survivor?: string) {
  const file = join(home, `mutations-${at}.json`);
  const mutations = MUTATIONS.map(({ check, what, file: of }) => ({
    check,
    what,
    file: of,
    result: check === survivor ? 'survived' : 'noticed',
  }));
  writeFileSync(file, JSON.stringify({ commit: COMMIT.id, isChanged: false, mutations, ...changed }));
  return file;
}

describe('npm run evidence', () => {
  it('writes a row for everything that shows a control, and its sums', async () => {
    expect(await collect(['--mutations', mutationsFile()])).toBe(0);

    const kinds = new Map<string, number>();
    for (const [, , kind = ''] of rows()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    for (const [kind, of] of [
      ['source', 'places'],
      ['test', 'tests'],
      ['mutation', 'mutations'],
      ['rule', 'rules'],
      ['artefact', 'artefacts'],
    ] as const) {
      expect([kind, kinds.get(kind)]).toEqual([
        kind,
        CONTROLS.reduce((sum, control) => sum + (control[of]?.length ?? 0), 0),
      ]);
    }
    const inFolder = new Set(files());
    const missing = rows().filter(([, , kind, item = '']) => kind === 'artefact' && !inFolder.has(item));
    expect(missing).toEqual([]);
    expect(rows().filter(([, , , , result = '']) => /not run|FAILED|SURVIVED|OPEN/.test(result))).toEqual([]);
    expect(
      execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }),
    ).toBe('');
    expect(read('SHA256SUMS').split('\n')).toHaveLength(files().length - 3 + 1);
  });

  it('signs the sums with a key of its own, made once, and has the checkpoint of the log with the key of that', async () => {
    writeFileSync(join(dataDir, 'tlog', 'checkpoint'), CHECKPOINT);
    expect(await collect()).toBe(0);

    const key = parseVerifierKey(read('SHA256SUMS.pub'));
    const text = key && openNote(read('SHA256SUMS.note'), key);
    expect(text).toBe(`agent-assist-pay evidence of ${COMMIT.id}\n${read('SHA256SUMS')}`);
    expect(key?.name).toBe('agent-assist-pay/evidence');
    expect(statSync(join(dataDir, 'evidence-key.json')).mode & 0o777).toBe(0o600);
    const logKey = parseVerifierKey(read('log/verifier-key.txt'));
    expect(logKey && openNote(read('log/checkpoint'), logKey)).toBe(HEAD);

    const changed = read('SHA256SUMS.note').replace(/[0-9a-f](?= {2}README\.md)/, (digit) =>
      digit === '0' ? '1' : '0',
    );
    expect(key && openNote(changed, key)).toBeUndefined();

    const first = read('SHA256SUMS.pub');
    folder = `${folder}-again`;
    await collect();
    expect(read('SHA256SUMS.pub')).toBe(first);
  });

  it('says of a checkpoint that it is not signed with the key of the log', async () => {
    writeFileSync(join(dataDir, 'tlog', 'checkpoint'), CHECKPOINT.replace('\n7\n', '\n8\n'));

    expect(await collect()).toBe(1);
    expect(said.stdout.join('')).toContain('the newest checkpoint is not signed with the key of the log');
  });

  it('gives the same bytes for the same commit, but for the time and what it is part of', async () => {
    const mutations = mutationsFile();
    await collect(['--mutations', mutations]);
    const first = new Map(files().map((file) => [file, read(file)]));
    folder = `${folder}-again`;
    await collect(['--mutations', mutations], { now: () => new Date('2027-01-01T00:00:00.000Z') });
    const second = new Map(files().map((file) => [file, read(file)]));

    const differ = [...first].filter(([file, text]) => second.get(file) !== text).map(([file]) => file);
    expect(differ).toEqual(['SHA256SUMS', 'SHA256SUMS.note', 'index.csv']);
    expect([...second.keys()]).toEqual([...first.keys()]);
    const withoutTime = (text = '') => text.replace(/"2[\d-]+T[\d:.]+Z"/g, '');
    expect(withoutTime(second.get('index.csv'))).toBe(withoutTime(first.get('index.csv')));
    const others = (text = '') => text.split('\n').filter((line) => !line.endsWith('  index.csv'));
    expect(others(second.get('SHA256SUMS'))).toEqual(others(first.get('SHA256SUMS')));
    expect([...first.values()].join('\n')).not.toContain(ROOT);
  });

  it('says first what does not show what it should, and exits with 1', async () => {
    const [test = '', other = '', ...rest] = TESTS;
    const runTests = async () =>
      new Map<string, TestResult>([
        [test, { passed: 2, failed: 1, skipped: 0 }],
        ...rest.map((it): [string, TestResult] => [it, { passed: 1, failed: 0, skipped: 2 }]),
      ]);
    const template = () => ({
      ...TEMPLATE,
      rules: TEMPLATE.rules.map((rule) => (rule.id === 'LogKept' ? { ...rule, open: ['stack/Log'] } : rule)),
    });
    const commit = () => ({ ...COMMIT, isChanged: true });
    const mutations = mutationsFile({ isChanged: true }, 'TLS');

    expect(await collect(['--mutations', mutations], { runTests, template, commit })).toBe(1);

    for (const gap of [
      `${test}: FAILED: 1 of 3`,
      `${other}: not run`,
      'rule LogKept: OPEN: 1',
      'mutations of "TLS": SURVIVED: 4 of 4',
      'files differ from the commit',
    ]) {
      expect(said.stdout.join('')).toContain(`does not show what it should: ${gap}\n`);
      expect(read('README.md')).toContain(`- ${gap}\n`);
    }
    expect(rows().find(([, , , item]) => item === rest[0])?.[4]).toBe('passed 1, 2 skipped');
  });

  it('says of mutations that nobody ran that they were not run', async () => {
    expect(await collect()).toBe(0);

    expect(new Set(rows().flatMap(([, , kind, , result]) => (kind === 'mutation' ? result : [])))).toEqual(
      new Set(['not run']),
    );
    expect(read('README.md')).toContain('| mutations with a result | none: not run |');
  });

  it('claims nothing, and lists what a person has to add', async () => {
    await collect();

    const claims = files().filter(
      (file) => !file.startsWith('template/golden') && /\bcompliant\b|\bcertified\b/i.test(read(file)),
    );
    expect(claims).toEqual([]);
    expect(
      rows().filter(([, , kind, , result]) => kind === 'missing' && result === 'MISSING').length,
    ).toBeGreaterThan(10);
    expect(read('README.md')).toContain('## What it does not show');
    expect(read('README.md')).toContain('no stage was named');
  });

  describe('results of tests in a file', () => {
    it('are taken from whichever folder they ran in', async () => {
      const file = resultsFile(TESTS.map((test) => ({ test, status: 'passed' })));

      expect(
        await collect(['--results', file], { runTests: () => Promise.reject(new Error('not to run')) }),
      ).toBe(0);
      expect(rows().find(([, , kind]) => kind === 'test')?.[4]).toBe('passed 1');
    });

    it('count a file that did not load, and one in which nothing ran, as none that shows anything', async () => {
      const [broken = '', empty = '', ...rest] = TESTS;
      const file = resultsFile([
        { test: broken, status: 'failed' },
        { test: empty, status: 'pending' },
        ...rest.map((test) => ({ test, status: 'passed' })),
      ]);

      expect(await collect(['--results', file])).toBe(1);
      expect(said.stdout.join('')).toContain(`${broken}: FAILED`);
      expect(said.stdout.join('')).toContain(`${empty}: passed 0, 1 skipped`);
    });

    it.each([
      ['older than the commit', () => resultsFile([], Date.parse(COMMIT.at) - 1), 'older than the commit'],
      ['something else', () => mutationsFile(), 'not what jest writes'],
      ['not there', () => join(home, 'nowhere'), 'not what jest writes'],
    ])('are refused when the file is %s', async (_, file, problem) => {
      expect(await collect(['--results', file()])).toBe(2);
      expect(said.stderr.join('')).toContain(problem);
      expect(existsSync(folder)).toBe(false);
    });
  });

  it.each([
    ['of another commit', () => mutationsFile({ commit: 'other' }), 'of other sources'],
    ['of changed files', () => mutationsFile({ isChanged: true }), 'of other sources'],
    ['no report', () => resultsFile([]), 'the file is not one'],
  ])('refuses a mutation report that is %s', async (_, file, problem) => {
    expect(await collect(['--mutations', file()])).toBe(2);
    expect(said.stderr.join('')).toContain(problem);
    expect(existsSync(folder)).toBe(false);
  });

  it('writes nothing when a card number would be in it, names the file, and not the number', async () => {
    const template = () => ({
      ...TEMPLATE,
      parts: { ...TEMPLATE.parts, logs: { stack: { it: { note: CARD } } } },
    });

    expect(await collect([], { template })).toBe(2);

    expect(said.stderr.join('')).toContain('template/logs.json may hold a card number');
    expect([...said.stderr, ...said.stdout].join()).not.toContain(CARD);
    expect(readdirSync(home).filter((name) => name.startsWith(`evidence-${at}`))).toEqual([]);
  });

  it('leaves somebody’s folder alone, and runs no test first', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const runTests = () => Promise.reject(new Error('not to run'));

    expect(await collect([], { runTests })).toBe(2);
    expect(said.stderr.join('')).toContain('the folder is not empty');
    expect(files()).toEqual(['mine.txt']);
  });

  it('writes into an empty folder', async () => {
    mkdirSync(folder);

    expect(await collect()).toBe(0);
    expect(files()).toContain('README.md');
  });

  it('signs with the key that is named, but never with that of the log', async () => {
    const keyFile = (name: string, key: KeyObject) => {
      const file = join(home, `${name}-${at}.json`);
      writeFileSync(file, JSON.stringify({ name, privateKey: key.export({ format: 'pem', type: 'pkcs8' }) }));
      return file;
    };
    const broken = join(home, `broken-${at}.json`);
    writeFileSync(broken, '{}');

    expect(await collect(['--key', keyFile('log', privateKey)])).toBe(2);
    expect(said.stderr.join('')).toContain('that is the key of the log');
    expect(await collect(['--key', broken])).toBe(2);
    expect(said.stderr.join('')).toContain('Failed to sign the evidence: the file of the key holds no name');
    expect(await collect(['--nonsense'])).toBe(2);
    expect(existsSync(folder)).toBe(false);
    expect(await collect(['--key', keyFile('mine', generateKeyPairSync('ed25519').privateKey)])).toBe(0);
    expect(read('SHA256SUMS.pub')).toMatch(/^mine\+/);
    expect(existsSync(join(dataDir, 'evidence-key.json'))).toBe(false);
  });

  it('is of the stage that is named, with its account and region', async () => {
    const settings = { ...SETTINGS, AWS_REGION: 'eu-west-1', TWILIO_SECRET_ARN: undefined };
    const seen: string[] = [];
    const template: Surroundings['template'] = ({ stage, region }) => {
      seen.push(`${stage} ${region}`);
      return TEMPLATE;
    };

    const objects = new Map([['checkpoint', CHECKPOINT]]);
    const stageLog: Surroundings['stageLog'] = async (stage, region) => {
      seen.push(`log of ${stage} ${region}`);
      const read = async (name: string) => Buffer.from(objects.get(name) ?? '');
      return { key: LOG_KEY, source: { read } as unknown as LogSource };
    };

    expect(await collect(['--stage', 'dev'], { environment: settings, template, stageLog })).toBe(0);
    expect(seen).toEqual(['log of dev eu-west-1', 'dev eu-west-1']);
    expect(read('log/checkpoint')).toBe(CHECKPOINT);
    expect(read('README.md')).toContain('| stage | dev |');
    expect(read('README.md')).toContain('111122223333 eu-west-1');
  });

  it('says of a stage whose log it could not read that it could not, and not what the account said', async () => {
    const environment = { ...SETTINGS, TWILIO_SECRET_ARN: undefined };
    const stageLog = () => Promise.reject(new TypeError('user somebody is not authorized'));

    expect(await collect(['--stage', 'dev'], { environment, stageLog })).toBe(1);
    expect(said.stdout.join('')).toContain('the log of the stage could not be read (TypeError)');
    expect(said.stdout.join('')).not.toContain('somebody');
    expect(files()).not.toContain('log/checkpoint');
  });
});
