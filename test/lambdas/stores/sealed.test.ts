import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { LogObjects } from '#lambdas/stores/log-objects.ts';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { createSealReader } from '#lambdas/stores/sealed.ts';
import { CHECKPOINT, createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import { encodeLeaf, type HeadLeaf, type LeafDraft } from '#lambdas/tlog/leaf.ts';
import { checkProof, parseProof } from '#lambdas/tlog/proof.ts';
import { rawKeyOf } from '#lambdas/tlog/signed-note.ts';
import { encodeEntries, entriesName } from '#lambdas/tlog/tiles.ts';
import { createMemoryObjects } from '#test/support/memory-objects.ts';

// A log of 65,537 leaves is built, on machines that are shared.
jest.setTimeout(180_000);

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY = { name: 'test/log', publicKey: rawKeyOf(publicKey.export({ format: 'der', type: 'spki' })) };
const SIGNER = {
  key: async () => KEY,
  sign: async (text: string) => sign(null, Buffer.from(text), privateKey),
};
const START = Date.parse('2026-03-01T10:00:00.000Z');
/** The most leaves of one append. */
const BATCH = 1_000;

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

const hexOf = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const chainOf = (number: number) => `PK${hexOf(number, 32)}`;
const headOf = (number: number): LeafDraft => ({
  chain: chainOf(number),
  events: 5,
  hash: hexOf(number, 64),
});

/** A log in a folder. */
async function openLog() {
  const folder = await mkdtemp(join(tmpdir(), 'sealed-'));
  folders.push(folder);
  return { folder, ...logOver(createFolderObjects(folder)) };
}

/** A log whose leaf `n` seals the chain `n` with five events; every append is a second after the one before. */
function logOver(files: LogObjects) {
  const reads: string[] = [];
  const objects: LogObjects = {
    ...files,
    read: (name) => {
      reads.push(name);
      return files.read(name);
    },
  };
  let now = START;
  /** When each leaf was appended. */
  const times: string[] = [];
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const log = createTransparencyLog({ clock, objects: files, signer: SIGNER });
  const append = async (leaves: readonly LeafDraft[]) => {
    now += 1_000;
    times.push(...leaves.map(() => clock.now().toISOString()));
    await log.append(() => ({ leaves }));
  };
  const growTo = async (size: number) => {
    while (times.length < size) {
      const count = Math.min(BATCH, size - times.length);
      await append(Array.from({ length: count }, (_, at) => headOf(times.length + at)));
    }
  };
  return { reads, times, append, growTo, seals: createSealReader(objects) };
}

/** Half a second before the leaf was appended. */
const justBefore = (time = '') => new Date(Date.parse(time) - 500).toISOString();

describe('the seal of a chain', () => {
  it('is found with a proof of its own in a logarithm of reads, whatever the size of the log', async () => {
    const { reads, times, append, growTo, seals } = logOver(createMemoryObjects().seenBy(() => {}));
    for (const size of [1, 2, 3, 255, 256, 257, 65_536, 65_537]) {
      await growTo(size);
      const some = [0, 255, 256, 40_000, 65_535, size - 1];
      const places =
        size < 4 || size === 257 ? times.keys() : some.filter((place) => place >= 0 && place < size);
      for (const index of places) {
        reads.length = 0;
        const seal = await seals.findSeal(chainOf(index), { events: 5, at: justBefore(times[index]) });
        expect(seal).toMatchObject({ index, sealedAt: times[index], hash: hexOf(index, 64) });
        const proof = parseProof(seal?.proof ?? '');
        expect(proof?.entry).toEqual(
          Buffer.from(encodeLeaf({ ...headOf(index), at: times[index], v: 1 } as HeadLeaf)),
        );
        expect(proof && checkProof(proof, KEY)?.size).toBe(size);
        expect(reads.length).toBeLessThanOrEqual(4 + 2 * Math.log2(size) + BATCH / 256);
        expect(new Set(reads).size).toBe(reads.length);
      }
    }
    await append([headOf(70_000)]);
    reads.length = 0;
    expect(await seals.findSeal(chainOf(70_000), { events: 5, at: justBefore(times.at(-1)) })).toBeDefined();
    expect(reads.length).toBeLessThanOrEqual(2 * Math.log2(times.length));
  });

  it('is the first that the log has for that many events, also when it came late', async () => {
    const { times, append, seals } = await openLog();
    const at = new Date(START).toISOString();
    for (let hour = 0; hour < 10; hour += 1) await append(Array.from({ length: 60 }, () => ({ tick: true })));
    await append([{ ...headOf(7), late: true } as LeafDraft]);
    await append([{ chain: chainOf(7), events: 5, hash: 'f'.repeat(64) }]);
    expect(await seals.findSeal(chainOf(7), { events: 5, at })).toMatchObject({
      index: 600,
      sealedAt: times[600],
      hash: hexOf(7, 64),
    });
  });

  it('is not there for another chain, another count, or in an empty log', async () => {
    const { times, growTo, seals } = await openLog();
    const at = new Date(START).toISOString();
    expect(await seals.findSeal(chainOf(0), { events: 5, at })).toBeUndefined();
    await growTo(300);
    expect(await seals.findSeal(chainOf(300), { events: 5, at })).toBeUndefined();
    expect(await seals.findSeal(chainOf(1), { events: 6, at })).toBeUndefined();
    // Nothing older than the event can be its seal.
    const later = new Date(Date.parse(times.at(-1) ?? '') + 60_000).toISOString();
    expect(await seals.findSeal(chainOf(1), { events: 5, at: later })).toBeUndefined();
  });

  it('is looked for in so many objects and no more', async () => {
    const { reads, growTo, seals } = await openLog();
    await growTo(20_000);
    expect(
      await seals.findSeal(chainOf(19_999), { events: 5, at: new Date(START).toISOString() }),
    ).toBeUndefined();
    expect(reads.length).toBeLessThanOrEqual(1 + 32 + Math.ceil(Math.log2(20_000 / 256)));
  });

  it('is never claimed of a log that is damaged', async () => {
    const { folder, times, growTo, seals } = await openLog();
    await growTo(300);
    const find = (chain: string) => seals.findSeal(chain, { events: 5, at: justBefore(times[299]) });
    const forged = Array.from({ length: 44 }, (_, at) =>
      encodeLeaf({ ...headOf(400 + at), at: times[299], v: 1 } as HeadLeaf),
    );
    await writeFile(join(folder, entriesName(1, 44)), encodeEntries(forged));
    await expect(find(chainOf(403))).rejects.toThrow('its checkpoint does not hold an entry of it');
    await rm(join(folder, entriesName(1, 44)));
    await expect(find(chainOf(299))).rejects.toThrow('is missing');
    await writeFile(join(folder, CHECKPOINT), 'no checkpoint');
    await expect(find(chainOf(299))).rejects.toThrow('its checkpoint cannot be read');
  });
});
