import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findTampering, type StoredEvent } from '#infra/operate/audit/find-tampering.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';

const PAY_SID = `PK${'1'.repeat(32)}`;

/** A valid chain of this length. */
function chainOf(length: number): readonly StoredEvent[] {
  const events: StoredEvent[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const unsealed = {
      paySid: PAY_SID,
      sequence,
      type: 'callback',
      at: `2026-01-15T10:00:0${sequence % 10}.000Z`,
      n: sequence,
    };
    events.push({ ...unsealed, hash: hashOf(unsealed, events.at(-1)?.hash) });
  }
  return events;
}

const witnessOf = (events: readonly StoredEvent[]) => ({
  name: 'session' as const,
  events: events.length,
  hash: events.at(-1)?.hash ?? '',
});

/** The numbers put back in order, as somebody who knows the algorithm would do. */
const renumbered = (events: readonly StoredEvent[]): readonly StoredEvent[] =>
  events.map((event, index) => ({ ...event, sequence: index + 1 }));

/** The events with this one's hash computed again. */
function resealed(events: readonly StoredEvent[], index: number): readonly StoredEvent[] {
  return events.map((event, at) =>
    at === index ? { ...event, hash: hashOf(event, events[at - 1]?.hash) } : event,
  );
}

const altered = (events: readonly StoredEvent[], index: number): readonly StoredEvent[] =>
  events.map((event, at) => (at === index ? { ...event, n: -1 } : event));

const without = (events: readonly StoredEvent[], index: number): readonly StoredEvent[] =>
  events.filter((_, at) => at !== index);

const forged = (sequence: number): StoredEvent => ({
  paySid: PAY_SID,
  sequence,
  type: 'callback',
  hash: 'f'.repeat(64),
});

const withForged = (events: readonly StoredEvent[], index: number): readonly StoredEvent[] =>
  renumbered([...events.slice(0, index), forged(index + 1), ...events.slice(index)]);

function swapped(events: readonly StoredEvent[], one: number, other: number): readonly StoredEvent[] {
  const changed = [...events];
  [changed[one], changed[other]] = [events[other] as StoredEvent, events[one] as StoredEvent];
  return renumbered(changed);
}

const whole = chainOf(7);
/** The first, one in the middle, the one before the last. */
const PLACES = [0, 3, 5];

describe('what was done to a chain', () => {
  it('is nothing when the chain is whole, however long', () => {
    for (const length of [0, 1, 2, 50]) {
      const events = chainOf(length);
      expect(findTampering(events, [witnessOf(events)])).toBeUndefined();
    }
  });

  it.each(PLACES)('is named when the content of event %i was altered', (index) => {
    expect(findTampering(altered(whole, index))).toMatchObject({ kind: 'altered', sequence: index + 1 });
  });

  it.each(PLACES)('shows after event %i when that was altered and its hash computed again', (index) => {
    // It looks the same as an alteration of the next event, whose link is broken.
    const events = resealed(altered(whole, index), index);
    expect(findTampering(events)).toMatchObject({
      kind: 'altered',
      sequence: index + 2,
      because: expect.stringContaining('the event before'),
    });
  });

  it.each(PLACES)('is named when only the hash of event %i was altered', (index) => {
    const events = whole.map((event, at) => (at === index ? { ...event, hash: '0'.repeat(64) } : event));
    expect(findTampering(events)).toMatchObject({ kind: 'altered', sequence: index + 1 });
  });

  it.each(PLACES)('is named when event %i was removed', (index) => {
    expect(findTampering(without(whole, index))).toMatchObject({ kind: 'removed', sequence: index + 1 });
  });

  it.each([0, 3, 4])('is named when event %i was removed and the rest renumbered', (index) => {
    const events = renumbered(without(whole, index));
    expect(findTampering(events)).toMatchObject({ kind: 'removed', sequence: index + 1 });
  });

  it.each(PLACES)('is named when something was inserted at %i', (index) => {
    const events = withForged(whole, index);
    expect(findTampering(events)).toMatchObject({ kind: 'inserted', sequence: index + 1 });
  });

  it.each(PLACES)('is named when something with a valid hash was inserted at %i', (index) => {
    const events = resealed(withForged(whole, index), index);
    expect(findTampering(events)).toMatchObject({ kind: 'inserted', sequence: index + 1 });
  });

  it.each([
    [0, 1],
    [2, 3],
    [1, 5],
    [4, 6],
  ])('is named when events %i and %i were swapped', (one, other) => {
    const events = swapped(whole, one, other);
    expect(findTampering(events)).toMatchObject({ kind: 'reordered', sequence: one + 1 });
  });

  it('shows at the end only through the session that knows the length', () => {
    const events = whole.slice(0, 5);
    expect(findTampering(events)).toBeUndefined();
    expect(findTampering(events, [witnessOf(whole)])).toMatchObject({ kind: 'removed', sequence: 6 });
    expect(findTampering([], [witnessOf(whole)])).toMatchObject({ kind: 'removed', sequence: 1 });
  });

  it('shows in a rewritten chain only through the session or an anchor that knows its hash', () => {
    const events = altered(whole, 2).map((_, index, all) => ({ ...(all[index] as StoredEvent) }));
    for (const [index, event] of events.entries()) {
      events[index] = { ...event, hash: hashOf(event, events[index - 1]?.hash) };
    }
    expect(findTampering(events)).toBeUndefined();
    expect(findTampering(events, [witnessOf(whole)])).toMatchObject({ kind: 'altered', sequence: 7 });
    const anchor = { name: 'anchor' as const, events: 3, hash: whole[2]?.hash ?? '' };
    expect(findTampering(events, [witnessOf(events), anchor])).toMatchObject({
      kind: 'altered',
      sequence: 3,
    });
  });

  it('is no tampering when the session is behind the trail', () => {
    expect(findTampering(whole, [witnessOf(whole.slice(0, 4))])).toBeUndefined();
  });

  it('never looks whole after any single change', () => {
    const changes = [
      altered,
      without,
      withForged,
      (events: readonly StoredEvent[], at: number) => resealed(altered(events, at), at),
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        fc.constantFrom(...changes),
        (length, at, change) => {
          const events = chainOf(length);
          const found = findTampering(change(events, at % length), [witnessOf(events)]);
          expect(found).toBeDefined();
        },
      ),
    );
  });
});

describe('a chain as long as a busy day of the access log', () => {
  const day = chainOf(4_000);
  const tampered: readonly (readonly [string, readonly StoredEvent[], unknown])[] = [
    ['altered', altered(day, 1_999), { kind: 'altered', sequence: 2_000 }],
    ['removed and renumbered', renumbered(without(day, 1_999)), { kind: 'removed', sequence: 2_000 }],
    ['inserted', withForged(day, 1_999), { kind: 'inserted', sequence: 2_000 }],
  ];
  it.each(tampered)('names the line that was %s', (_, events, found) => {
    expect(findTampering(events)).toMatchObject(found as object);
  });

  it('is whole when nobody touched it', () => {
    expect(findTampering(day)).toBeUndefined();
  });
});
