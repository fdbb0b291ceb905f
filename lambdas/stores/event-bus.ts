import { EVENT_SOURCE, type OutwardEvent } from '#lambdas/contract/outward-event.ts';
import type { SendToAws } from '#lambdas/platform/aws-signature.ts';
import { traced } from '#lambdas/platform/trace.ts';

/** Where other systems hear of payments. */
export interface EventBus {
  /** False where nobody listens. */
  readonly isOn: boolean;
  /** Of the desk's site, with a trailing slash: events lead there. */
  readonly deskUrl?: string | undefined;
  /** @throws Error when some of them were not taken */
  put(events: readonly OutwardEvent[]): Promise<void>;
}

export const NO_BUS: EventBus = { isOn: false, async put() {} };

export interface EventBusOptions {
  /** Name of the bus. */
  readonly name: string;
  readonly deskUrl?: string | undefined;
}

interface PutEventsResponse {
  readonly Entries: readonly { readonly ErrorCode?: string }[];
}

/** Most entries of one request (AWS docs, PutEvents). */
const MOST_ENTRIES = 10;
const ATTEMPTS = 2;
/** Both attempts fit into the time a callback has, beside everything else. */
const TIMEOUT_MS = 2_000;

/** A bus of Amazon EventBridge. Entries can fail one by one, in a response that looks like a success (AWS docs). */
export function createEventBus(http: SendToAws, { name, deskUrl }: EventBusOptions): EventBus {
  /** Returns those that were not taken. */
  const send = async (events: readonly OutwardEvent[]): Promise<readonly OutwardEvent[]> => {
    const body = JSON.stringify({ Entries: events.map((event) => entryOf(event, name)) });
    const response = await traced({ name: 'EventBridge', operation: 'PutEvents' }, () =>
      http({ headers: PUT_EVENTS, body }, TIMEOUT_MS),
    ).catch(() => undefined);
    if (response?.status !== 200) return events;
    const { Entries: results } = JSON.parse(response.text) as PutEventsResponse;
    return events.filter(
      (_, index) => results[index] === undefined || results[index].ErrorCode !== undefined,
    );
  };

  return {
    isOn: true,
    deskUrl,
    async put(events) {
      let left = events;
      for (let attempt = 1; left.length > 0 && attempt <= ATTEMPTS; attempt += 1) {
        const groups = Array.from({ length: Math.ceil(left.length / MOST_ENTRIES) }, (_, index) =>
          left.slice(index * MOST_ENTRIES, (index + 1) * MOST_ENTRIES),
        );
        left = (await Promise.all(groups.map(send))).flat();
      }
      if (left.length > 0) throw new Error('Failed to tell other systems: the bus did not take every event.');
    },
  };
}

const PUT_EVENTS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AWSEvents.PutEvents',
} as const;

function entryOf(event: OutwardEvent, bus: string): object {
  return {
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: event.type,
    Detail: JSON.stringify(event),
    Time: Date.parse(event.time) / 1000,
  };
}
