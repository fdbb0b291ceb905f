import * as v from 'valibot';
import type { Faults } from '../../services.ts';
import { ALL_KINDS, KINDS, type SyncKind } from '../kinds.ts';
import { syncError } from '../sync-error.ts';
import type { SyncEvent, SyncObject } from '../sync-object.ts';
import type { SyncState } from '../sync-state.ts';
import { eventDescriptor } from './descriptors.ts';
import type { Session } from './session.ts';
import { errorBody, type TunnelledResponse } from './tunnelled-request.ts';

export interface Notification {
  readonly messageType: 'twilio.sync.event' | `com.twilio.rtd.cds.${SyncKind}`;
  readonly payload: object;
}

/** The subscriptions of one socket. Names and order of the messages are what twilio-sync 4.0.1 needs (observed). */
export class Subscriptions {
  readonly #state: SyncState;
  readonly #account: { readonly accountSid: string };
  readonly #faults: Pick<Faults, 'current'>;
  readonly #sids = new Set<string>();

  constructor(state: SyncState, account: { readonly accountSid: string }, faults: Pick<Faults, 'current'>) {
    this.#state = state;
    this.#account = account;
    this.#faults = faults;
  }

  /** Handles `POST /v4/Subscriptions`; returns the response and the notifications that follow it. */
  change(session: Session, body: unknown): readonly [TunnelledResponse, readonly Notification[]] {
    const parsed = v.safeParse(CHANGE, body);
    if (!parsed.success) return [{ status: 400, body: errorBody(syncError(54008)) }, []];
    const { action, correlation_id: correlationId, requests } = parsed.output;
    const notifications = requests.flatMap((request) => {
      const [early, events] =
        action === 'establish' ? this.#establish(session, request) : [[], this.#cancel(request)];
      return [
        ...early,
        ...events.map(([event_type, event]): Notification => {
          const payload = { event_type, correlation_id: correlationId, event_protocol_version: 4, event };
          return { messageType: 'twilio.sync.event', payload };
        }),
      ];
    });
    const body202 = { max_batch_size: 100, estimated_delivery_in_ms: 2000, ttl_in_s: 86_400 };
    return [{ status: 202, body: body202 }, notifications];
  }

  /**
   * The notification of a change for this socket, if it is subscribed and may still read. Whether the one that removed
   * something is told of it, and whether anyone is of what expired, are settings.
   */
  notificationOf(session: Session, event: SyncEvent, isOwn: boolean): Notification | undefined {
    const { type, object } = event;
    if (!this.#sids.has(object.sid)) return undefined;
    const mayRead = this.#state.isAllowed(object, 'read', session.identity);
    if (!mayRead || type === 'removed') this.#sids.delete(object.sid);
    const isEcho = isOwn && (type === 'removed' || type === 'item_removed');
    if (!mayRead || !this.#isTold(event) || (isEcho && !this.#state.settings.syncRemovalEcho))
      return undefined;
    return this.#live(event);
  }

  #live(event: SyncEvent): Notification {
    const [event_type, told] = this.#named(event);
    return { messageType: `com.twilio.rtd.cds.${event.object.kind}`, payload: { event_type, event: told } };
  }

  /** What is sent, and before it what comes early: a live change that is newer than all those replayed (observed). */
  #establish(session: Session, { object_sid, object_type, last_event_id }: Request): Establishment {
    const failed = (error: object): Establishment => [
      [],
      [['subscription_failed', { object_sid, object_type, error }]],
    ];
    const kind = ALL_KINDS.find((each) => each === object_type);
    if (!kind)
      return failed({ status: 501, code: 0, message: 'Simulator: no subscription to that type of object' });
    const object = this.#state.objects.find(session.serviceSid, kind, object_sid);
    if (!object) return failed(errorBody(syncError(KINDS[kind].notFound)));
    if (!this.#state.isAllowed(object, 'read', session.identity)) return failed(errorBody(syncError(54007)));

    this.#sids.add(object.sid);
    const missed = this.#missed(object, last_event_id ?? undefined);
    const replayed = this.#faults.current.syncReordered ? missed.slice(0, -1) : missed;
    const { lastEventId } = object;
    const established = { object_sid, object_type, replay_status: 'completed', last_event_id: lastEventId };
    return [
      missed.slice(replayed.length).map((event) => this.#live(event)),
      [...replayed.map((event) => this.#named(event)), ['subscription_established', established]],
    ];
  }

  /** A client that knows no event has a document from its cache, to be brought up to date, or no items at all. */
  #missed(object: SyncObject, lastEventId: number | undefined): readonly SyncEvent[] {
    if (lastEventId === undefined && object.kind !== 'document') return [];
    return this.#state.objects.since(object, lastEventId ?? 0).filter((event) => this.#isTold(event));
  }

  #isTold({ expired }: SyncEvent): boolean {
    return !expired || this.#state.settings.syncExpiryEvents;
  }

  #cancel({ object_sid, object_type }: Request): readonly NamedEvent[] {
    this.#sids.delete(object_sid);
    return [['subscription_canceled', { object_sid, object_type }]];
  }

  #named(event: SyncEvent): NamedEvent {
    return [`${event.object.kind}_${event.type}`, eventDescriptor(event, this.#account)];
  }
}

type Establishment = readonly [early: readonly Notification[], events: readonly NamedEvent[]];
type NamedEvent = readonly [eventType: string, event: object];

const REQUEST = v.object({
  object_sid: v.string(),
  object_type: v.string(),
  last_event_id: v.nullish(v.number()),
});
type Request = v.InferOutput<typeof REQUEST>;

const CHANGE = v.object({
  action: v.picklist(['establish', 'cancel']),
  correlation_id: v.union([v.number(), v.string()]),
  requests: v.array(REQUEST),
});
