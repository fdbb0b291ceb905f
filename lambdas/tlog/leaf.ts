import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ACCESS_PREFIX, CLOSE_PREFIX, PAYMENT_PREFIX } from '#lambdas/contract/tables.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';

/** What a reader of the audit table's stream may see that must never happen. */
export const CHANGES = ['MODIFY', 'REMOVE', 'MALFORMED'] as const;

const KNOWN_NAME = `${PAYMENT_PREFIX}[0-9a-f]{32}|${ACCESS_PREFIX}\\d{4}-\\d\\d-\\d\\d(?:#\\d\\d)?|${CLOSE_PREFIX}\\d{4}-\\d\\d(?:#rows)?`;
const KNOWN = new RegExp(`^(?:${KNOWN_NAME})$`);

/** As `Date.toISOString` writes it, so that times compare as text. */
export const TIME = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const CHAIN = v.pipe(v.string(), v.regex(new RegExp(`^(?:${KNOWN_NAME}|sha256:[0-9a-f]{64})$`)));

/** A chain had so many events, the last with this hash. `late`: found by reading the table, not told by its stream. */
const HEAD = v.strictObject({
  at: TIME,
  chain: CHAIN,
  events: COUNT,
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  late: v.exactOptional(v.literal(true)),
  v: v.literal(1),
});

/** The log was alive. `catchingUp`: it is still reading the table for what it was not told of. */
const TICK = v.strictObject({
  at: TIME,
  catchingUp: v.exactOptional(v.literal(true)),
  tick: v.literal(true),
  v: v.literal(1),
});

/** An event was changed, removed, or put without a seal. */
const CHANGE = v.strictObject({
  at: TIME,
  chain: CHAIN,
  change: v.picklist(CHANGES),
  sequence: COUNT,
  v: v.literal(1),
});

const LEAF = v.union([HEAD, TICK, CHANGE]);

export type HeadLeaf = v.InferOutput<typeof HEAD>;
export type TickLeaf = v.InferOutput<typeof TICK>;
export type ChangeLeaf = v.InferOutput<typeof CHANGE>;
/** One entry of the log. SIDs, numbers, hashes and times only. `at` is when it was appended, never before the leaf in front of it. */
export type Leaf = HeadLeaf | TickLeaf | ChangeLeaf;

/** A leaf without what the log itself adds. */
export type LeafDraft = DraftOf<HeadLeaf> | DraftOf<TickLeaf> | DraftOf<ChangeLeaf>;
type DraftOf<L extends Leaf> = Omit<L, 'at' | 'v'>;

/** @throws Error when {@link parseLeaf} would not take it: what is in the log once is there for ever */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  if (!v.is(LEAF, leaf)) throw new Error('Failed to append to the log: an entry is of another kind.');
  return Buffer.from(canonicalJson(leaf));
}

/** @throws Error when it is no entry of ours, or written in another way than {@link encodeLeaf} would */
export function parseLeaf(entry: Uint8Array): Leaf {
  const parsed = v.safeParse(LEAF, jsonIn(entry));
  if (!parsed.success || Buffer.compare(Buffer.from(canonicalJson(parsed.output)), entry) !== 0)
    throw new Error('Failed to read the log: it has an entry of another kind.');
  return parsed.output;
}

/** The name of a chain as the log has it: an item under any other name could hold anything. */
export function loggedName(chain: string): string {
  if (KNOWN.test(chain)) return chain;
  return `sha256:${createHash('sha256').update(chain).digest('hex')}`;
}

function jsonIn(entry: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(entry).toString('utf8'));
  } catch {
    return undefined;
  }
}
