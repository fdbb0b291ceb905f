import * as v from 'valibot';
import type { DocumentEvent, SyncDocument } from '../document-store.ts';
import { syncError } from '../sync-error.ts';
import type { SyncState } from '../sync-state.ts';
import { errorBody, type TunnelledResponse } from './document-requests.ts';
import type { Session } from './session.ts';

export interface Notification {
  readonly messageType: 'twilio.sync.event' | 'com.twilio.rtd.cds.document';
  readonly payload: object;
}

/** The subscriptions of one socket. Names and order of the messages are what twilio-sync 4.0.1 needs (observed). */
export class Subscriptions {
  readonly #state: SyncState;
  readonly #account: { readonly accountSid: string };
  readonly #documentSids = new Set<string>();

  constructor(state: SyncState, account: { readonly accountSid: string }) {
    this.#state = state;
    this.#account = account;
  }

  /** Handles `POST /v4/Subscriptions`; returns the response and the notifications that follow it. */
  change(session: Session, body: unknown): readonly [TunnelledResponse, readonly Notification[]] {
    const parsed = v.safeParse(CHANGE, body);
    if (!parsed.success) return [{ status: 400, body: errorBody(syncError(54008)) }, []];
    const { action, correlation_id: correlationId, requests } = parsed.output;
    const notifications = requests.flatMap((request) =>
      (action === 'establish' ? this.#establish(session, request) : this.#cancel(request)).map(
        ([event_type, event]): Notification => ({
          messageType: 'twilio.sync.event',
          payload: { event_type, correlation_id: correlationId, event_protocol_version: 4, event },
        }),
      ),
    );
    const body202 = { max_batch_size: 100, estimated_delivery_in_ms: 2000, ttl_in_s: 86_400 };
    return [{ status: 202, body: body202 }, notifications];
  }

  /** The notification of a change for this socket, if it is subscribed and may still read. */
  notificationOf(session: Session, { type, id, document }: DocumentEvent): Notification | undefined {
    if (!this.#documentSids.has(document.sid)) return undefined;
    if (!this.#state.isAllowed(document, 'read', session.identity)) {
      this.#documentSids.delete(document.sid);
      return undefined;
    }
    if (type === 'document_removed') this.#documentSids.delete(document.sid);
    return {
      messageType: 'com.twilio.rtd.cds.document',
      payload: { event_type: type, event: this.#event(document, id) },
    };
  }

  #establish(session: Session, { object_sid, object_type, last_event_id }: Request): readonly NamedEvent[] {
    const failed = (error: object): readonly NamedEvent[] => [
      ['subscription_failed', { object_sid, object_type, error }],
    ];
    if (object_type !== 'document')
      return failed({ status: 501, code: 0, message: `Simulator: only documents can be subscribed to` });
    const document = this.#state.documents.find(session.serviceSid, object_sid);
    if (!document) return failed(errorBody(syncError(54100)));
    if (!this.#state.isAllowed(document, 'read', session.identity))
      return failed(errorBody(syncError(54007)));

    this.#documentSids.add(document.sid);
    const { lastEventId } = document;
    const isBehind = last_event_id == null || last_event_id < lastEventId;
    const replay: readonly NamedEvent[] = isBehind
      ? [['document_updated', this.#event(document, lastEventId)]]
      : [];
    const established = { object_sid, object_type, replay_status: 'completed', last_event_id: lastEventId };
    return [...replay, ['subscription_established', established]];
  }

  #cancel({ object_sid, object_type }: Request): readonly NamedEvent[] {
    this.#documentSids.delete(object_sid);
    return [['subscription_canceled', { object_sid, object_type }]];
  }

  #event(document: SyncDocument, id: number): object {
    return {
      id,
      document_sid: document.sid,
      document_unique_name: document.uniqueName,
      document_revision: document.revision,
      document_data: document.data,
      date_created: document.dateUpdated.toISOString(),
      service_sid: document.serviceSid,
      account_sid: this.#account.accountSid,
      created_by: document.createdBy,
    };
  }
}

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
