import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFindings } from '#infra/operate/audit/findings.ts';
import { createFolderSource } from '#infra/operate/audit/log-source-folder.ts';
import { readLog } from '#infra/operate/audit/read-log.ts';
import { encodeLeaf, type Leaf, parseLeaf } from '#lambdas/tlog/leaf.ts';
import { decodeEntries, encodeEntries, entriesName } from '#lambdas/tlog/tiles.ts';
import { startLog, type TestLog } from './support/test-log.ts';

const START = Date.UTC(2026, 10, 29, 12);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const headOf = (number: number) => ({
  chain: `PK${String(number).padStart(32, '0')}`,
  events: 1,
  hash: String(number).padStart(64, '0'),
});
const heads = (count: number) => Array.from({ length: count }, (_, number) => headOf(number));

let log: TestLog;
beforeEach(async () => {
  log = await startLog();
});
afterEach(() => log.remove());

async function read() {
  const findings = createFindings();
  const leaves: Leaf[] = [];
  const reading = await readLog(createFolderSource(log.folder), log.key, findings, async (leaf) => {
    leaves.push(leaf);
  });
  return { ...reading, leaves, findings: findings.kept };
}

/** Batches over three bundles and two levels, with partial tiles in between. */
async function fill() {
  await log.append(at(0), ...heads(3));
  await log.append(at(30), ...heads(300));
  await log.append(at(60), ...heads(210));
  await log.append(at(90), ...heads(1));
}
const SIZE = 3 + 300 + 210 + 1 + 4;

describe('a log that nobody touched', () => {
  it('is read leaf by leaf, with every checkpoint', async () => {
    await fill();
    const found = await read();
    expect(found).toMatchObject({ size: SIZE, checkpoints: 5, findings: [], gaps: [] });
    expect(found).toMatchObject({ newest: at(90), sealedUntil: at(90), upSince: at(0) });
    expect(found.leaves).toHaveLength(SIZE);
    expect(found.leaves[0]).toEqual({ at: at(0), v: 1, ...headOf(0) });
  });

  it.each([1, 255, 256, 257])('fits at a size of %i', async (size) => {
    await log.append(at(0), ...heads(size - 1));
    expect(await read()).toMatchObject({ size, checkpoints: 2, findings: [] });
  });

  it('is read to the newest checkpoint of its history, which a crash may have left one ahead of the other', async () => {
    await log.append(at(0), ...heads(10));
    const before = await log.read('checkpoint');
    await log.append(at(30), ...heads(300));
    await log.write('checkpoint', before);
    expect(await read()).toMatchObject({ size: 312, checkpoints: 3, findings: [] });
  });

  it('shows when it was silent, and since when not', async () => {
    await log.append(at(0));
    await log.append(at(180));
    await log.append(at(361));
    await log.append(at(400));
    expect(await read()).toMatchObject({ gaps: [{ from: at(180), to: at(361) }], upSince: at(361) });
  });
});

describe('a log that somebody touched', () => {
  const bundle = entriesName(0, 256);
  const history = async (nth: number) => {
    const day = `history/${at(0).slice(0, 10)}`;
    return `${day}/${(await readdir(join(log.folder, day))).sort()[nth]}`;
  };
  const changed = async () => {
    const entries = decodeEntries(await log.read(bundle), 256);
    const leaf = { ...parseLeaf(entries[5] as Uint8Array), hash: 'f'.repeat(64) };
    await log.write(bundle, encodeEntries(entries.with(5, encodeLeaf(leaf as Leaf))));
  };
  const cases: readonly (readonly [what: string, spoil: () => Promise<unknown>, kinds: readonly string[]])[] =
    [
      ['an entry was changed', changed, ['forked', 'damaged']],
      [
        'an entry is not one of ours',
        async () => {
          const entries = decodeEntries(await log.read(bundle), 256);
          await log.write(bundle, encodeEntries(entries.with(5, Buffer.from('{}'))));
        },
        ['forked', 'damaged'],
      ],
      ['entries are missing', () => rm(join(log.folder, bundle)), ['damaged']],
      ['a tile was changed', () => log.write('tile/0/000', Buffer.alloc(8192)), ['damaged']],
      ['the tile at the edge is missing', () => rm(join(log.folder, 'tile/0/002.p/6')), ['damaged']],
      [
        'a tile of a higher level was changed',
        () => log.write('tile/1/000.p/2', Buffer.alloc(64)),
        ['damaged'],
      ],
      ['the checkpoint is gone', () => rm(join(log.folder, 'checkpoint')), ['missing']],
      ['the checkpoint is another text', () => log.write('checkpoint', 'a\n1\nb\n\n— c d\n'), ['not signed']],
      [
        'a checkpoint of before was changed',
        async () => {
          const name = await history(1);
          await log.write(name, (await log.read(name)).toString().replace(/\n\d+\n/, '\n7\n'));
        },
        ['missing', 'not signed'],
      ],
      [
        'the newest checkpoint was put back by more than a crash can leave',
        async () => log.write('checkpoint', await log.read(await history(0))),
        ['rolled back'],
      ],
    ];
  it.each(cases)('shows that %s', async (what, spoil, kinds) => {
    await fill();
    await spoil();
    const { findings } = await read();
    expect([...new Set(findings.map(({ kind }) => kind))].sort()).toEqual([...kinds].sort());
    expect(findings.some(({ where }) => where === 'leaf 5')).toBe(what === 'an entry is not one of ours');
  });

  it.each([
    ['later', '120200000', 0, 'it is over fewer leaves than the one before'],
    ['earlier', '120000010', 1, 'its time is not that of its leaves'],
  ] as const)(
    'shows a checkpoint of before that stands under a time that is %s',
    async (_what, time, nth, because) => {
      await fill();
      await log.write(`history/${at(0).slice(0, 10)}/${time}-1`, await log.read(await history(nth)));
      expect((await read()).findings).toContainEqual(expect.objectContaining({ kind: 'forked', because }));
    },
  );

  it('shows a checkpoint that the same key signed over another past', async () => {
    await fill();
    const other = await startLog({ keyOf: log });
    await other.append(at(0), ...heads(4));
    const day = `history/${at(0).slice(0, 10)}`;
    const [name = ''] = await readdir(join(other.folder, day));
    await log.write(`${day}/${name.replace('120000000', '120000001')}`, await other.read(`${day}/${name}`));
    await other.remove();
    expect((await read()).findings).toMatchObject([
      { kind: 'forked', because: 'it was signed over other leaves' },
    ]);
  });

  it('takes no key but its own', async () => {
    await fill();
    const other = await startLog();
    const findings = createFindings();
    await readLog(createFolderSource(log.folder), other.key, findings, async () => {});
    await other.remove();
    expect(new Set(findings.kept.map(({ kind }) => kind))).toEqual(new Set(['not signed']));
    expect(findings.count).toBe(5);
  });
});

describe('a history', () => {
  it.each(['newest', 'first'])('lacks a checkpoint: the %s', async (which) => {
    await fill();
    const folder = join(log.folder, 'history', '2026-11-29');
    const names = (await readdir(folder)).sort();
    const name = (which === 'newest' ? names.at(-1) : names[0]) ?? '';
    await rm(join(folder, name));
    expect((await read()).findings).toMatchObject([{ kind: 'missing', where: `history/2026-11-29/${name}` }]);
  });
});
