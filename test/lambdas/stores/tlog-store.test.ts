import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { LogSigner } from '#lambdas/stores/log-signer.ts';
import {
  type Batch,
  CHECKPOINT,
  createTransparencyLog,
  HISTORY,
  historyPrefix,
  LogDamaged,
  STATE,
} from '#lambdas/stores/tlog-store.ts';
import { openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { type LeafDraft, parseLeaf } from '#lambdas/tlog/leaf.ts';
import { TILE_WIDTH } from '#lambdas/tlog/merkle.ts';
import { decodeTile, readEntries, tileName, widthAt } from '#lambdas/tlog/tiles.ts';
import { LOG_KEY, LOG_SIGNER, signText } from '#test/support/log-key.ts';
import { createMemoryObjects, type Interference, type MemoryObjects } from '#test/support/memory-objects.ts';
import { naiveRoot } from '#test/support/naive-tree.ts';

const START = Date.parse('2026-11-29T12:00:00.000Z');
const NOTHING: Interference = () => {};
const POWER_CUT = new Error('power cut');

/** A head of its own for each number. */
const head = (number: number): LeafDraft => ({
  chain: `PK${number.toString(16).padStart(32, '0')}`,
  events: 1,
  hash: number.toString(16).padStart(64, '0'),
});
const heads = (from: number, count: number) => Array.from({ length: count }, (_, at) => head(from + at));

interface House {
  readonly memory: MemoryObjects;
  /** Every text that was signed. */
  readonly signed: Set<string>;
  now: number;
}

function createHouse(): House {
  return { memory: createMemoryObjects(), signed: new Set(), now: START };
}

/** Moves on with each reading. */
function clockOf(house: House): Clock {
  return {
    now() {
      house.now += 10;
      return new Date(house.now);
    },
    sleep: async () => {},
  };
}

/** Somebody who appends. */
function writer(house: House, interfere = NOTHING, sleep: Clock['sleep'] = async () => {}) {
  const signer: LogSigner = {
    ...LOG_SIGNER,
    async sign(text) {
      house.signed.add(text);
      return signText(text);
    },
  };
  const clock = { ...clockOf(house), sleep };
  const log = createTransparencyLog({ clock, objects: house.memory.seenBy(interfere), signer });
  return {
    append: (leaves: readonly LeafDraft[], more: Partial<Batch> = {}) =>
      log.append(() => ({ leaves, ...more })),
  };
}

const bytesOf = ({ memory }: House, name: string) => memory.found.get(name)?.bytes ?? Buffer.of();
const textOf = (house: House, name: string) => Buffer.from(bytesOf(house, name)).toString('utf8');
const namesIn = ({ memory }: House) => [...memory.found.keys()].sort();
const stateOf = (house: House) => JSON.parse(textOf(house, STATE));

/** Everything that is published, compared with the definition; returns the numbers of its heads in order. */
async function readWhole(house: House): Promise<readonly number[]> {
  const checkpoint = openCheckpoint(textOf(house, CHECKPOINT), LOG_KEY);
  if (!checkpoint) throw new Error('there is no checkpoint');
  const { size, root } = checkpoint;
  const read = async (name: string) => house.memory.found.get(name)?.bytes;
  const bundles = Array.from({ length: Math.ceil(size / TILE_WIDTH) }, (_, index) =>
    readEntries(read, size, index),
  );
  const entries = (await Promise.all(bundles)).flat();
  expect(Buffer.from(root).toString('hex')).toBe(naiveRoot(entries).toString('hex'));

  for (let level = 0; widthAt(size, level, 0) > 0; level += 1) {
    const span = TILE_WIDTH ** level;
    for (let index = 0; widthAt(size, level, index) > 0; index += 1) {
      const width = widthAt(size, level, index);
      const tile = decodeTile(bytesOf(house, tileName({ level, index }, width)), width);
      const first = index * TILE_WIDTH * span;
      const own = tile.map((_, at) => naiveRoot(entries.slice(first + at * span, first + (at + 1) * span)));
      expect(Buffer.concat(tile).equals(Buffer.concat(own))).toBe(true);
    }
  }

  const sizes = namesIn(house)
    .filter((name) => name.startsWith(HISTORY))
    .map((name) => {
      const before = openCheckpoint(textOf(house, name), LOG_KEY);
      expect(before && naiveRoot(entries.slice(0, before.size)).equals(before.root)).toBe(true);
      expect(name.endsWith(`-${before?.size}`)).toBe(true);
      return before?.size ?? -1;
    });
  expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
  expect(sizes.at(-1)).toBe(size);

  const leaves = entries.map(parseLeaf);
  const times = leaves.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  return leaves.map((leaf) => ('hash' in leaf ? Number.parseInt(leaf.hash, 16) : -1));
}

/** No size was ever signed with two roots. */
function expectOnePast({ signed }: House): void {
  const sizes = [...signed].map((text) => text.split('\n')[1]);
  expect(sizes).toEqual([...new Set(sizes)]);
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

describe('the log', () => {
  it('begins with its first batch and publishes each', async () => {
    const house = createHouse();
    expect(await writer(house).append([head(0), { tick: true }])).toEqual({ size: 2 });
    expect(await writer(house).append([head(1)])).toEqual({ size: 3 });
    expect(await readWhole(house)).toEqual([0, -1, 1]);
    expect(namesIn(house)).toEqual([
      'checkpoint',
      'history/2026-11-29/120000010-2',
      'history/2026-11-29/120000020-3',
      'state',
      'tile/0/000.p/2',
      'tile/0/000.p/3',
      'tile/entries/000.p/2',
      'tile/entries/000.p/3',
    ]);
    expect(historyPrefix('2026-11-29T12:00:00.010Z')).toBe('history/2026-11-29/120000010');
  });

  it.each([[[255, 1, 1]], [[256, 256]], [[257, 254, 2]], [[700, 0, 100]], [[1, 1_023, 1]]])(
    'is whole after batches of %j',
    async (batches) => {
      const house = createHouse();
      let next = 0;
      for (const count of batches) {
        await writer(house).append(heads(next, count));
        next += count;
      }
      expect(await readWhole(house)).toEqual(numbers(0, next));
    },
  );

  it('may begin with no leaves, and be appended none to', async () => {
    const house = createHouse();
    expect(await writer(house).append([], { cursor: null })).toEqual({ size: 0 });
    await writer(house).append([]);
    await writer(house).append([head(0)]);
    await writer(house).append([]);
    expect(await writer(house).append([head(1)])).toEqual({ size: 2 });
    expect(await readWhole(house)).toEqual([0, 1]);
    expectOnePast(house);
  });

  it('keeps how far the table was read until somebody says otherwise', async () => {
    const house = createHouse();
    const seen: unknown[] = [];
    const objects = house.memory.seenBy(NOTHING);
    const log = createTransparencyLog({
      clock: { now: () => new Date(START), sleep: async () => {} },
      objects,
      signer: LOG_SIGNER,
    });
    const step = (batch: Batch) =>
      log.append(({ cursor }) => {
        seen.push(cursor);
        return batch;
      });
    await step({ leaves: [] });
    await step({ leaves: [], cursor: undefined });
    await step({ leaves: [head(1)] });
    await step({ leaves: [], cursor: null });
    await step({ leaves: [] });
    expect(seen).toEqual([null, null, undefined, undefined, null]);
  });

  it('dates no batch before another, whatever the clock says', async () => {
    const house = createHouse();
    await writer(house).append([head(0)]);
    house.now -= 3_600_000;
    for (let number = 1; number < 12; number += 1) await writer(house).append([head(number)]);
    expect(await readWhole(house)).toEqual(numbers(0, 12));
  });

  it('appends nothing when that could not be decided, or would not be a leaf', async () => {
    const house = createHouse();
    await expect(writer(house).append([{ ...head(0), chain: 'Ana' } as LeafDraft])).rejects.toThrow(
      'an entry is of another kind',
    );
    expect(namesIn(house)).toEqual([]);
    await writer(house).append([head(0)]);
    expect(await readWhole(house)).toEqual([0]);
  });
});

describe('a writer that is cut off', () => {
  /** Runs an append until its nth operation that writes, and stops it there for good. */
  function cutAt(
    nth: number,
    moment: 'before' | 'after',
  ): { interfere: Interference; wasCut: () => boolean } {
    let writes = 0;
    let isCut = false;
    return {
      wasCut: () => isCut,
      interfere: ({ kind }, when) => {
        if (isCut) throw POWER_CUT;
        const isWrite = kind === 'create' || kind === 'replace';
        if (isWrite && when === moment && ++writes === nth) {
          isCut = true;
          throw POWER_CUT;
        }
      },
    };
  }

  it.each(
    (['before', 'after'] as const).flatMap((moment) =>
      [0, 250].flatMap((already) => numbers(1, 9).map((nth) => [moment, nth, already] as const)),
    ),
  )('%s write %i, on a log of %i, has lost nothing that was committed', async (moment, nth, already) => {
    const house = createHouse();
    if (already > 0) await writer(house).append(heads(0, already));
    const before = stateText(house);
    const { interfere, wasCut } = cutAt(nth, moment);
    const outcome = await writer(house, interfere)
      .append(heads(already, 300))
      .catch((error: unknown) => error);
    expect(outcome === POWER_CUT).toBe(wasCut());
    const isCommitted = stateText(house) !== before;

    await writer(house).append([head(9_999)]);
    expect(await readWhole(house)).toEqual([...numbers(0, already + (isCommitted ? 300 : 0)), 9_999]);
    expectOnePast(house);
  });

  const stateText = (house: House) => (house.memory.found.has(STATE) ? textOf(house, STATE) : '');

  it('does not know that it was faster than it thought: a checkpoint that is not written is not taken for one', async () => {
    const house = createHouse();
    await writer(house).append([head(0)]);
    const honest = house.memory.seenBy(NOTHING);
    let refusals = 1;
    const objects = {
      ...honest,
      replace: async (name: string, bytes: Uint8Array, tag: string) =>
        name === CHECKPOINT && refusals-- > 0 ? false : honest.replace(name, bytes, tag),
    };
    const clock = clockOf(house);
    await createTransparencyLog({ clock, objects, signer: LOG_SIGNER }).append(() => ({ leaves: [head(1)] }));
    expect(await readWhole(house)).toEqual([0, 1]);
    await writer(house).append([head(2)]);
    expect(await readWhole(house)).toEqual([0, 1, 2]);
  });
});

describe('writers at the same time', () => {
  it('lose nothing, sign one past and see no damage, in whatever order their reads and writes fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 3 }), {
          minLength: 2,
          maxLength: 4,
        }),
        async (scheduler, plans) => {
          const house = createHouse();
          const turn = async () => void (await scheduler.schedule(Promise.resolve()));
          let next = 0;
          const expected: number[] = [];
          const runs = plans.map(async (counts) => {
            const { append } = writer(house, turn, turn);
            for (const count of counts) {
              const batch = heads(next, count);
              expected.push(...numbers(next, count));
              next += count;
              await append(batch);
            }
          });
          await scheduler.waitFor(Promise.all(runs));
          const found = await readWhole(house);
          expect([...found].sort((a, b) => a - b)).toEqual([...expected].sort((a, b) => a - b));
          expectOnePast(house);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('lose nothing either when they are cut off now and then, and try again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fc.integer({ min: 0, max: 39 })),
        async (scheduler, chances) => {
          const house = createHouse();
          const turn: Interference = async () => {
            await scheduler.schedule(Promise.resolve());
            if (chances.next().value === 0) throw POWER_CUT;
          };
          const rest = async () => void (await scheduler.schedule(Promise.resolve()));
          const runs = [0, 1_000].map(async (from) => {
            for (let batch = 0; batch < 3; batch += 1) {
              for (let isDone = false; !isDone; ) {
                isDone = await writer(house, turn, rest)
                  .append(heads(from + batch * 70, 70))
                  .then(() => true)
                  .catch((error: unknown) => {
                    if (error !== POWER_CUT) throw error;
                    return false;
                  });
              }
            }
          });
          await scheduler.waitFor(Promise.all(runs));
          await writer(house).append([]);
          const found = new Set(await readWhole(house));
          expect([...found].sort((a, b) => a - b)).toEqual([0, 1_000].flatMap((from) => numbers(from, 210)));
          expectOnePast(house);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('give up when others keep winning', async () => {
    const house = createHouse();
    await writer(house).append([head(0)]);
    const honest = house.memory.seenBy(NOTHING);
    const objects = { ...honest, replace: async () => false };
    const clock = { now: () => new Date(START), sleep: async () => {} };
    const unlucky = createTransparencyLog({ clock, objects, signer: LOG_SIGNER });
    await expect(unlucky.append(() => ({ leaves: [head(1)] }))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(await readWhole(house)).toEqual([0]);
  });
});

describe('a log that somebody has laid hands on', () => {
  /** Three batches; what there was after each. */
  async function grown() {
    const house = createHouse();
    const past: ReadonlyMap<string, Uint8Array>[] = [];
    for (const [from, count] of [
      [0, 250],
      [250, 20],
      [270, 3],
    ] as const) {
      await writer(house).append(heads(from, count));
      past.push(new Map([...house.memory.found].map(([name, { bytes }]) => [name, bytes])));
    }
    return { house, past };
  }

  const withState = (change: (state: ReturnType<typeof stateOf>) => unknown) => (house: House) =>
    house.memory.put(STATE, JSON.stringify(change(stateOf(house))));
  const putBack = (
    house: House,
    past: readonly ReadonlyMap<string, Uint8Array>[],
    at: number,
    names: readonly string[],
  ) => {
    for (const name of names) house.memory.put(name, past[at]?.get(name) ?? Buffer.of());
  };
  const zeros = Buffer.alloc(32).toString('base64');

  it.each<[string, (house: House, past: readonly ReadonlyMap<string, Uint8Array>[]) => void]>([
    ['its state is deleted', ({ memory }) => void memory.found.delete(STATE)],
    ['everything is deleted', ({ memory }) => memory.found.clear()],
    ['its checkpoint is deleted', ({ memory }) => void memory.found.delete(CHECKPOINT)],
    ['its checkpoint is empty', ({ memory }) => memory.put(CHECKPOINT, '')],
    [
      'its checkpoint has another signature',
      (house) => house.memory.put(CHECKPOINT, textOf(house, CHECKPOINT).replace(/\n273\n/, '\n274\n')),
    ],
    ['an old state is put back', (house, past) => putBack(house, past, 1, [STATE])],
    [
      'an old state is put back and the history is gone',
      (house, past) => {
        putBack(house, past, 1, [STATE]);
        for (const name of namesIn(house)) if (name.startsWith(HISTORY)) house.memory.found.delete(name);
      },
    ],
    ['the first state is put back', (house, past) => putBack(house, past, 0, [STATE])],
    ['a checkpoint older than its state is put back', (house, past) => putBack(house, past, 0, [CHECKPOINT])],
    [
      'an old state and its checkpoint are put back',
      (house, past) => putBack(house, past, 1, [STATE, CHECKPOINT]),
    ],
    [
      'an old state and the checkpoint before it are put back',
      (house, past) => {
        putBack(house, past, 1, [STATE]);
        putBack(house, past, 0, [CHECKPOINT]);
      },
    ],
    ['its state is no JSON', ({ memory }) => memory.put(STATE, '{')],
    ['its state has a member more', withState((state) => ({ ...state, x: 1 }))],
    ['its state has no time', withState((state) => ({ ...state, at: 'soon' }))],
    [
      'an entry of the newest batch is another',
      withState((state) => ({ ...state, entries: [state.open[0], ...state.entries.slice(1)] })),
    ],
    [
      'an entry of the newest batch is gone',
      withState((state) => ({ ...state, entries: state.entries.slice(1) })),
    ],
    [
      'an entry is added to the newest batch',
      withState((state) => ({ ...state, entries: [...state.entries, state.open[0]] })),
    ],
    ['the newest batch is gone', withState((state) => ({ ...state, entries: [] }))],
    [
      'an entry of before is another',
      withState((state) => ({ ...state, open: [state.open[1], ...state.open.slice(1)] })),
    ],
    ['an entry of before is gone', withState((state) => ({ ...state, open: state.open.slice(1) }))],
    [
      'a hash of before is another',
      withState((state) => ({ ...state, levels: [[zeros, ...state.levels[0].slice(1)], state.levels[1]] })),
    ],
    [
      'a hash stands at another height',
      withState((state) => ({ ...state, levels: [[...state.levels[1], ...state.levels[0]], []] })),
    ],
    [
      'hashes have another border',
      withState((state) => {
        const [a, b] = [state.levels[1][0], state.levels[0][0]].map((hash) =>
          Buffer.from(hash, 'base64'),
        ) as [Buffer, Buffer];
        const [c, d] = [a.subarray(0, 31), Buffer.concat([a.subarray(31), b])].map((part) =>
          part.toString('base64'),
        );
        return { ...state, levels: [[d, ...state.levels[0].slice(1)], [c]] };
      }),
    ],
    ['it says to be larger', withState((state) => ({ ...state, size: state.size + 65_536 }))],
    ['it has a level too few', withState((state) => ({ ...state, levels: [state.levels[0]] }))],
  ])('is not continued when %s', async (_, layHands) => {
    const { house, past } = await grown();
    const sizes = house.signed.size;
    layHands(house, past);
    const before = new Map(house.memory.found);
    await expect(writer(house).append([head(999)])).rejects.toBeInstanceOf(LogDamaged);
    expect(house.memory.found).toEqual(before);
    expect(house.signed.size).toBe(sizes);
  });

  it('is not continued by another key', async () => {
    const { house } = await grown();
    const key = { ...LOG_KEY, publicKey: Buffer.alloc(32, 3) };
    const objects = house.memory.seenBy(NOTHING);
    const clock = { now: () => new Date(START), sleep: async () => {} };
    const other = createTransparencyLog({
      clock,
      objects,
      signer: { key: async () => key, sign: async (text) => signText(text) },
    });
    await expect(other.append(() => ({ leaves: [] }))).rejects.toThrow(
      'its checkpoint is not signed by its key',
    );
    const renamed = createTransparencyLog({
      clock,
      objects,
      signer: { ...LOG_SIGNER, key: async () => ({ ...LOG_KEY, name: 'agent-assist-pay/other' }) },
    });
    await expect(renamed.append(() => ({ leaves: [] }))).rejects.toBeInstanceOf(LogDamaged);
  });

  it.each(['tile/0/001.p/18', 'tile/entries/001.p/18', 'history/2026-11-29/120000040-274'])(
    'signs nothing when %s is there before its time',
    async (name) => {
      const { house } = await grown();
      const sizes = house.signed.size;
      house.memory.put(name, 'something else');
      await expect(writer(house).append([head(273)])).rejects.toBeInstanceOf(LogDamaged);
      expect(house.signed.size).toBe(sizes);
      await expect(writer(house).append([head(274)])).rejects.toBeInstanceOf(LogDamaged);
      expect(openCheckpoint(textOf(house, CHECKPOINT), LOG_KEY)?.size).toBe(273);
    },
  );

  it('continues with the checkpoint that its newest batch lacks', async () => {
    const { house, past } = await grown();
    putBack(house, past, 1, [CHECKPOINT]);
    await writer(house).append([head(273)]);
    expect(await readWhole(house)).toEqual(numbers(0, 274));
    expectOnePast(house);
  });
});
