import type { AccessLog } from './access-log.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { CallRecords } from './call-records.ts';
import type { Clock } from './clock.ts';
import type { PresenceStore } from './presence-store.ts';
import type { Secrets } from './secrets.ts';
import type { SessionListing } from './session-list.ts';
import type { SessionsStore } from './sessions-store.ts';
import type { SyncDocuments } from './sync-documents.ts';
import type { TransactionsStore } from './transactions-store.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import type { TwilioPayments } from './twilio-payments.ts';

/** Plain settings a handler may need. */
export interface Settings {
  readonly publicBaseUrl: string;
  readonly accountSid: string;
  readonly syncServiceSid: string;
  readonly phoneNumber: string;
  readonly payConnectorName: string | undefined;
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
  readonly calls: CallRecords;
  readonly presence: PresenceStore;
  readonly transactions: TransactionsStore;
  readonly payments: TwilioPayments;
  readonly twilioCalls: TwilioCalls;
  readonly documents: SyncDocuments;
}
