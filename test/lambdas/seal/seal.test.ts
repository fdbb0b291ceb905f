import { describe, expect, it } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { createLog } from '#lambdas/platform/log.ts';
import { sealMinute, sealRecords } from '#lambdas/seal/seal.ts';
import type { AuditSlices } from '#lambdas/stores/audit-slices.ts';
import { createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import { LOG_SIGNER } from '#test/support/log-key.ts';
import { createMemoryObjects } from '#test/support/memory-objects.ts';
import { readLog } from '#test/support/read-log.ts';
import { events, hashFor, payment, record } from '#test/support/stream-records.ts';

const START = Date.parse('2026-11-29T12:31:00.000Z');
const TTL = { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } };

interface Row {
  readonly paySid: string;
  readonly sequence: string;
  readonly hash?: string;
}

function openHouse(rows: readonly Row[] = [], slice = Number.POSITIVE_INFINITY) {
  const objects = createMemoryObjects();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = createLog((line) => lines.push(JSON.parse(line)));
  let now = START;
  const clock = {
    now: () => new Date(now),
    sleep: async () => {},
  };
  const table = [...rows];
  const auditSlices: AuditSlices = {
    async read(after, most) {
      const from = after
        ? table.findIndex(({ paySid, sequence }) => paySid === after.paySid && sequence === after.sequence) +
          1
        : 0;
      return table.slice(from, from + Math.min(slice, most)).map(({ paySid, sequence, hash }) => ({
        paySid: { S: paySid },
        sequence: { N: sequence },
        ...(hash ? { hash: { S: hash } } : {}),
      }));
    },
  };
  const tlog = createTransparencyLog({ clock, objects: objects.seenBy(() => {}), signer: LOG_SIGNER });
  const services = { auditSlices, tlog };
  return {
    lines,
    leaves: () => readLog(objects),
    stream: (...records: readonly DynamoDBRecord[]) => sealRecords(services, records, log),
    tick: (remaining = () => 55_000) => sealMinute(services, log, remaining, false),
    reconcile: (remaining = () => 55_000) => sealMinute(services, log, remaining, true),
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

function rowsOf(payments: number, each: number): Row[] {
  return Array.from({ length: payments * each }, (_, at) => ({
    paySid: payment(Math.floor(at / each)),
    sequence: String((at % each) + 1),
    hash: hashFor((at % each) + 1),
  }));
}

describe('what the stream tells', () => {
  it('is in the log as the newest event of each chain', async () => {
    const { stream, leaves, lines } = openHouse();
    await stream(
      ...events(1, 1, 3),
      ...events(2, 7, 9),
      record('INSERT', { paySid: 'ACCESS#2026-11-29#03', sequence: 12, hash: hashFor(12) }),
      record('INSERT', { paySid: payment(1), sequence: 2, hash: hashFor(2) }),
    );
    const at = new Date(START).toISOString();
    expect(await leaves()).toEqual([
      { at, chain: payment(1), events: 3, hash: hashFor(3), v: 1 },
      { at, chain: payment(2), events: 9, hash: hashFor(9), v: 1 },
      { at, chain: 'ACCESS#2026-11-29#03', events: 12, hash: hashFor(12), v: 1 },
    ]);
    expect(lines).toMatchObject([{ level: 'info', message: 'sealed', leaves: 3, size: 3 }]);
  });

  it('keeps the first of two hashes for one event', async () => {
    const { stream, leaves } = openHouse();
    await stream(
      ...events(1, 1, 2),
      record('REMOVE', { paySid: payment(1), sequence: 2 }),
      record('INSERT', { paySid: payment(1), sequence: 2, hash: hashFor(99) }),
    );
    expect(await leaves()).toMatchObject([
      { chain: payment(1), events: 2, hash: hashFor(2) },
      { chain: payment(1), change: 'REMOVE', sequence: 2 },
    ]);
  });

  it.each(['MODIFY', 'REMOVE'] as const)('is in the log and reported when it is %s', async (change) => {
    const { stream, leaves, lines } = openHouse();
    await stream(record(change, { paySid: payment(1), sequence: 4, hash: hashFor(4) }));
    expect(await leaves()).toMatchObject([{ chain: payment(1), change, sequence: 4 }]);
    expect(lines[0]).toMatchObject({
      level: 'error',
      message: 'audit item changed',
      paySid: payment(1),
      sequence: 4,
    });
  });

  it('is nothing when an item’s time was over, and nobody but DynamoDB may say so', async () => {
    const { stream, leaves, lines } = openHouse();
    const item = { paySid: payment(1), sequence: 4, hash: hashFor(4) };
    await stream(record('REMOVE', item, TTL));
    expect([await leaves(), lines]).toEqual([[], []]);
    const other = { userIdentity: { type: 'Service', principalId: 'somebody.amazonaws.com' } };
    await stream(record('REMOVE', item, other), record('MODIFY', item, TTL));
    expect(await leaves()).toMatchObject([{ change: 'REMOVE' }, { change: 'MODIFY' }]);
  });

  it.each([
    ['no hash', { paySid: { S: payment(1) }, sequence: { N: '3' } }, 3],
    ['a hash of another length', { paySid: { S: payment(1) }, sequence: { N: '3' }, hash: { S: 'ab' } }, 3],
    ['no number', { paySid: { S: payment(1) }, hash: { S: hashFor(1) } }, 0],
    ['half a number', { paySid: { S: payment(1) }, sequence: { N: '1.5' }, hash: { S: hashFor(1) } }, 0],
    ['number 0', { paySid: { S: payment(1) }, sequence: { N: '0' }, hash: { S: hashFor(1) } }, 0],
    [
      'a number as long as a card’s',
      { paySid: { S: payment(1) }, sequence: { N: '4111111111111111' }, hash: { S: hashFor(1) } },
      0,
    ],
    [
      'a number of 30 digits',
      { paySid: { S: payment(1) }, sequence: { N: '1'.repeat(30) }, hash: { S: hashFor(1) } },
      0,
    ],
  ])('is reported when an item has %s', async (_what, NewImage, sequence) => {
    const { stream, leaves, lines } = openHouse();
    await stream({ eventName: 'INSERT', dynamodb: { NewImage } });
    expect(await leaves()).toMatchObject([{ chain: payment(1), change: 'MALFORMED', sequence }]);
    expect(lines[0]).toMatchObject({ level: 'error', message: 'audit item without a seal' });
  });

  it('shows no name that is not one of ours', async () => {
    const { stream, leaves, lines } = openHouse();
    const paySid = '4111 1111 1111 1111';
    await stream(
      record('INSERT', { paySid, sequence: 1, hash: hashFor(1) }),
      record('MODIFY', { paySid, sequence: 1 }),
    );
    expect(await leaves()).toMatchObject([{ chain: loggedName(paySid) }, { chain: loggedName(paySid) }]);
    expect(JSON.stringify([await leaves(), lines])).not.toContain('4111');
  });

  it('is taken in several commits when there is much of it', async () => {
    const { stream, leaves, lines } = openHouse();
    await stream(...Array.from({ length: 4_001 }, (_, at) => events(at, 1, 1)).flat());
    expect(await leaves()).toHaveLength(4_001);
    expect(lines).toMatchObject([{ leaves: 4_000 }, { leaves: 1, size: 4_001 }]);
  });

  it('never fails for what is in it', async () => {
    const value = fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.oneof(fc.string(), fc.bigInt().map(String), fc.double().map(String)) }),
      fc.constant({ NULL: true }),
      fc.record({ B: fc.string() }),
    );
    const image = fc.option(
      fc.oneof(
        fc.dictionary(fc.string(), value),
        fc.record({ paySid: value, sequence: value, hash: value }, { requiredKeys: [] }),
      ),
      { nil: undefined },
    );
    const anyRecord = fc.record(
      {
        eventName: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE', undefined),
        dynamodb: fc.option(fc.record({ Keys: image, NewImage: image }, { requiredKeys: [] }), {
          nil: undefined,
        }),
        userIdentity: fc.option(fc.record({ principalId: fc.anything() }), { nil: undefined }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord), async (records) => {
        const { stream, leaves } = openHouse();
        await stream(...(records as DynamoDBRecord[]));
        for (const leaf of await leaves())
          expect(leaf).toMatchObject({ chain: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
      }),
      { numRuns: 200 },
    );
  });
});

describe('every minute', () => {
  it('the log says that it is alive', async () => {
    const { tick, pass, leaves } = openHouse();
    await tick();
    pass(60_000);
    await tick();
    pass(60_000);
    await tick();
    expect(await leaves()).toEqual([
      { at: '2026-11-29T12:31:00.000Z', tick: true, catchingUp: true, v: 1 },
      { at: '2026-11-29T12:32:00.000Z', tick: true, v: 1 },
      { at: '2026-11-29T12:33:00.000Z', tick: true, v: 1 },
    ]);
  });

  it('a new log reads what was there before it, and says so until it is through', async () => {
    const { tick, pass, leaves } = openHouse(rowsOf(5, 4), 3);
    let left = 30_000;
    const remaining = () => {
      left -= 10_000;
      return left;
    };
    await tick(remaining);
    pass(60_000);
    left = 30_000;
    await tick(remaining);
    pass(60_000);
    await tick();
    pass(60_000);
    await tick();
    const all = await leaves();
    expect(all.filter((leaf) => 'tick' in leaf).map((leaf) => 'catchingUp' in leaf)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const heads = all.filter((leaf) => 'hash' in leaf);
    expect(heads.every(({ late }) => late === true)).toBe(true);
    for (let number = 0; number < 5; number += 1) {
      const last = heads.filter(({ chain }) => chain === payment(number)).at(-1);
      expect(last).toMatchObject({ events: 4, hash: hashFor(4) });
    }
    expect(all.slice(-1)).toMatchObject([{ tick: true }]);
  });

  it('the stream may begin the log: the table is then read as well', async () => {
    const { stream, tick, leaves } = openHouse(rowsOf(2, 2));
    await stream(...events(1, 3, 3));
    await tick();
    expect(await leaves()).toMatchObject([
      { chain: payment(1), events: 3 },
      { tick: true, catchingUp: true },
      { chain: payment(0), events: 2, late: true },
      { chain: payment(1), events: 2, late: true },
    ]);
  });

  it('the table is read again when somebody asks for it', async () => {
    const { tick, reconcile, leaves } = openHouse(rowsOf(1, 2));
    await tick();
    await tick();
    await reconcile();
    await tick();
    expect(
      (await leaves()).map((leaf) => Object.keys(leaf).filter((key) => /tick|catching|late/.test(key))),
    ).toEqual([['catchingUp', 'tick'], ['late'], ['tick'], ['catchingUp', 'tick'], ['late'], ['tick']]);
  });

  it('items that no reader of ours could take are passed and named', async () => {
    const hostile = [
      { paySid: 'x'.repeat(2_000), sequence: '1' },
      { paySid: payment(7), sequence: '9007199254740993.5', hash: hashFor(1) },
      { paySid: payment(7), sequence: `${'9'.repeat(38)}`, hash: hashFor(1) },
    ];
    const { tick, leaves, lines } = openHouse([...hostile, ...rowsOf(1, 1)], 1);
    await tick();
    expect(await leaves()).toMatchObject([
      { tick: true },
      { change: 'MALFORMED', sequence: 1 },
      { chain: payment(7), change: 'MALFORMED', sequence: 0 },
      { chain: payment(7), change: 'MALFORMED', sequence: 0 },
      { chain: payment(0), events: 1, late: true },
    ]);
    expect(lines.filter(({ message }) => message === 'audit item without a seal')).toHaveLength(3);
  });

  it('two runs at once read the table to its end', async () => {
    const { tick, stream, leaves } = openHouse(rowsOf(20, 3), 7);
    await Promise.all([tick(), stream(...events(99, 1, 5)), tick(), stream(...events(98, 1, 5)), tick()]);
    const heads = (await leaves()).filter((leaf) => 'hash' in leaf);
    for (const number of Array.from({ length: 20 }, (_, at) => at))
      expect(heads).toContainEqual(
        expect.objectContaining({ chain: payment(number), events: 3, hash: hashFor(3), late: true }),
      );
    expect(heads).toContainEqual(expect.objectContaining({ chain: payment(99), events: 5 }));
    expect(heads).toContainEqual(expect.objectContaining({ chain: payment(98), events: 5 }));
    await tick();
    expect((await leaves()).at(-1)).toEqual(expect.not.objectContaining({ catchingUp: true }));
  });
});
