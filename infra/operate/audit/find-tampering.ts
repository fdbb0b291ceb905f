import type { Expiring } from '#lambdas/session/expiry.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';

/** An event as stored in the table, which somebody may have changed. */
export interface StoredEvent extends Expiring, Readonly<Record<string, unknown>> {
  readonly paySid: string;
  readonly sequence: number;
  readonly hash: string;
}

/**
 * How many events a chain had when something else recorded it: the transparency log, the `Sessions` item, the opening of a day
 * of the access log, a close, or an anchor kept elsewhere.
 */
export interface Witness extends Expiring {
  readonly name: 'log' | 'session' | 'access log' | 'close' | 'anchor';
  readonly events: number;
  readonly hash: string;
  /** When, ISO 8601; of the log only. */
  readonly at?: string;
  /** The log had it from the table, not from the table's stream. */
  readonly late?: true;
}

export interface Tampering {
  readonly kind: 'altered' | 'removed' | 'inserted' | 'reordered';
  /** The first event that shows it; for a removal, the first missing event. */
  readonly sequence: number;
  readonly because: string;
}

/**
 * The first place where a chain was tampered with, or undefined when it is whole and as long as its witnesses say.
 * `events` are in the order of their numbers.
 */
export function findTampering(
  events: readonly StoredEvent[],
  witnesses: readonly Witness[] = [],
): Tampering | undefined {
  return findInChain(events) ?? findByWitness(events, witnesses);
}

function findInChain(events: readonly StoredEvent[]): Tampering | undefined {
  for (const [index, event] of events.entries()) {
    const sequence = index + 1;
    if (event.sequence > sequence) return { kind: 'removed', sequence, because: 'the number is missing' };
    if (event.hash !== hashOf(event, events[index - 1]?.hash)) return explain(events, index);
  }
  return undefined;
}

/**
 * What happened at the first event whose hash does not fit. A genuine event still fits its original number and the hash
 * before it, wherever it is now, and that shows what was done to the events around it.
 */
function explain(events: readonly StoredEvent[], index: number): Tampering {
  const sequence = index + 1;
  const place = originalPlace(events, index);
  if (place !== undefined && place < sequence) {
    return {
      kind: 'inserted',
      sequence: place,
      because: `the event recorded as number ${place} now follows it`,
    };
  }
  if (place === sequence) {
    return {
      kind: 'altered',
      sequence: sequence - 1,
      because: 'its hash was computed again, and the event after it does not fit it',
    };
  }
  if (place !== undefined) {
    const swapped = events.some((_, other) => other > index && originalPlace(events, other) === sequence);
    return swapped
      ? { kind: 'reordered', sequence, because: `it was recorded as number ${place}` }
      : { kind: 'removed', sequence, because: `the event recorded as number ${place} is in its place` };
  }
  const next = originalPlace(events, index + 1);
  if (next === sequence)
    return { kind: 'inserted', sequence, because: 'the next event was recorded with this number' };
  if (next !== undefined && next > sequence + 1) {
    return { kind: 'removed', sequence, because: 'the events after it were recorded with higher numbers' };
  }
  return { kind: 'altered', sequence, because: 'its hash does not fit it and the event before' };
}

/** The number under which an event was recorded, or undefined when its content or its predecessor is not genuine. */
function originalPlace(events: readonly StoredEvent[], index: number): number | undefined {
  const event = events[index];
  if (!event) return undefined;
  const nearest = [index, index - 1, index + 1, ...events.keys(), events.length];
  const hashes = [undefined, ...events.map(({ hash }) => hash)];
  const isShort = events.length <= SHORT;
  for (const place of nearest) {
    const isNear = Math.abs(place - index) <= NEAR;
    const near = hashes.slice(Math.max(index - NEAR, 0), index + NEAR);
    for (const previous of isShort || isNear ? hashes : near) {
      if (hashOf({ ...event, sequence: place + 1 }, previous) === event.hash) return place + 1;
    }
  }
  return undefined;
}

/**
 * Only in a payment's chain does the search try every number with every predecessor. A day of the access log has
 * thousands of lines: there, one of the two must be near, as it is after a line was moved, removed or inserted.
 */
const SHORT = 120;
const NEAR = 3;

/** A chain alone cannot show that its end is missing, or that all of it was rewritten. */
function findByWitness(events: readonly StoredEvent[], witnesses: readonly Witness[]): Tampering | undefined {
  let agreed = 0;
  for (const { name, events: count, hash, at } of witnesses) {
    if (events.length < count) {
      const most = witnesses.reduce((max, one) => (one.name === name ? Math.max(max, one.events) : max), 0);
      return { kind: 'removed', sequence: events.length + 1, because: `the ${name} knows of ${most}` };
    }
    if (count > 0 && events[count - 1]?.hash !== hash) {
      // What the log saw of a chain in between, if anything, agreed.
      const sequence = at === undefined ? count : agreed + 1;
      const which = sequence === count ? 'it' : `event ${count}`;
      const when = at === undefined ? '' : `, sealed ${at}`;
      return { kind: 'altered', sequence, because: `the ${name} has a different hash for ${which}${when}` };
    }
    agreed = Math.max(agreed, count);
  }
  return undefined;
}
