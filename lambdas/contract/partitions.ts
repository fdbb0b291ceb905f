/** What one partition of DynamoDB, so one key of an index, takes a second (AWS docs, burst and adaptive capacity). */
export const PARTITION = { writeUnits: 1_000, readUnits: 3_000 } as const;

/** Payments a second that a stage is built for where nothing else is said. */
export const USUAL_PAYMENTS_PER_SECOND = 25;

/** Write units of a payment in the fullest key of a list: among those under way it comes and goes. */
export const LIST_WRITES = 2;

/**
 * Write units of a call among the agents who are free, with three rung at once: each moves to the end of the reservation, two come
 * back and one goes on the call and returns. A move in an index is two units.
 */
export const AGENT_WRITES = 3 * 2 + 2 * 2 + 1 + 1;

/** How the lists of the sessions table are split. */
export interface Partitions {
  /** Keys that a month, those under way and those in doubt are each spread over. */
  readonly shards: number;
  /** Keys that the agents who are free are spread over. */
  readonly agentShards: number;
}

/** Splits so that no key is more than half full. More payments a second never give fewer shards. */
export function partitionsAt(paymentsPerSecond: number): Partitions {
  const keysFor = (writes: number) =>
    Math.max(1, Math.ceil((2 * paymentsPerSecond * writes) / PARTITION.writeUnits));
  return { shards: keysFor(LIST_WRITES), agentShards: keysFor(AGENT_WRITES) };
}
