import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import type { Witness } from './find-tampering.ts';

/** Values by a key, in the order of keys. */
export interface Pages<Value> {
  put(key: string, value: Value): Promise<void>;
  get(key: string): Promise<Value | undefined>;
  /** Those whose key is at or after `from` and before `to`. */
  within(from: string, to: string): Promise<readonly Value[]>;
  all(): AsyncIterable<readonly [key: string, value: Value]>;
}

/** What is expected of chains, until somebody has looked at each. */
export interface ExpectedHeads {
  add(chain: string, witness: Witness): Promise<void>;
  /** Those of one chain by their number of events; of the same number in the order in which they were added. */
  of(chain: string): Promise<readonly Witness[]>;
  forget(chain: string): Promise<void>;
  /** What nobody has forgotten, chain by chain. */
  left(): AsyncIterable<readonly [chain: string, witnesses: readonly Witness[]]>;
}

/** A database of one run, in a folder that nobody else can read: what would not fit into memory. */
export interface Scratch {
  readonly heads: ExpectedHeads;
  pages<Value>(name: string): Pages<Value>;
  close(): Promise<void>;
}

/** Writes that are made together. */
const BATCH = 2_000;
const DIGITS = 16;

export async function openScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const db = new Level(join(folder, 'scratch'));
  await db.open();
  const pages = <Value>(name: string) => pagesIn<Value>(db, name);
  return {
    heads: headsIn(pages('heads'), pages('seen')),
    pages,
    async close() {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function pagesIn<Value>(db: Level, name: string): Pages<Value> {
  const level = db.sublevel<string, Value>(name, { valueEncoding: 'json' });
  let puts: { readonly type: 'put'; readonly key: string; readonly value: Value }[] = [];
  const flush = async () => {
    const batch = puts;
    puts = [];
    if (batch.length > 0) await level.batch(batch);
  };
  return {
    async put(key, value) {
      puts.push({ type: 'put', key, value });
      if (puts.length >= BATCH) await flush();
    },
    async get(key) {
      await flush();
      return level.get(key);
    },
    async within(from, to) {
      await flush();
      return level.values({ gte: from, lt: to }).all();
    },
    async *all() {
      await flush();
      const iterator = level.iterator();
      try {
        for (let some = await iterator.nextv(BATCH); some.length > 0; some = await iterator.nextv(BATCH))
          yield* some;
      } finally {
        await iterator.close();
      }
    },
  };
}

/** Under a chain's name, the number of events and a running number: so the heads of a chain stand together, and in order. */
function headsIn(pages: Pages<Witness>, seen: Pages<true>): ExpectedHeads {
  let added = 0;
  // A name in a table may be anything; written so it holds no blank.
  const keysOf = (chain: string) => `${encodeURIComponent(chain)} `;
  const chainIn = (key: string) => decodeURIComponent(key.slice(0, -1));
  const numbered = (number: number) => String(number).padStart(DIGITS, '0');
  return {
    async add(chain, witness) {
      added += 1;
      await pages.put(`${keysOf(chain)}${numbered(witness.events)} ${numbered(added)}`, witness);
    },
    of: (chain) => pages.within(keysOf(chain), `${keysOf(chain)}~`),
    forget: (chain) => seen.put(keysOf(chain), true),
    async *left() {
      const looked = seen.all()[Symbol.asyncIterator]();
      let next = await looked.next();
      /** Both are in the order of names. */
      const isLookedAt = async (name: string) => {
        while (!next.done && next.value[0] < name) next = await looked.next();
        return !next.done && next.value[0] === name;
      };
      let [name, witnesses]: [string, Witness[]] = ['', []];
      for await (const [key, witness] of pages.all()) {
        const found = key.slice(0, key.indexOf(' ') + 1);
        if (found !== name) {
          if (witnesses.length > 0 && !(await isLookedAt(name))) yield [chainIn(name), witnesses];
          [name, witnesses] = [found, []];
        }
        witnesses.push(witness);
      }
      if (witnesses.length > 0 && !(await isLookedAt(name))) yield [chainIn(name), witnesses];
    },
  };
}
