import type { CallRules } from '#lambdas/contract/call-rules.ts';
import type { CallStep } from '#lambdas/contract/desk-api.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';
import { callUpdater } from './call-item.ts';
import { type CallOffer, type CallRecord, MOST_STEPS } from './call-records.ts';

/** A caller in line, and since when they call. */
export interface WaitingCall {
  readonly callSid: string;
  readonly since: string;
}

/** How many wait, and for how long the first of them has: fields of a log line, for metrics. */
export function figuresOf(line: readonly WaitingCall[], now: Date) {
  const [first] = line;
  return { waiting: line.length, milliseconds: first ? now.getTime() - Date.parse(first.since) : 0 };
}

/** Who waits for an agent, and who is being rung for them. */
export interface CallQueue {
  /**
   * Offers the call to agents, and takes it out of the line. Undefined when it was answered, has ended, or an offer other than
   * the one that `known` shows still holds.
   */
  offer(callSid: string, offer: CallOffer, known?: CallRecord): Promise<CallRecord | undefined>;
  /** Puts the call in line, at the place of its arrival, and forgets the offer; undefined as above. */
  wait(callSid: string, known?: CallRecord): Promise<CallRecord | undefined>;
  /** Longest waiting first. Whoever has waited for longer than anybody may is gone, and the report of it was lost. */
  waiting(most: number): Promise<readonly WaitingCall[]>;
}

const WAITING = 'call-waiting';

/** A caller is told that it takes too long when the music next ends, or when nobody has answered. */
const LATE_SECONDS = 120;

/** The line is in the index by status, by time of arrival: one who was rung for in vain has kept their place. */
export function createCallQueue(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  { queueSeconds }: Pick<CallRules, 'queueSeconds'>,
): CallQueue {
  const set = callUpdater<CallRecord>({ clock, dynamo }, table);

  /** Nobody has answered, the caller is there, and the offer that was known is over. */
  const whileUnanswered = (known: CallRecord | undefined, now: string) => ({
    condition:
      'attribute_not_exists(#agent) AND attribute_not_exists(endedAt) AND (attribute_not_exists(#offer) OR #offer.#until < :now OR #offer.#until = :over)',
    names: { '#agent': 'agent', '#offer': 'offer', '#until': 'until' },
    extra: { ':now': now, ':over': known?.offer?.until ?? '' },
  });
  const step = (known: CallRecord | undefined, one: CallStep) =>
    (known?.steps?.length ?? 0) < MOST_STEPS ? { append: { steps: [one] } } : {};

  return {
    offer(callSid, offer, known) {
      const { agents, at } = offer;
      const rung = [...new Set([...(known?.rung ?? []), ...agents])];
      return unlessLost(
        set(
          callSid,
          { callSid, rung, offer },
          {
            ...whileUnanswered(known, at),
            ...step(known, { at, what: 'rung', agents }),
            once: { arrivedAt: at },
            remove: ['listStatus'],
          },
        ),
      );
    },

    wait(callSid, known) {
      const at = clock.now().toISOString();
      const since = known?.arrivedAt ?? at;
      return unlessLost(
        set(
          callSid,
          { callSid, listStatus: WAITING, listTime: `${since}#${callSid}` },
          {
            ...whileUnanswered(known, at),
            ...step(known, { at, what: 'waiting' }),
            once: { rung: [], arrivedAt: since },
            remove: ['offer'],
          },
        ),
      );
    },

    async waiting(most) {
      const oldest = new Date(clock.now().getTime() - (queueSeconds + LATE_SECONDS) * 1_000);
      const calls = await dynamo.query({
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: 'listStatus = :waiting AND listTime >= :oldest',
        ExpressionAttributeValues: { ':waiting': WAITING, ':oldest': oldest.toISOString() },
        Limit: most,
      });
      return calls.map(({ listTime }) => {
        const [since = '', callSid = ''] = String(listTime).split('#');
        return { callSid, since };
      });
    },
  };
}
