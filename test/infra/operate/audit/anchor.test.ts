import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type NamedHead, readAnchor, saveAnchor } from '#infra/operate/audit/anchor.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anchor-'));
  path = join(folder, 'anchor.json');
});
afterEach(() => rm(folder, { recursive: true }));

const HEADS: readonly NamedHead[] = [
  ['ACCESS#2026-11-29#00', { events: 3, hash: 'a' }],
  ['PK "1"', { events: 2, hash: 'b', expiresAtSeconds: 5 }],
];

async function* each(heads: readonly NamedHead[]) {
  yield* heads;
}

async function read(): Promise<readonly NamedHead[]> {
  const heads: NamedHead[] = [];
  for await (const head of readAnchor(path)) heads.push(head);
  return heads;
}

it.each([0, 1, 2])('is read as it was saved, and is JSON, with %i chains', async (count) => {
  await saveAnchor(path, each(HEADS.slice(0, count)));
  expect(await read()).toEqual(HEADS.slice(0, count));
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(Object.fromEntries(HEADS.slice(0, count)));
});

it('is read as it was saved before, over several lines', async () => {
  await writeFile(path, `${JSON.stringify(Object.fromEntries(HEADS), undefined, 1)}\n`);
  expect(await read()).toEqual(HEADS);
});

it('stays as it was when it could not be written to its end', async () => {
  await saveAnchor(path, each(HEADS));
  async function* broken() {
    yield* HEADS.slice(0, 1);
    throw new Error('gone');
  }
  await expect(saveAnchor(path, broken())).rejects.toThrow('gone');
  expect(await read()).toEqual(HEADS);
  expect(await readdir(folder)).toEqual(['anchor.json']);
});

it.each(['', '{', '[]', '{"PK1":1}', '{\n"PK1": {"events": 1, "hash": "a"}', 'nothing of the kind'])(
  'is not an anchor: %j',
  async (text) => {
    await writeFile(path, text);
    await expect(read()).rejects.toThrow(/^Failed to read the anchor/);
  },
);
