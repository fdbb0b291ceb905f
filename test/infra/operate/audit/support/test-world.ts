import type { NamedHead } from '#infra/operate/audit/anchor.ts';
import { expectFromLog } from '#infra/operate/audit/expect-from-log.ts';
import type { StoredEvent, Witness } from '#infra/operate/audit/find-tampering.ts';
import { createFindings } from '#infra/operate/audit/findings.ts';
import type { Keeping } from '#infra/operate/audit/keeping.ts';
import { createFolderSource } from '#infra/operate/audit/log-source-folder.ts';
import { openScratch } from '#infra/operate/audit/scratch.ts';
import type { StoredItem, Tables } from '#infra/operate/audit/tables.ts';
import { verifyAudit } from '#infra/operate/audit/verify-audit.ts';
import { joinsOfClose, type RecordedClose } from '#lambdas/session/close-event.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent, TrailDraft } from '#lambdas/session/trail-event.ts';
import { pointerItemsOf, sessionItemOf } from '#lambdas/stores/session-item.ts';
import type { LeafDraft } from '#lambdas/tlog/leaf.ts';
import type { TestLog } from './test-log.ts';

const START = Date.UTC(2026, 10, 29, 12);

/** So many seconds after the world began, ISO 8601. */
export const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** Both tables, in memory. */
export interface World {
  /** By chain. */
  readonly audit: Map<string, StoredEvent[]>;
  readonly items: Map<string, StoredItem>;
}

export const emptyWorld = (): World => ({ audit: new Map(), items: new Map() });

export function tablesOf({ audit, items }: World): Tables {
  return {
    async *items() {
      yield* items.values();
    },
    async *joins() {
      for (const event of [...audit.values()].flat()) {
        if (event.type !== 'close') continue;
        for (const [chain, end] of joinsOfClose(event as unknown as RecordedClose))
          yield [chain, { name: 'close', ...end } satisfies Witness];
      }
    },
    async *chains() {
      yield* [...audit.values()].filter((events) => events.length > 0);
    },
    chain: async (name) => audit.get(name) ?? [],
    item: async (pk) => items.get(pk),
  };
}

/** Records events, sealed one to the next. */
export function record(world: World, chain: string, ...drafts: readonly object[]): readonly StoredEvent[] {
  const events = world.audit.get(chain) ?? [];
  world.audit.set(chain, events);
  for (const draft of drafts) {
    const unsealed = { ...draft, paySid: chain, sequence: events.length + 1 };
    events.push({ ...unsealed, hash: hashOf(unsealed, events.at(-1)?.hash) });
  }
  return events;
}

export const STARTED = {
  type: 'started',
  by: 'ana',
  facts: {
    callSid: 'CA1',
    agent: 'ana',
    chargeAmount: '12.00',
    currency: 'USD',
    reference: 'INV-7',
    customer: 'C-9',
  },
} satisfies TrailDraft;

/** The end that Twilio reports. */
export const succeeded = (time: string): TrailDraft => ({
  type: 'callback',
  by: 'twilio',
  callback: { time, given: [], result: 'success', confirmationCode: 'CONF-1' },
});

/** A payment begun, submitted, and over 30 seconds later, its items kept as the handlers keep them. */
export function pay(world: World, chain: string, from = 0): readonly RecordedEvent[] {
  record(
    world,
    chain,
    { ...STARTED, at: at(from) },
    { type: 'completeRequested', by: 'ana', at: at(from + 20) },
  );
  keep(world, chain);
  record(world, chain, { ...succeeded(at(from + 29)), at: at(from + 30) });
  keep(world, chain);
  return trailOf(world, chain);
}

export const trailOf = (world: World, chain: string) =>
  (world.audit.get(chain) ?? []) as unknown as readonly RecordedEvent[];

/** Keeps what a trail came to after so many events; by default all. */
export function keep(world: World, chain: string, count = trailOf(world, chain).length): void {
  const events = trailOf(world, chain).slice(0, count);
  const item = sessionItemOf(reduceSession(events), events.at(-1) ?? { hash: '' }, {
    shards: 1,
    keepMonths: 24,
  });
  world.items.set(item.pk, item);
  for (const pointer of pointerItemsOf(count === 1 ? { ...item, version: 0 } : item))
    world.items.set(pointer.pk, pointer);
}

/** What the log is told of a chain when its newest event is so many. */
export function headOf(world: World, chain: string, events = world.audit.get(chain)?.length ?? 0): LeafDraft {
  return { chain, events, hash: world.audit.get(chain)?.[events - 1]?.hash ?? '' };
}

export interface Asked {
  readonly log?: TestLog;
  readonly isStage?: boolean;
  readonly known?: readonly number[];
  readonly keeping?: Partial<Keeping>;
  /** Seconds after the world began. */
  readonly now?: number;
  /** When the tables had been read, in seconds; by default that takes no time. */
  readonly readUntil?: number;
  readonly anchor?: readonly NamedHead[];
  /** In place of the world's own. */
  readonly tables?: Tables;
}

/** Verifies it all, and says what was found. */
export async function verify(
  world: World,
  {
    log,
    isStage = false,
    known = [],
    keeping = {},
    now = 3_600,
    readUntil = now,
    anchor = [],
    tables = tablesOf(world),
  }: Asked = {},
) {
  const [scratch, findings] = [await openScratch(), createFindings()];
  const notes: string[] = [];
  const time = new Date(START + now * 1000);
  try {
    const read = await expectFromLog(
      log
        ? { source: createFolderSource(log.folder), key: log.key }
        : { missing: 'no log', isFinding: false },
      { isStage, known: new Set(known), heads: scratch.heads, findings, notes, now: time },
    );
    for (const [chain, head] of anchor) await scratch.heads.add(chain, { name: 'anchor', ...head });
    const { anchor: ends, ...counts } = await verifyAudit({
      tables,
      scratch,
      findings,
      ...(read ? { log: read } : {}),
      keeping: { trailMonths: 0, sessionsMonths: 24, ...keeping },
      now: time,
      clock: () => new Date(START + readUntil * 1000),
    });
    const heads: NamedHead[] = [];
    for await (const head of ends) heads.push(head);
    return { ...counts, log: read, anchor: heads, notes, findings: findings.kept };
  } finally {
    await scratch.close();
  }
}
