import { bucketUnder } from '#infra/operate/audit/judge-total.ts';
import type { Item } from '#lambdas/platform/dynamo.ts';
import { LEVELS, type Level, spanOf } from '#lambdas/session/totals-tree.ts';
import { keyOfBucket } from '#lambdas/stores/totals-items.ts';
import { readRows, writeRows } from '#lambdas/stores/totals-text.ts';
import { type Attack, pickOne, type Scene, type Snapshot } from './attack.ts';

type Deed = (scene: Scene & { readonly bucket: Item }) => Promise<unknown>;

/** An attack on what one bucket of a level says, which readers take from it. A deed returns false when it has nothing to change there. */
function onBucket(level: Level, name: string, deed: Deed): Attack {
  return {
    family: 'totals altered',
    name: `${level}: ${name}`,
    async run(scene) {
      const pk = pickOne(scene.random, bucketsOf(scene.tables, level));
      const bucket = pk && scene.tables.items.get(pk);
      if (!pk || !bucket) return undefined;
      return (await deed({ ...scene, bucket })) === false ? undefined : [pk];
    },
  };
}

/** Buckets with payments. While some are under way nobody reads those that are bigger than a minute. */
function bucketsOf({ items }: Snapshot, level: Level): readonly string[] {
  const { open = [], from = 0, checked = 0 } = (items.get('totals') ?? {}) as Readonly<Record<string, never>>;
  return [...items].flatMap(([pk, { text }]) => {
    const bucket = bucketUnder(pk);
    if (bucket?.level !== level || !text || String(text).startsWith(' ')) return [];
    const span = spanOf(bucket);
    const isOpen = [...(open as number[])].some((minute) => span.from <= minute && minute < span.to);
    return span.from < from || span.to > checked || (isOpen && level !== 'minute') ? [] : [pk];
  });
}

/** The rows of a bucket, one of whose counts is another. */
function otherRows({ text }: Item, change: number): string {
  const [written = '', ...open] = String(text).split(' ');
  const rows = readRows(written, true).map((row, at) => {
    if (at > 0) return row;
    const [[ending, tally] = ['charged', { count: 0, minor: '0' }]] = Object.entries(row.endings);
    const minor = String(BigInt(tally.minor) + BigInt(change));
    return { ...row, endings: { ...row.endings, [ending]: { ...tally, minor } } };
  });
  return [writeRows(rows), ...open].join(' ');
}

/** A bucket as it was before its first row was counted. */
function before({ text }: Item): string {
  return writeRows(readRows(String(text).split(' ')[0] ?? '', true).slice(1));
}

const keyOfMinute = (start: number) => keyOfBucket({ level: 'minute', start });

function onProgress(name: string, lie: (progress: Item, scene: Scene) => Item): Attack {
  return {
    family: 'totals altered',
    name: `what was counted: ${name}`,
    async run(scene) {
      const progress = scene.tables.items.get('totals');
      if (!progress) return undefined;
      await scene.attacker.change('Sessions', progress, lie(progress, scene));
      return ['totals'];
    },
  };
}

export const TOTALS_ATTACKS: readonly Attack[] = [
  ...LEVELS.flatMap(({ level }) => [
    onBucket(level, 'another amount', ({ attacker, bucket, random }) =>
      attacker.change('Sessions', bucket, { text: otherRows(bucket, random.int(1, 99_900)) }),
    ),
    onBucket(level, 'deleted', ({ attacker, bucket }) => attacker.remove('Sessions', bucket)),
    onBucket(level, 'as it was earlier', ({ attacker, bucket, random }) =>
      attacker.change('Sessions', bucket, {
        text: before(bucket),
        ...(random.chance(0.5) ? { version: Math.max(1, Number(bucket.version) - 1) } : {}),
      }),
    ),
    onBucket(level, 'what another one says', async ({ attacker, bucket, tables, random }) => {
      const others = [...tables.items.values()].filter(
        ({ pk, text }) => String(pk).startsWith('totals#') && text && text !== bucket.text,
      );
      const other = pickOne(random, others);
      if (!other) return false;
      await attacker.write('Sessions', { ...other, pk: bucket.pk });
      return true;
    }),
    onBucket(level, 'split, and still says something', ({ attacker, bucket }) =>
      attacker.change('Sessions', bucket, { isSplit: true }),
    ),
    onBucket(level, 'of another kind', ({ attacker, bucket, random }) =>
      attacker.change('Sessions', bucket, {
        [random.pick(['text', 'version', 'firstExpiry'])]: random.pick([null, [], 'x.y', true, 0.5]),
      }),
    ),
    onBucket(level, 'to be deleted soon', ({ attacker, bucket }) =>
      attacker.change('Sessions', bucket, { expiresAtSeconds: 1_600_000_000 }),
    ),
  ]),
  onBucket('minute', 'out of reach, as if payments had left the lists', ({ attacker, bucket, random }) =>
    attacker.change('Sessions', bucket, {
      firstExpiry: 1_600_000_000,
      ...(random.chance(0.5) ? { text: otherRows(bucket, 100) } : {}),
    }),
  ),
  onBucket('minute', 'payments leave the lists later', async ({ attacker, bucket, random }) => {
    if (bucket.firstExpiry === undefined) return false;
    const later = random.chance(0.5) ? undefined : Number(bucket.firstExpiry) + random.int(1, 9_999_999);
    await attacker.change('Sessions', bucket, { firstExpiry: later });
    return true;
  }),
  {
    family: 'totals altered',
    name: 'minute: of one with a payment under way',
    async run({ attacker, tables, random }) {
      const open = (tables.items.get('totals')?.open ?? []) as readonly number[];
      const bucket = tables.items.get(pickOne(random, open.map(keyOfMinute)) ?? '');
      if (!bucket) return undefined;
      await attacker.change('Sessions', bucket, { text: String(bucket.text).split(' ')[0] });
      return [String(bucket.pk)];
    },
  },
  {
    family: 'totals altered',
    name: 'what was counted: nothing is under way',
    async run({ attacker, tables }) {
      const progress = tables.items.get('totals');
      const open = (progress?.open ?? []) as readonly number[];
      if (!progress || open.length === 0) return undefined;
      await attacker.change('Sessions', progress, { open: [] });
      return open.map(keyOfMinute);
    },
  },
  onProgress('the future', ({ to }, { random }) => ({ to: Number(to) + random.int(60, 9_999) })),
  onProgress('in another order', ({ to }) => ({ from: Number(to) + 1 })),
  onProgress('of another kind', (_, { random }) => ({
    [random.pick(['from', 'to', 'open', 'checked', 'version'])]: random.pick([null, {}, 'text', 0.5]),
  })),
  {
    family: 'totals altered',
    name: 'under a key that none has',
    async run({ attacker, random }) {
      const pk = `totals#${random.pick(['day#2026-11-29T05:00', 'year#2026', 'minute', 'hour#\u001b[31m', ''])}`;
      await attacker.write('Sessions', { pk, text: 'x', version: 1 });
      return [pk];
    },
  },
];
