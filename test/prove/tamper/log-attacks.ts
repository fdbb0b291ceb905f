import { generateKeyPairSync, sign } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NamedHead } from '#infra/operate/audit/anchor.ts';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { CHECKPOINT, createTransparencyLog, HISTORY, STATE } from '#lambdas/stores/tlog-store.ts';
import { checkpointText, openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { type LeafDraft, parseLeaf } from '#lambdas/tlog/leaf.ts';
import { noteOf } from '#lambdas/tlog/signed-note.ts';
import { readEntries } from '#lambdas/tlog/tiles.ts';
import type { Random } from '../random.ts';
import { eventsOf, payments, type Scene, type Snapshot } from './attack.ts';
import { intrude } from './attacker.ts';
import { type AttemptNeeds, shuffled } from './attempts.ts';
import { keptOf, rewrite, sealedAgain } from './forge.ts';
import { ALL_RIGHTS } from './rights.ts';

/** How an attack on the log itself is seen: in the log alone, or only with what was kept elsewhere. */
export type Evidence = 'the log alone' | 'an anchor kept elsewhere';

export interface LogAttack {
  readonly name: string;
  readonly evidence: Evidence;
  /** Does it to a copy of the log. Where it says so, to the tables as well. */
  run(at: LogScene): Promise<unknown>;
}

interface LogScene extends Scene, Omit<Kept, 'anchor'> {
  readonly folder: string;
  readonly keyFile: string;
}

const pathOf = (folder: string, name: string) => join(folder, ...name.split('/'));
const read = (folder: string, name: string) => readFile(pathOf(folder, name));

/** Names of the log's objects that begin so, in the order of time. What a kill has left unfinished is none. */
const namesOf = (folder: string, prefix: string) =>
  createFolderObjects(folder).list(prefix, '', Number.POSITIVE_INFINITY);

async function put(folder: string, name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(pathOf(folder, name)), { recursive: true });
  await writeFile(pathOf(folder, name), bytes);
}

const remove = (folder: string, name: string) => rm(pathOf(folder, name));

/** Changes one bit somewhere in an object. */
async function spoil(folder: string, name: string, random: Random): Promise<void> {
  const bytes = await read(folder, name);
  const at = random.int(0, bytes.length - 1);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(0, 7));
  await put(folder, name, bytes);
}

/** What the log's newest tiles are named: others of the same place are no longer read. */
async function newestOf(folder: string, prefix: string): Promise<string> {
  const names = await namesOf(folder, prefix);
  const widthOf = (name: string) => Number(/\.p\/(\d+)$/.exec(name)?.[1] ?? 256);
  const placeOf = (name: string) => name.replace(/\.p\/\d+$/, '');
  const last = [...new Set(names.map(placeOf))].at(-1);
  return (
    names
      .filter((name) => placeOf(name) === last)
      .sort((a, b) => widthOf(a) - widthOf(b))
      .at(-1) ?? ''
  );
}

/** The checkpoint signed again, with another key or over other leaves. */
async function signedAgain(
  { folder, keyFile }: LogScene,
  change: { readonly root?: Uint8Array; readonly isOtherKey?: boolean },
): Promise<string> {
  const signer = createFileSigner(keyFile);
  const key = await signer.key();
  const signed = openCheckpoint(String(await read(folder, CHECKPOINT)), key);
  if (!signed) throw new Error('The log has no checkpoint.');
  const text = checkpointText({ ...signed, root: change.root ?? signed.root });
  if (!change.isOtherKey) return noteOf(text, key, await signer.sign(text));
  const { privateKey } = generateKeyPairSync('ed25519');
  return noteOf(text, key, sign(null, Buffer.from(text), privateKey));
}

/** A log with the same key, written anew from the first leaf, with others in the place of some. */
async function fork(
  { folder, keyFile }: LogScene,
  change: (draft: LeafDraft) => readonly LeafDraft[],
): Promise<void> {
  const signer = createFileSigner(keyFile);
  const size = openCheckpoint(String(await read(folder, CHECKPOINT)), await signer.key())?.size ?? 0;
  const entries: Uint8Array[] = [];
  for (let index = 0; entries.length < size; index += 1)
    entries.push(...(await readEntries((name) => read(folder, name), size, index)));
  const batches = new Map<string, LeafDraft[]>();
  for (const { at, v: _, ...draft } of entries.map((entry) => parseLeaf(entry)))
    batches.set(at, [...(batches.get(at) ?? []), ...change(draft)]);
  await rm(folder, { recursive: true });
  let now = new Date(0);
  const log = createTransparencyLog({
    clock: { now: () => now, sleep: async () => {} },
    objects: createFolderObjects(folder),
    signer,
  });
  for (const [at, leaves] of batches) {
    now = new Date(at);
    await log.append(() => ({ leaves, cursor: undefined }));
  }
}

async function replaceBy(folder: string, other: string): Promise<void> {
  await rm(folder, { recursive: true });
  await cp(other, folder, { recursive: true });
}

export const LOG_ATTACKS: readonly LogAttack[] = [
  {
    name: 'the newest checkpoints of the history are deleted',
    evidence: 'the log alone',
    async run({ folder, random }) {
      const names = await namesOf(folder, HISTORY);
      for (const name of names.slice(-random.int(1, 4))) await remove(folder, name);
    },
  },
  {
    name: 'a day of the history is deleted',
    evidence: 'the log alone',
    async run({ folder, random }) {
      const names = await namesOf(folder, HISTORY);
      const day = random.pick([...new Set(names.map((name) => name.slice(0, HISTORY.length + 10)))]);
      await rm(pathOf(folder, day), { recursive: true });
    },
  },
  {
    name: 'the checkpoint is deleted',
    evidence: 'the log alone',
    run: ({ folder }) => remove(folder, CHECKPOINT),
  },
  {
    name: 'the checkpoint is an older one',
    evidence: 'the log alone',
    run: async ({ folder, earlier }) => put(folder, CHECKPOINT, await read(earlier, CHECKPOINT)),
  },
  {
    name: 'checkpoint and state are older ones',
    evidence: 'the log alone',
    async run({ folder, earlier }) {
      for (const name of [CHECKPOINT, STATE]) await put(folder, name, await read(earlier, name));
    },
  },
  {
    name: 'the checkpoint is signed with another key',
    evidence: 'the log alone',
    run: async (scene) => put(scene.folder, CHECKPOINT, await signedAgain(scene, { isOtherKey: true })),
  },
  {
    name: 'the checkpoint is signed with the key, over other leaves',
    evidence: 'the log alone',
    run: async (scene) =>
      put(
        scene.folder,
        CHECKPOINT,
        await signedAgain(scene, { root: Buffer.alloc(32, scene.random.int(0, 255)) }),
      ),
  },
  {
    name: 'a bit of the checkpoint is changed',
    evidence: 'the log alone',
    run: ({ folder, random }) => spoil(folder, CHECKPOINT, random),
  },
  {
    name: 'a bit of the history is changed',
    evidence: 'the log alone',
    run: async ({ folder, random }) => spoil(folder, random.pick(await namesOf(folder, HISTORY)), random),
  },
  {
    name: 'a bit of the newest entries is changed',
    evidence: 'the log alone',
    run: async ({ folder, random }) => spoil(folder, await newestOf(folder, 'tile/entries/'), random),
  },
  {
    name: 'a bit of the newest tile is changed',
    evidence: 'the log alone',
    run: async ({ folder, random }) => spoil(folder, await newestOf(folder, 'tile/0/'), random),
  },
  {
    name: 'the newest entries are deleted',
    evidence: 'the log alone',
    run: async ({ folder }) => remove(folder, await newestOf(folder, 'tile/entries/')),
  },
  {
    name: 'the newest tile is deleted',
    evidence: 'the log alone',
    run: async ({ folder }) => remove(folder, await newestOf(folder, 'tile/0/')),
  },
  {
    name: 'everything is deleted',
    evidence: 'the log alone',
    async run({ folder }) {
      await rm(folder, { recursive: true });
      await mkdir(folder);
    },
  },
  {
    name: 'the log is as it was earlier, in all its objects',
    evidence: 'the log alone',
    run: ({ folder, earlier }) => replaceBy(folder, earlier),
  },
  {
    name: 'a fork with the key: the heads of one chain are left out',
    evidence: 'the log alone',
    run(scene) {
      const chain = scene.random.pick(payments(scene.tables));
      return fork(scene, (draft) => ('hash' in draft && draft.chain === chain ? [] : [draft]));
    },
  },
  {
    name: 'log and tables are as they were earlier',
    evidence: 'an anchor kept elsewhere',
    async run({ folder, earlier, attacker, tables, tablesEarlier }) {
      await replaceBy(folder, earlier);
      for (const [name, events] of tables.chains)
        await rewrite(attacker, events, tablesEarlier.chains.get(name) ?? []);
      for (const [pk, item] of tables.items)
        if (!tablesEarlier.items.has(pk)) await attacker.remove('Sessions', item);
    },
  },
  {
    name: 'a fork with the key that agrees with a rewritten payment and its item',
    evidence: 'an anchor kept elsewhere',
    async run(scene) {
      const { attacker, tables, random } = scene;
      const paySid = random.pick(payments(tables));
      const events = eventsOf(tables.chains, paySid);
      const after = sealedAgain(events.map((event) => ({ ...event, by: 'mallory' })));
      await rewrite(attacker, events, after);
      for (const item of await keptOf(after)) await attacker.write('Sessions', item);
      const hashes = new Map(events.map(({ hash }, index) => [hash, after[index]?.hash]));
      await fork(scene, (draft) =>
        'hash' in draft && draft.chain === paySid
          ? [{ ...draft, hash: String(hashes.get(draft.hash) ?? draft.hash) }]
          : [draft],
      );
    },
  },
  {
    name: 'a fork with the key that knows nothing of a payment deleted with every trace',
    evidence: 'an anchor kept elsewhere',
    async run(scene) {
      const { attacker, tables, random } = scene;
      const paySid = random.pick(payments(tables));
      await rewrite(attacker, eventsOf(tables.chains, paySid), []);
      for (const [pk, item] of tables.items) if (pk.includes(paySid)) await attacker.remove('Sessions', item);
      await fork(scene, (draft) => ('hash' in draft && draft.chain === paySid ? [] : [draft]));
    },
  },
];

export interface LogOutcome {
  readonly attack: LogAttack;
  readonly isNamed: boolean;
  /** Likewise, without what was kept elsewhere. */
  readonly isNamedAlone: boolean;
}

/** What was kept elsewhere before an attack, by whoever verifies, and by the attacker. */
export interface Kept {
  readonly anchor: readonly NamedHead[];
  /** A copy of the log, and the tables of that time. */
  readonly earlier: string;
  readonly tablesEarlier: Snapshot;
}

/** Does each attack to a copy of the log, and some of them to the tables, and verifies. */
export async function tryLogAttacks(
  { world, verify }: Pick<AttemptNeeds, 'world' | 'verify'>,
  random: Random,
  { anchor, ...earlier }: Kept,
  count: number,
): Promise<readonly LogOutcome[]> {
  const tables = await world.readTables();
  const outcomes: LogOutcome[] = [];
  for (const attack of shuffled(LOG_ATTACKS, random).slice(0, count)) {
    const intrusion = intrude(world.documents, ALL_RIGHTS, random);
    try {
      const outcome = await world.withCopy(async ({ folder }) => {
        const scene = { ...earlier, folder, keyFile: world.keyFile, random, attacker: intrusion, tables };
        await attack.run(scene);
        const isNamedAlone = (await verify(folder)).named.length > 0;
        const isNamed =
          attack.evidence === 'the log alone'
            ? isNamedAlone
            : (await verify(folder, anchor)).named.length > 0;
        return { attack, isNamed, isNamedAlone };
      });
      outcomes.push(outcome);
    } finally {
      await intrusion.undo();
    }
  }
  return outcomes;
}
