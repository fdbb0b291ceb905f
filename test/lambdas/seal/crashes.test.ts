import { describe, expect, it, jest } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { createLog } from '#lambdas/platform/log.ts';
import { sealMinute, sealRecords } from '#lambdas/seal/seal.ts';
import type { LogSigner } from '#lambdas/stores/log-signer.ts';
import { CHECKPOINT, createTransparencyLog, HISTORY, LogDamaged, STATE } from '#lambdas/stores/tlog-store.ts';
import { checkpointText } from '#lambdas/tlog/checkpoint.ts';
import { noteOf } from '#lambdas/tlog/signed-note.ts';
import { LOG_KEY, LOG_SIGNER, signText } from '#test/support/log-key.ts';
import { createMemoryObjects, type Interference, type MemoryObjects } from '#test/support/memory-objects.ts';
import { readLog } from '#test/support/read-log.ts';
import { events, hashFor, payment } from '#test/support/stream-records.ts';

jest.setTimeout(120_000);

const QUIET = createLog(() => {});
const nothing: Interference = () => {};

/** The function over these objects, in a process to which this happens. */
function openSeal(objects: MemoryObjects, interfere = nothing, signer: LogSigner = LOG_SIGNER) {
  const clock = { now: () => new Date('2026-11-29T12:31:00.000Z'), sleep: () => nextTurn() };
  const tlog = createTransparencyLog({ clock, objects: objects.seenBy(interfere), signer });
  const auditSlices = { read: async () => [] };
  return {
    stream: (...records: readonly DynamoDBRecord[]) => sealRecords({ tlog }, records, QUIET),
    tick: () => sealMinute({ auditSlices, tlog }, QUIET, () => 55_000, false),
  };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A process that dies at a step: from then on nothing it does has an effect. */
function dyingAt(step: number): { interfere: Interference; hasDied: () => boolean } {
  let steps = 0;
  return {
    interfere: () => {
      steps += 1;
      if (steps > step) throw new Error('The process has died.');
    },
    hasDied: () => steps > step,
  };
}

function batch(from: number, payments: number): readonly DynamoDBRecord[] {
  return Array.from({ length: payments }, (_, at) => events(from + at, 1, 2)).flat();
}

async function expectSealed(objects: MemoryObjects, numbers: readonly number[]): Promise<void> {
  const leaves = await readLog(objects);
  const heads = new Set(
    leaves.map((leaf) => ('hash' in leaf ? `${leaf.chain} ${leaf.events} ${leaf.hash}` : '')),
  );
  for (const number of numbers) expect(heads).toContain(`${payment(number)} 2 ${hashFor(2)}`);
}

describe('a process that dies while it seals', () => {
  it.each([
    ['the first batch', 0],
    ['a batch across two tiles', 253],
    ['a batch that fills a tile', 250],
  ])('in %s, at any step, is mended by the next', async (_what, before) => {
    let died = 0;
    for (let step = 0; ; step += 1) {
      const objects = createMemoryObjects();
      if (before > 0) await openSeal(objects).stream(...batch(0, before));
      const { interfere, hasDied } = dyingAt(step);
      const dying = openSeal(objects, interfere).stream(...batch(1_000, 6));
      await dying.catch(() => {});
      if (!hasDied()) break;
      died += 1;

      const next = openSeal(objects);
      if (step % 2 === 0) await next.tick();
      await next.stream(...batch(1_000, 6));
      await next.stream(...batch(2_000, 300));
      await expectSealed(objects, [...(before > 0 ? [0, before - 1] : []), 1_000, 1_005, 2_000, 2_299]);
    }
    expect(died).toBeGreaterThan(10);
  });
});

describe('several that seal at once', () => {
  it.each([2, 5])('%i lose nothing to each other', async (writers) => {
    const objects = createMemoryObjects();
    await openSeal(objects).tick();
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const seal = openSeal(objects, nextTurn);
        for (let round = 0; round < 6; round += 1)
          await seal.stream(...batch(writer * 1_000 + round * 20, 20));
      }),
    );
    await expectSealed(
      objects,
      Array.from({ length: writers }, (_, writer) => [writer * 1_000, writer * 1_000 + 119]).flat(),
    );
  });

  it('show one past, whatever dies and in whatever order they come', async () => {
    const writer = fc.record({
      payments: fc.integer({ min: 1, max: 300 }),
      diesAt: fc.integer({ min: 0, max: 60 }),
    });
    const rounds = fc.array(fc.array(writer, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), rounds, async (scheduler, all) => {
        const objects = createMemoryObjects();
        await openSeal(objects).tick();
        const sealed: number[] = [];
        let number = 0;
        for (const writers of all) {
          const running = writers.map(async ({ payments, diesAt }) => {
            const first = number;
            number += payments;
            const { interfere } = dyingAt(diesAt);
            const seal = openSeal(objects, async (...step) => {
              await scheduler.schedule(Promise.resolve());
              await interfere(...step);
            });
            await seal.stream(...batch(first, payments)).then(
              () => sealed.push(first, first + payments - 1),
              (error: Error) => expect(error.message).toBe('The process has died.'),
            );
          });
          await scheduler.waitFor(Promise.all(running));
          await openSeal(objects).tick();
        }
        await expectSealed(objects, sealed);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a log that somebody laid hands on', () => {
  const own = (bytes: string | undefined) => Buffer.from(bytes ?? '').toString('utf8');

  it.each<[string, (objects: MemoryObjects) => Promise<void> | void]>([
    [
      'an old state',
      async (objects) => {
        const before = objects.found.get(STATE)?.bytes ?? '';
        await openSeal(objects).stream(...batch(500, 3));
        objects.put(STATE, before);
      },
    ],
    ['no state', (objects) => void objects.found.delete(STATE)],
    ['a state that is none', (objects) => objects.put(STATE, '{}')],
    [
      'a state with other leaves',
      (objects) => {
        const state = JSON.parse(own(String(objects.found.get(STATE)?.bytes)));
        objects.put(STATE, JSON.stringify({ ...state, entries: [...state.entries, ...state.entries] }));
      },
    ],
    ['no checkpoint', (objects) => void objects.found.delete(CHECKPOINT)],
    [
      'a checkpoint of another key',
      (objects) => {
        const text = checkpointText({ origin: LOG_KEY.name, size: 20, root: Buffer.alloc(32) });
        objects.put(CHECKPOINT, noteOf(text, LOG_KEY, Buffer.alloc(64, 7)));
      },
    ],
    [
      'a checkpoint of another tree',
      (objects) => {
        const text = checkpointText({ origin: LOG_KEY.name, size: 20, root: Buffer.alloc(32, 9) });
        objects.put(CHECKPOINT, noteOf(text, LOG_KEY, signText(text)));
      },
    ],
    ['another tile', (objects) => objects.put('tile/0/000.p/26', Buffer.alloc(26 * 32))],
    ['another bundle', (objects) => objects.put('tile/entries/000.p/26', 'x')],
  ])('signs nothing on %s', async (_what, tamper) => {
    const objects = createMemoryObjects();
    await openSeal(objects).stream(...batch(0, 10));
    await openSeal(objects).stream(...batch(100, 10));
    await tamper(objects);

    const history = [...objects.found.keys()].filter((name) => name.startsWith(HISTORY));
    let signatures = 0;
    const signer = {
      ...LOG_SIGNER,
      sign: async (text: string) => {
        signatures += 1;
        return LOG_SIGNER.sign(text);
      },
    };
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(openSeal(objects, nothing, signer).stream(...batch(200, 6))).rejects.toThrow(LogDamaged);
    await expect(openSeal(objects, nothing, signer).tick()).rejects.toThrow(LogDamaged);
    expect(signatures).toBe(0);
    expect([...objects.found.keys()].filter((name) => name.startsWith(HISTORY))).toEqual(history);
  });
});
