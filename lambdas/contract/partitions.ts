/** What one partition of DynamoDB, so one key of an index, takes a second (AWS docs, burst and adaptive capacity). */
export const PARTITION = { writeUnits: 1_000, readUnits: 3_000 } as const;

/** Payments a second that a stage is built for where nothing else is said. */
export const USUAL_PAYMENTS_PER_SECOND = 25;

/** Write units of a payment in the fullest key of a list: among those under way it comes and goes. */
export const LIST_WRITES = 2;

/** How the lists of the sessions table are split. */
export interface Partitions {
  /** Keys that a month, those under way and those in doubt are each spread over. */
  readonly shards: number;
  /**
   * Agents on a call have a list of their own: each call then reads the free ones only, for one more write unit. Where they
   * share one, a call reads everybody at work, so reads grow with the square of the calls.
   */
  readonly busyApart: boolean;
}

/** Splits so that no key is more than half full. More payments a second never give fewer shards. */
export function partitionsAt(paymentsPerSecond: number): Partitions {
  return {
    shards: Math.max(1, Math.ceil((2 * paymentsPerSecond * LIST_WRITES) / PARTITION.writeUnits)),
    busyApart: paymentsPerSecond > USUAL_PAYMENTS_PER_SECOND,
  };
}
