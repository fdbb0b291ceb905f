import type { CallbackContent } from './callback.ts';
import { canonicalJson } from './trail-chain.ts';
import type { RecordedEvent } from './trail-event.ts';

/** A callback with its place in Twilio's time and in our trail. */
export interface OrderedCallback extends CallbackContent {
  /** Twilio's time where it gave one, else when we recorded it. */
  readonly at: string;
  readonly sequence: number;
  readonly fingerprint: string;
}

/**
 * The callbacks of a trail, oldest first by Twilio's time. Of several with the same content only the one recorded first
 * remains, and ties are settled by content, so that arrival order and repetition change nothing.
 */
export function orderCallbacks(events: readonly RecordedEvent[]): readonly OrderedCallback[] {
  const distinct = new Map<string, OrderedCallback>();
  for (const event of events) {
    if (event.type !== 'callback') continue;
    const fingerprint = fingerprintOf(event.callback);
    const known = distinct.get(fingerprint);
    if (known && known.sequence < event.sequence) continue;
    distinct.set(fingerprint, {
      ...event.callback,
      at: event.callback.time ?? event.at,
      sequence: event.sequence,
      fingerprint,
    });
  }
  return [...distinct.values()].sort(compare);
}

const fingerprints = new WeakMap<CallbackContent, string>();

/** A trail is folded after each of its events: what a callback says is written out once. */
function fingerprintOf(callback: CallbackContent): string {
  const known = fingerprints.get(callback) ?? canonicalJson(callback);
  fingerprints.set(callback, known);
  return known;
}

/** Within one millisecond, further progress counts as later: an end over an entry, an entry over an error. */
function compare(a: OrderedCallback, b: OrderedCallback): number {
  return (
    order(a.at, b.at) ||
    progress(a) - progress(b) ||
    (b.required?.length ?? 99) - (a.required?.length ?? 99) ||
    order(a.fingerprint, b.fingerprint)
  );
}

function progress(callback: OrderedCallback): number {
  if (callback.result) return 3;
  if (callback.capture) return callback.errorType ? 1 : 2;
  return 0;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
