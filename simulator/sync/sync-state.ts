import type { Chance, Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import {
  type DocumentChanges,
  type DocumentEvent,
  DocumentStore,
  type NewDocument,
  type SyncDocument,
} from './document-store.ts';
import { PermissionStore, type SyncAction } from './permission-store.ts';
import { RateLimit } from './rate-limit.ts';
import { ServiceStore, type SyncService } from './service-store.ts';
import { syncError } from './sync-error.ts';

export interface SyncStateOptions {
  readonly clock: Clock;
  readonly chance: Pick<Chance, 'hex'>;
  readonly settings: Pick<Settings, 'syncCreatorPermissions'>;
  readonly syncServiceSid: string;
}

/**
 * The requester: an identity from an access token, or undefined for the account's own servers, which may do
 * everything.
 */
export type Asker = string | undefined;

/**
 * Sync's whole state, and the rules that REST and the socket share: permissions while the service's ACL is on, and
 * the rate limit per object.
 */
export class SyncState {
  readonly services: ServiceStore;
  readonly documents: DocumentStore;
  readonly permissions = new PermissionStore();
  /** Identifies this state to the browsers' caches: changes whenever the state is wiped. */
  storageId: string;
  readonly #options: SyncStateOptions;
  readonly #limit: RateLimit;
  readonly #listeners = new Set<(event: DocumentEvent) => void>();

  constructor(options: SyncStateOptions) {
    this.#options = options;
    this.services = new ServiceStore(options.clock, options.chance, options.syncServiceSid);
    this.documents = new DocumentStore(options.clock, options.chance, (event) => this.#emit(event));
    this.#limit = new RateLimit(options.clock);
    this.storageId = options.chance.hex(16);
  }

  /** @throws TwilioError 54050 */
  service(sid: string): SyncService {
    const service = this.services.find(sid);
    if (!service) throw syncError(54050);
    return service;
  }

  /**
   * Finds a document for a requester and an action, and counts it against the document's rate limit.
   * @throws TwilioError 54100, 54007 or 54009
   */
  open(service: SyncService, sidOrName: string, action: SyncAction, asker: Asker): SyncDocument {
    const document = this.documents.find(service.sid, sidOrName);
    if (!document) throw syncError(54100);
    if (!this.isAllowed(document, action, asker)) throw syncError(54007);
    const kind = action === 'read' ? 'read' : 'write';
    if (!this.#limit.allows(`${kind} ${document.sid}`)) throw syncError(54009);
    return document;
  }

  isAllowed(document: SyncDocument, action: SyncAction, asker: Asker): boolean {
    const aclEnabled = this.services.find(document.serviceSid)?.aclEnabled ?? true;
    return asker === undefined || !aclEnabled || this.permissions.allows(document.sid, asker, action);
  }

  /** What the creator may do with it is unconfirmed: setting `syncCreatorPermissions`. */
  create(service: SyncService, asker: Asker, document: Omit<NewDocument, 'createdBy'>): SyncDocument {
    const created = this.documents.create(service.sid, { ...document, createdBy: asker ?? 'system' });
    if (asker !== undefined && this.#options.settings.syncCreatorPermissions === 'all')
      this.permissions.set(created.sid, { identity: asker, read: true, write: true, manage: true });
    return created;
  }

  /** @throws TwilioError 54103 when the document has a newer revision, 54010 when the request changes nothing. */
  update(document: SyncDocument, changes: DocumentChanges, ifMatch: string | undefined): SyncDocument {
    if (ifMatch !== undefined && ifMatch !== document.revision) throw syncError(54103);
    if (changes.data === undefined && changes.ttlSeconds === undefined) throw syncError(54010);
    return this.documents.update(document, changes);
  }

  removeService(service: SyncService): void {
    for (const { sid } of this.documents.list(service.sid)) this.documents.remove(sid);
    this.services.remove(service.sid);
  }

  /** Calls back for every later change of any document; returns a function that stops it. */
  onEvent(listener: (event: DocumentEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reset(): void {
    this.documents.clear();
    this.permissions.clear();
    this.#limit.clear();
    this.services.reset();
    this.storageId = this.#options.chance.hex(16);
  }

  /** Removes a document's permissions last, so that listeners still know whom to notify of the removal. */
  #emit(event: DocumentEvent): void {
    for (const listener of this.#listeners) listener(event);
    if (event.type !== 'document_removed') return;
    const { sid } = event.document;
    this.permissions.forget(sid);
    this.#limit.forget(`read ${sid}`);
    this.#limit.forget(`write ${sid}`);
  }
}
