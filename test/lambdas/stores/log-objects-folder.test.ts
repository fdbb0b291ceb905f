import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogObjects } from '#lambdas/stores/log-objects.ts';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { createMemoryObjects } from '#test/support/memory-objects.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'log-objects-'));
  folders.push(folder);
  return join(folder, 'tlog');
}
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

const text = async (objects: LogObjects, name: string) =>
  Buffer.from((await objects.read(name))?.bytes ?? []).toString();

describe.each<[string, () => Promise<LogObjects>]>([
  ['a folder', async () => createFolderObjects(await newFolder())],
  ['the double of the tests', async () => createMemoryObjects().seenBy(() => {})],
])('objects of a log in %s', (_, open) => {
  it('are created once', async () => {
    const objects = await open();
    expect(await objects.isNew()).toBe(true);
    expect(await objects.read('tile/0/000')).toBeUndefined();
    const all = await Promise.all(
      ['a', 'b', 'c'].map((value) => objects.create('tile/0/000', Buffer.from(value))),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await text(objects, 'tile/0/000')).toBe(['a', 'b', 'c'][all.indexOf(true)]);
    expect(await objects.isNew()).toBe(false);
  });

  it('are replaced by one of those who have read the same', async () => {
    const objects = await open();
    expect(await objects.replace('state', Buffer.from('a'), 'x')).toBe(false);
    await objects.create('state', Buffer.from('0'));
    const tag = (await objects.read('state'))?.tag ?? '';
    const all = await Promise.all(
      ['a', 'b', 'c'].map((value) => objects.replace('state', Buffer.from(value), tag)),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await text(objects, 'state')).toBe(['a', 'b', 'c'][all.indexOf(true)]);
    expect(await objects.replace('state', Buffer.from('d'), tag)).toBe(false);
  });

  it('are listed in the order of their names, from any name on', async () => {
    const objects = await open();
    const names = [
      'checkpoint',
      'history/2026-11-28/235900000-9',
      'history/2026-11-29/120000000-10',
      'history/2026-11-29/120000010-11',
      'history/2026-12-01/000000000-12',
      'state',
      'tile/0/000',
      'tile/0/000.p/1',
      'tile/0/000.p/12',
      'tile/0/x001/000',
      'tile/entries/000.p/1',
    ];
    for (const name of names.toReversed()) await objects.create(name, Buffer.from('x'));
    const part = fc
      .tuple(fc.constantFrom(...names, ''), fc.nat(30))
      .map(([name, length]) => name.slice(0, length));
    await fc.assert(
      fc.asyncProperty(part, part, fc.integer({ min: 1, max: 12 }), async (prefix, after, most) => {
        const expected = names.filter((name) => name.startsWith(prefix) && name > after).slice(0, most);
        expect(await objects.list(prefix, after, most)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a folder', () => {
  it('that a crash left a cut-off file in is as it was', async () => {
    const folder = await newFolder();
    const objects = createFolderObjects(folder);
    await mkdir(folder);
    await writeFile(join(folder, 'state.5ae1.tmp'), 'half');
    expect(await objects.isNew()).toBe(true);
    expect(await objects.list('', '', 10)).toEqual([]);
    expect(await objects.create('state', Buffer.from('whole'))).toBe(true);
  });

  it('leaves nothing beside its objects, which only their owner reads', async () => {
    const folder = await newFolder();
    const objects = createFolderObjects(folder);
    await objects.create('history/2026-11-29/1-1', Buffer.from('a'));
    await objects.create('history/2026-11-29/1-1', Buffer.from('b'));
    expect(await readdir(join(folder, 'history/2026-11-29'))).toEqual(['1-1']);
    expect((await stat(join(folder, 'history/2026-11-29/1-1'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'history'))).mode & 0o777).toBe(0o700);
  });
});
