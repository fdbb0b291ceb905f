import { createHash } from 'node:crypto';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';

/** What a ceiling counts together. */
export interface Ceiling {
  readonly client: string;
  readonly reference: string;
  readonly currency: string;
}

/** One payment's share of it. */
export interface Reservation {
  /** The same for every repeat of one start. */
  readonly key: string;
  /** In minor units. */
  readonly amount: bigint;
}

/** What one client may charge under one reference, all payments together: counted in one place, never read and then written. */
export interface CeilingStore {
  /** Counts an amount if it still fits; a repeat counts once, and is told that it was `held`. Undefined when it does not fit. */
  reserve(ceiling: Ceiling, reservation: Reservation, most: bigint): Promise<'reserved' | 'held' | undefined>;
  /** The keys of everything that is counted, in no particular order. */
  held(ceiling: Ceiling): Promise<readonly string[]>;
  /** Counts an amount that was taken, or may have been, whether it fits or not. */
  hold(ceiling: Ceiling, reservation: Reservation): Promise<void>;
  /** Counts it no longer: surely nothing was charged. */
  release(ceiling: Ceiling, reservation: Reservation): Promise<void>;
}

/** Payments under one reference: an item holds 400 kB. */
const MOST_HELD = 2_000;

/** Longer than a reference is paid on. */
const KEPT_SECONDS = 2 * 365 * 24 * 60 * 60;

/** Ceilings as items `ceiling#<hash>`: the reference itself has no place in a key. */
export function createCeilingStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): CeilingStore {
  const update = (
    ceiling: Ceiling,
    { key, amount }: Reservation,
    change: 'ADD' | 'DELETE',
    condition: string,
    more: Readonly<Record<string, unknown>> = {},
  ) =>
    unlessLost(
      dynamo.update({
        TableName: table,
        Key: { pk: keyOf(ceiling) },
        UpdateExpression:
          change === 'ADD'
            ? 'ADD #total :amount, held :keys SET expiresAtSeconds = :expires'
            : 'ADD #total :amount DELETE held :keys SET expiresAtSeconds = :expires',
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#total': 'total' },
        ExpressionAttributeValues: {
          ':amount': Number(change === 'ADD' ? amount : -amount),
          ':keys': new Set([key]),
          ':key': key,
          ':expires': epochSeconds(clock.now()) + KEPT_SECONDS,
          ...more,
        },
      }),
    );
  const heldIn = async (ceiling: Ceiling): Promise<ReadonlySet<string>> => {
    const item = await dynamo.get({ TableName: table, Key: { pk: keyOf(ceiling) }, ConsistentRead: true });
    return (item?.held as ReadonlySet<string> | undefined) ?? new Set();
  };

  return {
    async reserve(ceiling, reservation, most) {
      const room = Number(most - reservation.amount);
      const fits =
        '(attribute_not_exists(#total) OR #total <= :room) AND (attribute_not_exists(held) OR size(held) < :most)';
      const reserved =
        room >= 0 &&
        (await update(ceiling, reservation, 'ADD', `NOT contains(held, :key) AND ${fits}`, {
          ':room': room,
          ':most': MOST_HELD,
        }));
      if (reserved) return 'reserved';
      return (await heldIn(ceiling)).has(reservation.key) ? 'held' : undefined;
    },

    held: async (ceiling) => [...(await heldIn(ceiling))],

    async hold(ceiling, reservation) {
      await update(ceiling, reservation, 'ADD', 'NOT contains(held, :key)');
    },

    async release(ceiling, reservation) {
      await update(ceiling, reservation, 'DELETE', 'contains(held, :key)');
    },
  };
}

function keyOf({ client, reference, currency }: Ceiling): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([client, reference, currency]))
    .digest('hex');
  return `ceiling#${hash}`;
}
