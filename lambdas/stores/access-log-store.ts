import { AppError } from '#lambdas/contract/errors.ts';
import { ACCESS_SHARDS } from '#lambdas/contract/tables.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';
import { createTurns } from '#lambdas/platform/in-turn.ts';
import {
  type AccessDraft,
  type AccessLine,
  type AccessOpening,
  accessChainOf,
  type ChainEnd,
  openingOf,
  type RecordedAccess,
  shardOf,
} from '#lambdas/session/access-event.ts';
import { expiry, isExpired, monthsAfter } from '#lambdas/session/expiry.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { type AccessAsked, type AccessPage, type ReadLines, readPage } from './access-page.ts';
import { putIfFree } from './put-if-free.ts';

/** Who looked at the records. Append-only, like the trail of payments; a day whose time is over reads as one without readers. */
export interface AccessLog {
  /**
   * Records the look before anything is shown: if it cannot be recorded, nothing is shown.
   *
   * @throws {@link AppError} `STORE_UNAVAILABLE`, and whatever the store fails with
   */
  record(draft: AccessDraft): Promise<RecordedAccess>;
  /** One page of a day (UTC, `2026-11-22`), newest first; undefined when no page of it can end where `from` says. */
  page(day: string, asked: AccessAsked): Promise<AccessPage | undefined>;
}

/** Only one person's own flood can collide here: the budget of readings lets forty through at once. */
const MOST_RACES = 100;
const PAUSE_MS = 8;
const LONGEST_PAUSE_MS = 120;

/** How far back to look for the last day with readers. */
const MOST_DAYS_BACK = 7;
const DAY_MS = 24 * 60 * 60_000;

/**
 * The access log in the audit table: several chains a day, of which an append reads the last line of one. The free
 * number is the only lock, as in the trail of a payment. The first writer of a day opens all its chains, and joins
 * them in the first: to each other, and to the ends of the day before.
 *
 * @param keepMonths how long a day is kept, 0 for ever. The first line of a chain says so for all of it.
 */
export function createAccessLog(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  keepMonths = 0,
): AccessLog {
  const linesOf = (chain: string) => ({
    TableName: table,
    KeyConditionExpression: 'paySid = :chain',
    ExpressionAttributeValues: { ':chain': chain },
    ConsistentRead: true,
  });

  const unexpired = (lines: readonly unknown[]) =>
    (lines as readonly AccessLine[]).filter((line) => !isExpired(line, clock.now()));

  /** The first lines of a chain, or with `newestFirst` the last. */
  const some = async (chain: string, count: number, newestFirst = true) => {
    return unexpired(await dynamo.query({ ...linesOf(chain), ScanIndexForward: !newestFirst, Limit: count }));
  };

  const hashAt = async (chain: string, sequence: number): Promise<unknown> => {
    const [line] = await dynamo.query({
      ...linesOf(chain),
      KeyConditionExpression: 'paySid = :chain AND #sequence = :sequence',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':chain': chain, ':sequence': sequence },
    });
    return line?.hash;
  };

  /** The first line of the day's first chain, which says how many it has; undefined until the day is opened. */
  const openingLineOf = async (day: string): Promise<AccessLine | undefined> => {
    const [opening] = await some(accessChainOf(day, 0), 1, false);
    return opening;
  };

  const shardsOf = async (day: string): Promise<number | undefined> => shardsIn(await openingLineOf(day));

  const linesUpTo: ReadLines = async (chain, upTo, count) => {
    const lines = await dynamo.query({
      ...linesOf(chain),
      KeyConditionExpression: 'paySid = :chain AND #sequence <= :upTo',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':chain': chain, ':upTo': upTo },
      ScanIndexForward: false,
      Limit: count,
    });
    return unexpired(lines);
  };

  const endsBefore = async (day: string): Promise<readonly (readonly [string, ChainEnd])[]> => {
    for (let back = 1; back <= MOST_DAYS_BACK; back += 1) {
      const before = new Date(Date.parse(day) - back * DAY_MS).toISOString().slice(0, 10);
      const shards = await shardsOf(before);
      if (shards === undefined) continue;
      return Promise.all(
        chainsOf(before, shards).map(async (chain) => {
          const [last] = await some(chain, 1);
          return [chain, endOf(last)] as const;
        }),
      );
    }
    return [];
  };

  const open = async (day: string): Promise<number> => {
    const known = await shardsOf(day);
    if (known !== undefined) return known;
    const expiresAtSeconds = monthsAfter(day, keepMonths);
    const others = Array.from({ length: ACCESS_SHARDS - 1 }, (_, index) =>
      openingOf(day, index + 1, { expiresAtSeconds }),
    );
    const [ends, openings] = await Promise.all([endsBefore(day), Promise.all(others.map(putFirst))]);
    const joins = Object.fromEntries([...openings.map((line) => [line.paySid, endOf(line)]), ...ends]);
    // Written last, and nothing is recorded before it: after a crash in between, the next writer opens the rest.
    await putIfFree(dynamo, table, openingOf(day, 0, { shards: ACCESS_SHARDS, joins, expiresAtSeconds }));
    return (await shardsOf(day)) ?? ACCESS_SHARDS;
  };

  /** Each process asks once a day. */
  let opened: { readonly day: string; readonly shards: Promise<number> } | undefined;
  const opening = (day: string): Promise<number> => {
    if (opened?.day === day) return opened.shards;
    const shards = open(day).catch((failure: unknown) => {
      opened = undefined;
      throw failure;
    });
    opened = { day, shards };
    return shards;
  };

  const append = async (draft: AccessDraft): Promise<RecordedAccess> => {
    for (let race = 1; race <= MOST_RACES; race += 1) {
      const at = clock.now().toISOString();
      const day = at.slice(0, 10);
      const chain = accessChainOf(day, shardOf(draft.by, await opening(day)));
      const [last] = await some(chain, 1);
      const sequence = (last?.sequence ?? 0) + 1;
      const unsealed = {
        ...draft,
        type: 'access',
        paySid: chain,
        sequence,
        at,
        ...expiry(last ?? {}),
      } as const;
      const recorded: RecordedAccess = { ...unsealed, hash: hashOf(unsealed, last?.hash) };
      if (await putIfFree(dynamo, table, recorded)) return recorded;

      // The client repeats a put whose response was lost, and then finds its own line.
      if ((await hashAt(chain, sequence)) === recorded.hash) return recorded;
      await clock.sleep(Math.random() * Math.min(race * PAUSE_MS, LONGEST_PAUSE_MS));
    }
    throw new AppError('STORE_UNAVAILABLE');
  };

  const readOnce = async (day: string, asked: AccessAsked): Promise<AccessPage | undefined> => {
    const opening = await openingLineOf(day);
    const shards = shardsIn(opening) ?? ACCESS_SHARDS;
    const persons = asked.by === undefined ? undefined : accessChainOf(day, shardOf(asked.by, shards));
    // On days before there were several, everybody is in the one chain.
    const chains = [accessChainOf(day), ...chainsOf(day, shards)].map((chain) => ({
      chain,
      isWanted: persons === undefined || chain === persons || chain === accessChainOf(day),
    }));
    return readPage(day, chains, opening, linesUpTo, asked);
  };

  const inTurn = createTurns();
  return {
    // Within a process nobody races for a number: only other processes do.
    record: (draft) => inTurn(String(shardOf(draft.by, ACCESS_SHARDS)), () => append(draft)),

    // The day may have been opened between the reads of its chains: they are read again before they are judged.
    async page(day, asked) {
      const first = await readOnce(day, asked);
      return first && !first.check.verified ? readOnce(day, asked) : first;
    },
  };

  /** The first line of a chain: this one, or that of a writer who came first and may keep a day for another time. */
  async function putFirst(line: AccessOpening): Promise<AccessLine> {
    const [first = line] = (await putIfFree(dynamo, table, line))
      ? [line]
      : await some(line.paySid, 1, false);
    return first;
  }
}

function endOf(last: AccessLine | undefined): ChainEnd {
  return { events: last?.sequence ?? 0, hash: last?.hash ?? '', ...expiry(last ?? {}) };
}

function shardsIn(opening: AccessLine | undefined): number | undefined {
  return opening?.type === 'accessDay' ? opening.shards : undefined;
}

function chainsOf(day: string, shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => accessChainOf(day, shard));
}
