import type { CallRules } from '#lambdas/contract/call-rules.ts';
import type { ProcessorParameters } from '#lambdas/contract/id-settings.ts';
import type { IdRules } from '#lambdas/contract/reference-mask.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { AccessLog } from '#lambdas/stores/access-log-store.ts';
import type { AddressStore } from '#lambdas/stores/address-store.ts';
import type { AuditSlices } from '#lambdas/stores/audit-slices.ts';
import type { AuditTrail } from '#lambdas/stores/audit-trail.ts';
import type { CallQueue } from '#lambdas/stores/call-queue.ts';
import type { CallRecords } from '#lambdas/stores/call-records.ts';
import type { CeilingStore } from '#lambdas/stores/ceiling-store.ts';
import type { CloseStore } from '#lambdas/stores/close-store.ts';
import type { DeliveriesStore } from '#lambdas/stores/deliveries-store.ts';
import type { EventBus } from '#lambdas/stores/event-bus.ts';
import type { GrantStore } from '#lambdas/stores/grant-store.ts';
import type { LogObjects } from '#lambdas/stores/log-objects.ts';
import type { OpenSessions } from '#lambdas/stores/open-sessions.ts';
import type { Outbox } from '#lambdas/stores/outbox.ts';
import type { PresenceStore } from '#lambdas/stores/presence-store.ts';
import type { ReferenceStore } from '#lambdas/stores/reference-store.ts';
import type { SealReader } from '#lambdas/stores/sealed.ts';
import type { Secrets } from '#lambdas/stores/secrets.ts';
import type { SessionListing } from '#lambdas/stores/session-list.ts';
import type { SessionsStore } from '#lambdas/stores/sessions-store.ts';
import type { TransparencyLog } from '#lambdas/stores/tlog-store.ts';
import type { TotalsCounting } from '#lambdas/stores/totals-counting.ts';
import type { Totals } from '#lambdas/stores/totals-store.ts';
import type { TransactionsStore } from '#lambdas/stores/transactions-store.ts';
import type { SyncDocuments } from '#lambdas/twilio/sync-documents.ts';
import type { TwilioCalls } from '#lambdas/twilio/twilio-calls.ts';
import type { TwilioPayments } from '#lambdas/twilio/twilio-payments.ts';

/** Plain settings a handler may need. */
export interface Settings {
  readonly publicBaseUrl: string;
  readonly accountSid: string;
  readonly syncServiceSid: string;
  readonly twimlAppSid: string;
  readonly phoneNumber: string;
  readonly payConnectorName: string | undefined;
  /** Of the desk's site, with a trailing slash. */
  readonly deskUrl: string | undefined;
}

/** Everything an operation can depend on; each takes a `Pick` of what it uses. */
export interface Services {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly trail: AuditTrail;
  readonly access: AccessLog;
  readonly sessions: SessionsStore;
  readonly listing: SessionListing;
  readonly totals: Totals;
  readonly counting: TotalsCounting;
  readonly closes: CloseStore;
  readonly calls: CallRecords;
  readonly queue: CallQueue;
  readonly rules: CallRules;
  /** How the business writes its references and its customers' ids. */
  readonly idRules: IdRules;
  readonly processorParameters: ProcessorParameters;
  readonly references: ReferenceStore;
  readonly grants: GrantStore;
  readonly ceilings: CeilingStore;
  readonly open: OpenSessions;
  readonly outbox: Outbox;
  readonly bus: EventBus;
  readonly deliveries: DeliveriesStore;
  readonly presence: PresenceStore;
  readonly addresses: AddressStore;
  readonly transactions: TransactionsStore;
  readonly payments: TwilioPayments;
  readonly twilioCalls: TwilioCalls;
  readonly documents: SyncDocuments;
  readonly auditSlices: AuditSlices;
  readonly tlog: TransparencyLog;
  /** What the transparency log consists of. */
  readonly logObjects: LogObjects;
  readonly seals: SealReader;
}
