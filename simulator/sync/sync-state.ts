import type { Chance, Clock } from '../services.ts';
import { checkKey, type SyncData } from './data-rules.ts';
import { type CollectionKind, KINDS, type SyncKind } from './kinds.ts';
import { type NewObject, type ObjectChanges, ObjectStore } from './object-store.ts';
import { type Permission, PermissionStore, type SyncAction } from './permission-store.ts';
import { RateLimits } from './rate-limits.ts';
import { ServiceStore, type SyncService } from './service-store.ts';
import { syncError } from './sync-error.ts';
import type { SyncEvent, SyncItem, SyncObject } from './sync-object.ts';
import type { SyncSettings } from './sync-settings.ts';

export interface SyncStateOptions {
  readonly clock: Clock;
  readonly chance: Pick<Chance, 'hex'>;
  readonly settings: SyncSettings;
  readonly syncServiceSid: string;
}

/**
 * The requester: an identity from an access token, or undefined for the account's own servers, which may do
 * everything.
 */
export type Asker = string | undefined;

/** A collection that is known to be one. */
export type Collection = SyncObject & { readonly kind: CollectionKind };

/** The content of an item and, beside it, a new time to live of its collection. */
export interface ItemChanges extends ObjectChanges {
  readonly collectionTtlSeconds?: number;
}

/** From here on an item is large, in bytes of its JSON. */
const LARGE_ITEM_BYTES = 10 * 1024;

/**
 * Sync's whole state, and the rules that REST and the socket share: permissions while the service's ACL is on, and
 * the rate limits.
 */
export class SyncState {
  readonly services: ServiceStore;
  readonly objects: ObjectStore;
  readonly permissions = new PermissionStore();
  readonly settings: SyncSettings;
  /** Identifies this state to the browsers' caches: changes whenever the state is wiped. */
  storageId: string;
  readonly #options: SyncStateOptions;
  readonly #limits: RateLimits;
  readonly #listeners = new Set<(event: SyncEvent) => void>();

  constructor(options: SyncStateOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.services = new ServiceStore(options.clock, options.chance, options.syncServiceSid);
    this.objects = new ObjectStore({ ...options, emit: (event) => this.#emit(event) });
    this.#limits = new RateLimits(options.clock, options.settings.syncRateLimits);
    this.storageId = options.chance.hex(16);
  }

  /** @throws TwilioError 54050 */
  service(sid: string): SyncService {
    const service = this.services.find(sid);
    if (!service) throw syncError(54050);
    return service;
  }

  /** The objects of one kind, oldest first. */
  list(service: SyncService, kind: SyncKind): readonly SyncObject[] {
    return this.objects.list().filter((object) => object.serviceSid === service.sid && object.kind === kind);
  }

  /**
   * Finds an object for a requester and an action, and counts it against the object's rate limit.
   * @throws TwilioError 54100, 54150 or 54200; 54007 or 54009
   */
  open<K extends SyncKind>(
    service: SyncService,
    kind: K,
    sidOrName: string,
    action: SyncAction,
    asker: Asker,
  ): SyncObject & { readonly kind: K } {
    const object = this.objects.find(service.sid, kind, sidOrName);
    if (!object) throw syncError(KINDS[kind].notFound);
    if (!this.isAllowed(object, action, asker)) throw syncError(54007);
    this.#limits.count(action === 'read' ? 'read' : 'write', object.sid);
    return object as SyncObject & { readonly kind: K };
  }

  isAllowed({ sid, serviceSid }: SyncObject, action: SyncAction, asker: Asker): boolean {
    const aclEnabled = this.services.find(serviceSid)?.aclEnabled ?? true;
    return asker === undefined || !aclEnabled || this.permissions.allows(sid, asker, action);
  }

  /**
   * What the creator may do with it is unconfirmed: setting `syncCreatorPermissions`.
   * @throws TwilioError 54301 or 54009
   */
  create(
    service: SyncService,
    kind: SyncKind,
    asker: Asker,
    content: Omit<NewObject, 'createdBy'>,
  ): SyncObject {
    this.#limits.count('service', service.sid);
    const created = this.objects.create(service.sid, kind, { ...content, createdBy: creator(asker) });
    if (asker !== undefined && this.settings.syncCreatorPermissions === 'all')
      this.permissions.set(created.sid, { identity: asker, read: true, write: true, manage: true });
    return created;
  }

  /** @throws TwilioError 54103 when the document has a newer revision, 54010 when the request changes nothing. */
  update(object: SyncObject, changes: ObjectChanges, ifMatch?: string): SyncObject {
    checkRevision(object.kind, object, ifMatch);
    checkChanges(changes);
    return this.objects.update(object, changes);
  }

  /** @throws TwilioError 54103 or 54009 */
  remove(object: SyncObject, ifMatch?: string): void {
    checkRevision(object.kind, object, ifMatch);
    this.#limits.count('service', object.serviceSid);
    this.objects.remove(object.sid);
  }

  /** An item by its key, or by the text of its index. @throws TwilioError 54151, 54201, 54209 or 54458 */
  item(collection: Collection, key: string): SyncItem {
    const item = this.findItem(collection, key);
    if (!item) throw syncError(KINDS[collection.kind].noItem);
    return item;
  }

  /** @throws TwilioError 54209 or 54458 */
  findItem({ kind, sid }: Collection, key: string): SyncItem | undefined {
    return this.objects.item(sid, checkKey(kind, key, this.settings.syncLongestKey));
  }

  /** Adds an item, to a list at its end. @throws TwilioError 54208, 54209 or 54009 */
  addItem(collection: Collection, asker: Asker, key: string | undefined, changes: ItemChanges): SyncItem {
    if (key !== undefined && this.findItem(collection, key)) throw syncError(54208);
    this.#countItem(collection, changes.data);
    const item = this.objects.addItem(collection, key, { ...changes, createdBy: creator(asker) });
    this.#extend(collection, changes);
    return item;
  }

  /** @throws TwilioError 54155 or 54205 when the item has a newer revision, 54010 or 54009 */
  updateItem(collection: Collection, item: SyncItem, changes: ItemChanges, ifMatch?: string): SyncItem {
    checkRevision(collection.kind, item, ifMatch);
    checkChanges(changes);
    this.#countItem(collection, changes.data);
    const updated = this.objects.updateItem(collection, item, changes);
    this.#extend(collection, changes);
    return updated;
  }

  /** Returns the item as the event of its removal has it. @throws TwilioError 54155 or 54205 */
  removeItem(collection: Collection, item: SyncItem, ifMatch?: string): SyncItem {
    checkRevision(collection.kind, item, ifMatch);
    return this.objects.removeItem(collection, item);
  }

  /** @throws TwilioError 54354 */
  permission({ sid }: SyncObject, identity: string): Permission {
    const permission = this.permissions.find(sid, identity);
    if (!permission) throw syncError(54354);
    return permission;
  }

  removeService(service: SyncService): void {
    for (const { sid, serviceSid } of this.objects.list())
      if (serviceSid === service.sid) this.objects.remove(sid);
    this.services.remove(service.sid);
    this.#limits.forget(service.sid);
  }

  /** Calls back for every later change of any object; returns a function that stops it. */
  onEvent(listener: (event: SyncEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reset(): void {
    this.objects.clear();
    this.permissions.clear();
    this.#limits.clear();
    this.services.reset();
    this.storageId = this.#options.chance.hex(16);
  }

  /** A collection's time to live, set beside an item, counts from now (observed). */
  #extend({ serviceSid, kind, sid }: Collection, { collectionTtlSeconds: ttlSeconds }: ItemChanges): void {
    const collection = this.objects.find(serviceSid, kind, sid);
    if (ttlSeconds !== undefined && collection) this.objects.update(collection, { ttlSeconds });
  }

  #countItem({ sid }: Collection, data: SyncData | undefined): void {
    if (data && Buffer.byteLength(JSON.stringify(data)) >= LARGE_ITEM_BYTES) this.#limits.count('large', sid);
  }

  /** Removes an object's permissions last, so that listeners still know whom to notify of the removal. */
  #emit(event: SyncEvent): void {
    for (const listener of this.#listeners) listener(event);
    if (event.type !== 'removed') return;
    const { sid } = event.object;
    this.permissions.forget(sid);
    this.#limits.forget(sid);
  }
}

/** Whom `created_by` names (Twilio docs). */
function creator(asker: Asker): string {
  return asker ?? 'system';
}

function checkRevision(
  kind: SyncKind,
  { revision }: { readonly revision: string },
  ifMatch: string | undefined,
): void {
  if (ifMatch !== undefined && ifMatch !== revision) throw syncError(KINDS[kind].stale);
}

function checkChanges({ data, ttlSeconds }: ObjectChanges): void {
  if (data === undefined && ttlSeconds === undefined) throw syncError(54010);
}
