import type { Item } from '#lambdas/platform/dynamo.ts';
import { type Attack, pickOne, type Scene } from './attack.ts';
import { rewrite, sealedAgain } from './forge.ts';

type Deed = (scene: Scene & { readonly chain: string; readonly lines: readonly Item[] }) => Promise<unknown>;

/** An attack on one chain whose name begins so and that has at least so many lines. */
function onChain(prefix: string, family: string, name: string, atLeast: number, deed: Deed): Attack {
  return {
    family,
    name,
    async run(scene) {
      const able = [...scene.tables.chains].filter(
        ([chain, lines]) => chain.startsWith(prefix) && lines.length >= atLeast,
      );
      const [chain, lines] = pickOne(scene.random, able) ?? [];
      if (!chain || !lines) return undefined;
      await deed({ ...scene, chain, lines });
      return [chain];
    },
  };
}

const onShard = (family: string, name: string, deed: Deed) => onChain('ACCESS#', family, name, 2, deed);
const onCloses = (family: string, name: string, deed: Deed) => onChain('CLOSE#', family, name, 1, deed);

const someOff = ({ lines, random }: Parameters<Deed>[0]) => lines.slice(0, random.int(1, lines.length - 1));

/** Every chain of one day, of those that have any. */
async function removeDay({ attacker, tables, random }: Scene): Promise<readonly string[] | undefined> {
  const days = new Set(
    [...tables.chains.keys()].flatMap((chain) => /^ACCESS#([\d-]{10})/.exec(chain)?.[1] ?? []),
  );
  const day = pickOne(random, [...days]);
  if (!day) return undefined;
  const gone = [...tables.chains].filter(([chain]) => chain.startsWith(`ACCESS#${day}`));
  for (const [, lines] of gone) for (const line of lines) await attacker.remove('Audit', line);
  return gone.map(([chain]) => chain);
}

/** Makes every line that says how far this chain goes say the same of what it is now, and seals those chains again. */
async function mendJoins(
  { attacker, tables }: Scene,
  chain: string,
  now: readonly Item[],
): Promise<readonly string[]> {
  const last = now.at(-1);
  const end = { events: now.length, hash: last?.hash };
  const mended: string[] = [];
  for (const [name, lines] of tables.chains) {
    const first = lines.findIndex(({ joins }) => (joins as Item | undefined)?.[chain] !== undefined);
    if (first < 0) continue;
    const after = lines.map((line) =>
      (line.joins as Item | undefined)?.[chain]
        ? { ...line, joins: { ...(line.joins as Item), [chain]: end } }
        : line,
    );
    const sealed = sealedAgain(after, first);
    // Where the chain is as long now as it was when that was written, it says so already.
    if (sealed.at(-1)?.hash === lines.at(-1)?.hash) continue;
    await rewrite(attacker, lines, sealed);
    mended.push(name);
  }
  return mended;
}

export const ACCESS_ATTACKS: readonly Attack[] = [
  onShard('access lines deleted', 'the tail of a shard', (scene) =>
    rewrite(scene.attacker, scene.lines, someOff(scene)),
  ),
  onShard('access lines deleted', 'a whole shard', ({ attacker, lines }) => rewrite(attacker, lines, [])),
  onChain('ACCESS#', 'access lines deleted', 'a shard in which nobody looked', 1, ({ attacker, lines }) =>
    rewrite(attacker, lines, []),
  ),
  { family: 'access days deleted', name: 'every shard of a day', run: removeDay },
  {
    family: 'access lines deleted',
    name: 'the tail of a shard, and what the next day says of it',
    async run(scene) {
      const able = [...scene.tables.chains].filter(
        ([chain, lines]) => chain.startsWith('ACCESS#') && lines.length > 1,
      );
      const [chain, lines] = pickOne(scene.random, able) ?? [];
      if (!chain || !lines) return undefined;
      const left = someOff({ ...scene, chain, lines });
      await rewrite(scene.attacker, lines, left);
      return [chain, ...(await mendJoins(scene, chain, left))];
    },
  },
  onShard('access lines altered', 'who looked, as it is', ({ attacker, lines, random }) =>
    attacker.change('Audit', random.pick(lines.slice(1)), { by: 'nobody' }),
  ),
  onShard('access lines altered', 'who looked, sealed again', ({ attacker, lines, random }) => {
    const index = random.int(1, lines.length - 1);
    const after = lines.with(index, { ...lines[index], by: 'nobody' });
    return rewrite(attacker, lines, sealedAgain(after, index));
  }),
  onShard('access lines altered', 'one that was refused, sealed again', ({ attacker, lines, random }) => {
    const index = random.int(1, lines.length - 1);
    const outcome = lines[index]?.outcome === 'allowed' ? 'refused' : 'allowed';
    return rewrite(attacker, lines, sealedAgain(lines.with(index, { ...lines[index], outcome }), index));
  }),
  onShard('access lines inserted', 'sealed again', ({ attacker, lines, random }) => {
    const index = random.int(1, lines.length - 1);
    const strange = { ...lines[index], by: 'mallory' };
    return rewrite(attacker, lines, sealedAgain(lines.toSpliced(index, 0, strange), index));
  }),
  onShard('chains expired', 'a shard, sealed again', ({ attacker, lines }) =>
    rewrite(
      attacker,
      lines,
      sealedAgain(lines.map((line) => ({ ...line, expiresAtSeconds: 1_600_000_000 }))),
    ),
  ),
];

export const CLOSE_ATTACKS: readonly Attack[] = [
  onCloses('closes deleted', 'the last of a month', ({ attacker, lines }) =>
    attacker.remove('Audit', lines.at(-1) as Item),
  ),
  onCloses('closes deleted', 'all of a month', ({ attacker, lines }) => rewrite(attacker, lines, [])),
  {
    family: 'closes deleted',
    name: 'all of a month with its rows',
    async run({ attacker, tables, random }) {
      const months = [...tables.chains.keys()].filter((chain) => /^CLOSE#\d{4}-\d\d$/.test(chain));
      const month = pickOne(random, months);
      if (!month) return undefined;
      const gone = [month, `${month}#rows`].filter((chain) => tables.chains.has(chain));
      for (const chain of gone) await rewrite(attacker, tables.chains.get(chain) ?? [], []);
      return gone;
    },
  },
  onCloses('closes altered', 'who closed, sealed again', ({ attacker, lines, random }) => {
    const index = random.int(0, lines.length - 1);
    const after = lines.with(index, { ...lines[index], by: 'nobody' });
    return rewrite(attacker, lines, sealedAgain(after, index));
  }),
  onCloses('closes altered', 'when, as it is', ({ attacker, lines, random }) =>
    attacker.change('Audit', random.pick(lines), { at: '2020-01-01T00:00:00.000Z' }),
  ),
  {
    family: 'closes altered',
    name: 'what was counted, with the close that names it',
    async run(scene) {
      const { attacker, tables, random } = scene;
      const rows = pickOne(
        random,
        [...tables.chains.keys()].filter((chain) => chain.endsWith('#rows')),
      );
      if (!rows) return undefined;
      const lines = tables.chains.get(rows) ?? [];
      const after = sealedAgain(lines.map((line) => ({ ...line, text: `${String(line.text).slice(1)}0` })));
      await rewrite(attacker, lines, after);
      const month = rows.replace('#rows', '');
      const closes = tables.chains.get(month) ?? [];
      const named = closes.map((close) => {
        const counted = close.rows as { lines: readonly number[] };
        return { ...close, rows: { ...counted, hash: after[(counted.lines.at(-1) ?? 0) - 1]?.hash ?? '' } };
      });
      await rewrite(attacker, closes, sealedAgain(named));
      return [rows, month];
    },
  },
  onCloses('chains expired', 'closes, sealed again', ({ attacker, lines }) =>
    rewrite(
      attacker,
      lines,
      sealedAgain(lines.map((line) => ({ ...line, expiresAtSeconds: 1_600_000_000 }))),
    ),
  ),
  {
    family: 'closes added',
    name: 'one of a month without any',
    adds: true,
    async run({ attacker, tables, random }) {
      const month = pickOne(
        random,
        [...tables.chains.keys()].filter((chain) => /^CLOSE#\d{4}-\d\d$/.test(chain)),
      );
      const [model] = (month && tables.chains.get(month)) || [];
      if (!model) return undefined;
      const paySid = 'CLOSE#2019-05';
      await rewrite(
        attacker,
        [],
        sealedAgain([{ ...model, paySid, joins: {}, rows: { lines: [], hash: '' } }]),
      );
      return [paySid];
    },
  },
];
