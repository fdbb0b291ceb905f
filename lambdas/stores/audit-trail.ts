import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, queryAll } from '#lambdas/platform/dynamo.ts';
import { expiry, isChainExpired, monthsAfter } from '#lambdas/session/expiry.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { type RecordedEvent, SCHEMA, type TrailDraft } from '#lambdas/session/trail-event.ts';
import { withNext } from '#lambdas/session/with-next.ts';
import { putIfFree } from './put-if-free.ts';

export interface AppendOutcome {
  /** The whole trail as known after the append. */
  readonly events: readonly RecordedEvent[];
  /** What was recorded; absent when `decide` had nothing to add. */
  readonly recorded?: RecordedEvent;
  /** Somebody else recorded at the same time, and may be pushing an older state just now. */
  readonly contended: boolean;
}

/**
 * What to record after the events that are there, or undefined for nothing. Throws to refuse. Called again after a
 * lost race.
 */
export type Decide = (events: readonly RecordedEvent[]) => TrailDraft | undefined;

/**
 * The source of truth about every session. Append-only: there is no way to change or remove an event. A trail whose time is
 * over reads as one that never was.
 */
export interface AuditTrail {
  read(paySid: string): Promise<readonly RecordedEvent[]>;
  /** Number of events recorded so far. */
  count(paySid: string): Promise<number>;
  /**
   * @param known the trail as read before, or `[]` for one that should not exist yet: it is then read only when a number
   *   turns out to be taken
   * @param at when it happened, ISO 8601; by default the time of the append
   * @throws {@link AppError} `SESSION_NOT_FOUND` for a trail whose time is over
   */
  append(
    paySid: string,
    decide: Decide,
    known?: readonly RecordedEvent[],
    at?: string,
  ): Promise<AppendOutcome>;
}

/** With fifty writers at once on one session the unluckiest loses forty-nine times. */
const MOST_RACES = 100;
const PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/**
 * The trail in the audit table. An event is put on the condition that its number is free, which is the only lock: a
 * writer that loses reads again and decides again.
 *
 * @param keepMonths how long a trail is kept after its start, 0 for ever. Its first event says so for all of it: whatever is
 *   set later, it expires as one.
 */
export function createAuditTrail(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  keepMonths = 0,
): AuditTrail {
  const readAfter = (paySid: string, sequence: number) =>
    queryAll<RecordedEvent>(dynamo, {
      TableName: table,
      KeyConditionExpression: 'paySid = :paySid AND #sequence > :sequence',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':paySid': paySid, ':sequence': sequence },
      ConsistentRead: true,
    });

  const read = async (paySid: string) => {
    const events = await readAfter(paySid, 0);
    return isChainExpired(events, clock.now()) ? [] : events;
  };

  return {
    read,

    async count(paySid) {
      const [last] = await dynamo.query({
        TableName: table,
        KeyConditionExpression: 'paySid = :paySid',
        ExpressionAttributeValues: { ':paySid': paySid },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 1,
      });
      return Number(last?.sequence ?? 0);
    },

    async append(paySid, decide, known, at) {
      let events = known ?? (await readAfter(paySid, 0));
      // What is left of an expired trail must not be carried on: it would look like one with a gap.
      if (isChainExpired(events, clock.now())) throw new AppError('SESSION_NOT_FOUND');
      for (let race = 1; race <= MOST_RACES; race += 1) {
        const draft = decide(events);
        const contended = race > 1;
        if (!draft) return { events, contended };

        const last = events.at(-1);
        const recordedAt = at ?? clock.now().toISOString();
        const unsealed = {
          ...draft,
          schema: SCHEMA,
          paySid,
          sequence: (last?.sequence ?? 0) + 1,
          at: recordedAt,
          ...expiry(last ?? { expiresAtSeconds: monthsAfter(recordedAt, keepMonths) }),
        };
        const recorded: RecordedEvent = { ...unsealed, hash: hashOf(unsealed, last?.hash) };
        if (await putIfFree(dynamo, table, recorded))
          return { events: withNext(events, recorded), recorded, contended };

        const winners = await readAfter(paySid, unsealed.sequence - 1);
        events = [...events, ...winners];
        // The client repeats a put whose response was lost, and then finds its own event.
        if (winners[0]?.hash === recorded.hash) return { events, recorded, contended: true };
        // Losers wait a little, each for a different time, or they would all collide again at the next number.
        await clock.sleep(Math.random() * Math.min(race * PAUSE_MS, LONGEST_PAUSE_MS));
        events = [...events, ...(await readAfter(paySid, events.at(-1)?.sequence ?? 0))];
      }
      throw new AppError('STORE_UNAVAILABLE');
    },
  };
}
