import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Anchor } from './anchor.ts';
import { findTampering, type Tampering, type Witness } from './find-tampering.ts';
import { readChains, readWitnesses, type TableNames } from './tables.ts';

export interface Verdict {
  readonly chains: number;
  readonly events: number;
  readonly tampered: readonly { readonly chain: string; readonly tampering: Tampering }[];
  /** How far every chain goes now, to keep where nobody who can write the tables can reach it. */
  readonly anchor: Anchor;
}

/** Verifies every chain of the trail against itself, the sessions table and an anchor of before. */
export async function verifyAudit(
  dynamo: DynamoDBDocumentClient,
  names: TableNames,
  before: Anchor = {},
): Promise<Verdict> {
  // First: a session is kept after its event, so on a running system the trail read later is never behind.
  const sessions = await readWitnesses(dynamo, names.sessions);
  const missing = new Map<string, Witness[]>();
  const add = (chain: string, witness: Witness) =>
    missing.set(chain, [...(missing.get(chain) ?? []), witness]);
  for (const [chain, witness] of sessions) add(chain, witness);
  for (const [chain, { events, hash }] of Object.entries(before))
    add(chain, { name: 'anchor', events, hash });

  const tampered: { chain: string; tampering: Tampering }[] = [];
  const anchor: Record<string, { events: number; hash: string }> = {};
  let count = 0;
  for await (const events of readChains(dynamo, names.audit)) {
    const chain = events[0]?.paySid ?? '';
    count += events.length;
    anchor[chain] = { events: events.length, hash: events.at(-1)?.hash ?? '' };
    const tampering = findTampering(events, missing.get(chain));
    if (tampering) tampered.push({ chain, tampering });
    missing.delete(chain);
  }
  for (const [chain, witnesses] of missing) {
    const tampering = findTampering([], witnesses);
    if (tampering) tampered.push({ chain, tampering });
  }
  return { chains: Object.keys(anchor).length, events: count, tampered, anchor };
}
