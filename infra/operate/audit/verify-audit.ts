import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CLOSE_PREFIX } from '#lambdas/contract/tables.ts';
import { firstChainBehind } from '#lambdas/session/access-event.ts';
import { expiry, isChainExpired, isExpired } from '#lambdas/session/expiry.ts';
import type { Anchor } from './anchor.ts';
import { findTampering, type Tampering, type Witness } from './find-tampering.ts';
import { exists, readChains, readJoins, readWitnesses, type TableNames } from './tables.ts';

export interface Verdict {
  readonly chains: number;
  readonly events: number;
  /** Chains whose time is over. DynamoDB removes them piece by piece, so nothing can be said of what is left. */
  readonly expired: number;
  readonly tampered: readonly { readonly chain: string; readonly tampering: Tampering }[];
  /** How long every chain is now. Keep it where nobody who can write to the tables can change it. */
  readonly anchor: Anchor;
}

/**
 * Verifies every chain of the trail against itself, the sessions table and an earlier anchor. An expired chain is left out,
 * but only while none of those still remembers it: whoever can write an event could also write an expiry.
 *
 * @param now when expiry is judged
 */
export async function verifyAudit(
  dynamo: DynamoDBDocumentClient,
  names: TableNames,
  before: Anchor = {},
  now = new Date(),
): Promise<Verdict> {
  // Read first: a session is stored after its event, so on a running system the trail, read later, is never behind.
  const sessions = await readWitnesses(dynamo, names.sessions);
  const joins = await readJoins(dynamo, names.audit);
  const missing = new Map<string, Witness[]>();
  const add = (chain: string, witness: Witness) => {
    if (!isExpired(witness, now)) missing.set(chain, [...(missing.get(chain) ?? []), witness]);
  };
  for (const [chain, witness] of [...sessions, ...joins]) add(chain, witness);
  for (const [chain, end] of Object.entries(before)) add(chain, { name: 'anchor', ...end });

  const tampered: { chain: string; tampering: Tampering }[] = [];
  const anchor: Record<string, Anchor[string]> = {};
  const firsts = new Set<string>();
  let count = 0;
  let expired = 0;
  for await (const events of readChains(dynamo, names.audit)) {
    const chain = events[0]?.paySid ?? '';
    // What still expects it is left waiting, and says so below.
    // Closes have no expiry: one that says so was given it.
    if (!chain.startsWith(CLOSE_PREFIX) && isChainExpired(events, now)) {
      expired += 1;
      continue;
    }
    count += events.length;
    anchor[chain] = { events: events.length, hash: events.at(-1)?.hash ?? '', ...expiry(events[0] ?? {}) };
    const tampering = findTampering(events, missing.get(chain));
    if (tampering) tampered.push({ chain, tampering });
    missing.delete(chain);
    const first = events.length > 1 ? firstChainBehind(chain) : undefined;
    if (first !== undefined) firsts.add(first);
  }
  for (const [chain, witnesses] of missing) {
    const tampering = findTampering([], witnesses);
    if (tampering) tampered.push({ chain, tampering });
  }
  for (const chain of firsts) {
    // Opened after the scan had passed its place, perhaps: it is looked for again before it is called removed.
    if (chain in anchor || (await exists(dynamo, names.audit, chain))) continue;
    const because = 'its day has other chains, which it joins';
    tampered.push({ chain, tampering: { kind: 'removed', sequence: 1, because } });
  }
  return { chains: Object.keys(anchor).length, events: count, expired, tampered, anchor };
}
