import type { RecordedEvent } from './trail-event.ts';

const earlier = new WeakMap<readonly RecordedEvent[], readonly RecordedEvent[]>();

/** The trail with one more event. It remembers the trail before, so that this one is not folded a second time. */
export function withNext(
  events: readonly RecordedEvent[],
  recorded: RecordedEvent,
): readonly RecordedEvent[] {
  const after = [...events, recorded];
  earlier.set(after, events);
  return after;
}

/** The trail without its newest event; the same list each time. */
export function withoutNewest(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const known = earlier.get(events) ?? events.slice(0, -1);
  earlier.set(events, known);
  return known;
}
