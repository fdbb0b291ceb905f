import type { Item } from '#lambdas/platform/dynamo.ts';
import type { Random } from '../random.ts';
import type { Attacker } from './attacker.ts';

/** What both tables hold before an attack. */
export interface Snapshot {
  /** Events of each chain of the audit table, in order. */
  readonly chains: ReadonlyMap<string, readonly Item[]>;
  /** Items of the sessions table by their key. */
  readonly items: ReadonlyMap<string, Item>;
}

export interface Scene {
  readonly attacker: Attacker;
  readonly tables: Snapshot;
  readonly random: Random;
}

/** One kind of deed of somebody who holds the tables. */
export interface Attack {
  readonly family: string;
  readonly name: string;
  /**
   * It changes nothing that was recorded: it adds, as whoever may append can at any time. Evident only where the log was not told of
   * it; told, it is sealed as something new of that minute.
   */
  readonly adds?: true;
  /** Evident although the log is told of it, which would seal it as something new. */
  readonly told?: true;
  /** What it puts says something of others: they may be named besides. */
  readonly slanders?: true;
  /** Does it, and returns the chains that a verdict has to name, a session's item by its payment; undefined without a victim. */
  run(scene: Scene): Promise<readonly string[] | undefined>;
}

/** Payments with a kept item and this many events at least. */
export function payments({ chains, items }: Snapshot, atLeast = 2): readonly string[] {
  return [...chains.keys()].filter(
    (name) => isPayment(name) && items.has(`session#${name}`) && eventsOf(chains, name).length >= atLeast,
  );
}

export function isPayment(name: string): boolean {
  return /^PK[0-9a-f]{32}$/.test(name);
}

export function eventsOf(chains: Snapshot['chains'], name: string): readonly Item[] {
  return chains.get(name) ?? [];
}

export function pickOne<T>(random: Random, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}
