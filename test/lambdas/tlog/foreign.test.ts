import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { CHECKPOINT, createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import { consistencyRanges, inclusionRanges } from '#lambdas/tlog/merkle.ts';
import { proofText } from '#lambdas/tlog/proof.ts';
import { verifierKeyOf } from '#lambdas/tlog/signed-note.ts';
import { hashReader, readEntries } from '#lambdas/tlog/tiles.ts';
import { LOG_KEY, LOG_SIGNER } from '#test/support/log-key.ts';

const SOURCES = join(import.meta.dirname, 'foreign');
const NOTE = 'golang.org/x/mod/sumdb/note';
const MERKLE = 'github.com/google/certificate-transparency/go/merkletree';

const scratch = mkdtempSync(join(tmpdir(), 'foreign-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Where Debian puts the sources of libraries; nothing is fetched. */
const GO = {
  GO111MODULE: 'off',
  GOPATH: '/usr/share/gocode',
  GOFLAGS: '',
  GOCACHE: join(scratch, 'cache'),
  CGO_ENABLED: '0',
};
const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...GO, HOME: scratch } });
const works = (command: string, ...args: string[]) => run(command, args).status === 0;

const MISSING = [
  ...(works('go', 'list', NOTE) ? [] : [`Go with ${NOTE}`]),
  ...(works('go', 'list', MERKLE) ? [] : [`Go with ${MERKLE}`]),
  ...(/^OpenSSL [3-9]/.test(run('openssl', ['version']).stdout ?? '') ? [] : ['OpenSSL 3']),
];
const [describeHere, reason] =
  MISSING.length === 0 ? [describe, ''] : [describe.skip, ` (skipped: ${MISSING.join(', ')} not installed)`];

const write = (name: string, content: string) => {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
};
const BATCHES = [1, 255, 44, 400, 7];
const INDEX = 299;

/** What a log hands out: its key, two checkpoints, the hashes between them and a proof of one leaf. */
async function handOut() {
  const objects = createFolderObjects(join(scratch, 'tlog'));
  const clock = { now: () => new Date('2026-11-29T12:00:00.000Z'), sleep: async () => {} };
  const log = createTransparencyLog({ clock, objects, signer: LOG_SIGNER });
  const notes: string[] = [];
  let size = 0;
  for (const count of BATCHES) {
    const leaves = Array.from({ length: count }, (_, at) => ({
      chain: `PK${(size + at).toString(16).padStart(32, '0')}`,
      events: 3,
      hash: (size + at).toString(16).padStart(64, '0'),
    }));
    ({ size } = await log.append(() => ({ leaves })));
    notes.push(readFileSync(join(scratch, 'tlog', CHECKPOINT), 'utf8'));
  }
  const read = async (name: string) => (await objects.read(name))?.bytes;
  const hashOf = hashReader(read, size);
  const entries = await readEntries(read, size, Math.floor(INDEX / 256));
  const checkpoint = notes.at(-1) ?? '';
  const hashes = await Promise.all(inclusionRanges(INDEX, size).map(hashOf));
  const grown = await Promise.all(consistencyRanges(300, size).map(hashOf));
  return {
    key: verifierKeyOf(LOG_KEY),
    proof: proofText({ index: INDEX, hashes, checkpoint, entry: entries[INDEX % 256] ?? Buffer.of() }),
    earlier: notes[2] ?? '',
    later: checkpoint,
    hashes: grown.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join(''),
  };
}
type Files = Awaited<ReturnType<typeof handOut>>;

/** Each takes files alone, and says whether it accepts them. */
const VERIFIERS = {
  'Go’s sumdb': {
    inclusion: ({ key, proof }: Files) =>
      works(join(scratch, 'sumdb'), 'inclusion', write('key', key), write('proof', proof)),
    consistency: ({ key, earlier, later, hashes }: Files) =>
      works(
        join(scratch, 'sumdb'),
        'consistency',
        write('key', key),
        write('a', earlier),
        write('b', later),
        write('c', hashes),
      ),
  },
  'OpenSSL and Google’s Certificate Transparency': {
    inclusion: ({ key, proof }: Files) =>
      works('sh', join(SOURCES, 'note.sh'), write('key', key), write('proof', proof)) &&
      works(join(scratch, 'ct'), 'inclusion', write('proof', proof)),
    consistency: ({ key, earlier, later, hashes }: Files) =>
      [earlier, later].every((note) =>
        works('sh', join(SOURCES, 'note.sh'), write('key', key), write('note', note)),
      ) &&
      works(join(scratch, 'ct'), 'consistency', write('a', earlier), write('b', later), write('c', hashes)),
  },
};

/** Another letter in place of the first one of what is found. */
const changed = (text: string, found: RegExp) =>
  text.replace(found, (part) => (part.startsWith('A') ? 'B' : 'A') + part.slice(1));
/** Another key of the same name: that of RFC 8032, section 7.1, test 2. */
const OTHER_KEY = verifierKeyOf({
  ...LOG_KEY,
  publicKey: Buffer.from('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex'),
});

describeHere(`verifiers that others wrote${reason}`, () => {
  let files: Files;
  beforeAll(async () => {
    for (const program of ['sumdb', 'ct']) {
      const sources = [`${program}.go`, 'files.go'].map((name) => join(SOURCES, name));
      const { status, stderr } = run('go', ['build', '-o', join(scratch, program), ...sources]);
      if (status !== 0) throw new Error(stderr);
    }
    files = await handOut();
  }, 300_000);

  describe.each(Object.entries(VERIFIERS))('%s', (_, { inclusion, consistency }) => {
    it('accepts a checkpoint and a proof that a leaf is in it', () => {
      expect(inclusion(files)).toBe(true);
    });

    it.each<[string, (files: Files) => Partial<Files>]>([
      ['another entry', ({ proof }) => ({ proof: proof.replace(/(?<=^extra ey)./m, 'K') })],
      ['another hash', ({ proof }) => ({ proof: changed(proof, /(?<=^index 299\n)./m) })],
      ['another last hash', ({ proof }) => ({ proof: changed(proof, /.(?=.{43}\n\n)/) })],
      ['a hash less', ({ proof }) => ({ proof: proof.replace(/(?<=^index 299\n).*\n/m, '') })],
      ['another place', ({ proof }) => ({ proof: proof.replace('index 299', 'index 298') })],
      ['another root', ({ proof }) => ({ proof: changed(proof, /(?<=\n707\n)./) })],
      ['another size', ({ proof }) => ({ proof: proof.replace('\n707\n', '\n708\n') })],
      ['another signature', ({ proof }) => ({ proof: changed(proof, /(?<=^— \S+ .{20})./m) })],
      [
        'another checkpoint of the log',
        ({ proof, earlier }) => ({ proof: `${proof.split('\n\n')[0]}\n\n${earlier}` }),
      ],
      ['another key', () => ({ key: OTHER_KEY })],
    ])('refuses a proof with %s', (_case, change) => {
      const given = { ...files, ...change(files) };
      expect(given).not.toEqual(files);
      expect(inclusion(given)).toBe(false);
    });

    it('accepts that the log grew', () => {
      expect(consistency(files)).toBe(true);
    });

    it.each<[string, (files: Files) => Partial<Files>]>([
      ['another hash', ({ hashes }) => ({ hashes: changed(hashes, /./) })],
      ['a hash less', ({ hashes }) => ({ hashes: hashes.replace(/.*\n/, '') })],
      ['another root before', ({ earlier }) => ({ earlier: changed(earlier, /(?<=\n300\n)./) })],
      ['another size before', ({ earlier }) => ({ earlier: earlier.replace('\n300\n', '\n301\n') })],
      ['another root after', ({ later }) => ({ later: changed(later, /(?<=\n707\n)./) })],
      ['another size after', ({ later }) => ({ later: later.replace('\n707\n', '\n706\n') })],
      ['before and after exchanged', ({ earlier, later }) => ({ earlier: later, later: earlier })],
      ['another signature', ({ earlier }) => ({ earlier: changed(earlier, /(?<=^— \S+ .{20})./m) })],
      ['another key', () => ({ key: OTHER_KEY })],
    ])('refuses it with %s', (_case, change) => {
      const given = { ...files, ...change(files) };
      expect(given).not.toEqual(files);
      expect(consistency(given)).toBe(false);
    });
  });

  it('by the trees of Certificate Transparency alone, without the signature, changed proofs are refused too', () => {
    const holds = (proof: string) => works(join(scratch, 'ct'), 'inclusion', write('proof', proof));
    expect(holds(files.proof)).toBe(true);
    for (const proof of [
      files.proof.replace('\n707\n', '\n1700\n'),
      changed(files.proof, /(?<=\n707\n)./),
      files.proof.replace('index 299', 'index 300'),
    ])
      expect(holds(proof)).toBe(false);
  });
});
