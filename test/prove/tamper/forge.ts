import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Dynamo, Item } from '#lambdas/platform/dynamo.ts';
import { isWorthKeeping } from '#lambdas/session/listed.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import { createSessionsStore } from '#lambdas/stores/sessions-store.ts';
import type { Attacker } from './attacker.ts';

/** The chain as somebody who knows how hashes are made would write it: numbered and sealed again from an index on. */
export function sealedAgain(events: readonly Item[], from = 0): readonly Item[] {
  const chain = [...events];
  for (let index = from; index < chain.length; index += 1) {
    const event = { ...chain[index], sequence: index + 1 };
    const previous = chain[index - 1]?.hash as string | undefined;
    chain[index] = { ...event, hash: hashOf(event as unknown as Parameters<typeof hashOf>[0], previous) };
  }
  return chain;
}

/** Makes a chain be another: writes what differs, and removes what is too much. */
export async function rewrite(
  attacker: Attacker,
  before: readonly Item[],
  after: readonly Item[],
): Promise<void> {
  const numbers = new Set(after.map(({ sequence }) => sequence));
  for (const event of before) if (!numbers.has(event.sequence)) await attacker.remove('Audit', event);
  for (const event of after) {
    const there = before.find(({ sequence }) => sequence === event.sequence);
    if (JSON.stringify(there) !== JSON.stringify(event)) await attacker.write('Audit', event);
  }
}

/** What the app itself would keep of a payment with these events: its item last, what leads to it before. */
export async function keptOf(events: readonly Item[]): Promise<readonly Item[]> {
  const last = events.at(-1) as unknown as RecordedEvent;
  const kept: Item[] = [];
  const dynamo = {
    put: async ({ Item: item }: { Item: Item }) => kept.push(JSON.parse(JSON.stringify(item))),
  } as unknown as Dynamo;
  const clock = { now: () => new Date(last.at), sleep: async () => {} };
  const sessions = createSessionsStore({ clock, dynamo }, 'Sessions');
  await sessions.save(reduceSession(events as unknown as readonly RecordedEvent[]), last);
  return kept;
}

/**
 * Lengths of the chain at which the app would have kept another item than it keeps now. Left out is one of a payment that was over,
 * where the next event came within a minute: a crash may leave that behind, and it is counted, not named.
 */
export function lengthsBefore(events: readonly Item[]): readonly number[] {
  const state = (length: number) =>
    reduceSession(events.slice(0, length) as unknown as readonly RecordedEvent[]);
  const now = state(events.length);
  const timeOf = (index: number) => Date.parse(String(events[index]?.at));
  return events
    .map((_, index) => index)
    .filter((length) => length > 0 && isWorthKeeping(state(length), now))
    .filter(
      (length) => !isOver(state(length).session.state) || timeOf(length) - timeOf(length - 1) > MINUTE_MS,
    );
}

const MINUTE_MS = 60_000;
