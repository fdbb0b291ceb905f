import { createHash } from 'node:crypto';
import type { AccessEvent } from '#lambdas/contract/desk-api.ts';
import { ACCESS_PREFIX } from '#lambdas/contract/tables.ts';
import { expiry } from './expiry.ts';
import { type ChainLink, hashOf } from './trail-chain.ts';

/** What is known when somebody looks at the records. */
export type AccessDraft = Pick<
  AccessEvent,
  'action' | 'by' | 'outcome' | 'target' | 'filter' | 'rows' | 'requestId'
>;

/** One look as stored in the audit table, in one of the chains of its day. */
export type RecordedAccess = AccessDraft & ChainLink & { readonly type: 'access'; readonly at: string };

/** How far a chain goes. */
export interface ChainEnd {
  readonly events: number;
  readonly hash: string;
  /** When it expires, in epoch seconds: from then on nobody misses it. */
  readonly expiresAtSeconds?: number | undefined;
}

/** First line of each chain of a day, so that a missing chain is noticed. */
export interface AccessOpening extends ChainLink {
  readonly type: 'accessDay';
  readonly at: string;
  /** On the day's first chain, written last: how many chains the day has. */
  readonly shards?: number;
  /** Also there: the openings of the others, and how far the chains of the last day with readers went. */
  readonly joins?: Readonly<Record<string, ChainEnd>>;
}

export type AccessLine = RecordedAccess | AccessOpening;

/**
 * The name of one of a day's chains. Without a shard, the only chain that days had before there were several.
 *
 * @param day `2026-11-22`, UTC
 */
export function accessChainOf(day: string, shard?: number): string {
  return `${ACCESS_PREFIX}${day}${shard === undefined ? '' : `#${String(shard).padStart(2, '0')}`}`;
}

/** The first chain of the day that one of several chains belongs to: it exists before any other is written to. */
export function firstChainBehind(chain: string): string | undefined {
  const day = /^ACCESS#(\d{4}-\d\d-\d\d)#\d+$/.exec(chain)?.[1];
  return day === undefined ? undefined : accessChainOf(day, 0);
}

/** The chain that a person's looks are recorded in, the same all day. */
export function shardOf(person: string, shards: number): number {
  return createHash('sha256').update(person).digest().readUInt32BE() % shards;
}

/** The first line of a chain. Except on the first chain, it is the same whoever writes it with the same expiry. */
export function openingOf(
  day: string,
  shard: number,
  { expiresAtSeconds, ...joined }: Pick<AccessOpening, 'shards' | 'joins' | 'expiresAtSeconds'> = {},
): AccessOpening {
  const unsealed = {
    type: 'accessDay',
    paySid: accessChainOf(day, shard),
    sequence: 1,
    at: `${day}T00:00:00.000Z`,
    ...joined,
    ...expiry({ expiresAtSeconds }),
  } as const;
  return { ...unsealed, hash: hashOf(unsealed, undefined) };
}

/** A recorded look as supervisors see it. */
export function viewAccess(line: RecordedAccess): AccessEvent {
  const { paySid: chain, type: _, expiresAtSeconds: __, ...shown } = line;
  return { chain, ...shown };
}
