import type { Chance, Clock } from '../services.ts';
import type { SyncData } from './data-rules.ts';
import { Expiries, expiryOf, isOver } from './expiries.ts';
import { type ItemPage, itemPage, type PageRequest } from './item-page.ts';
import { Items } from './items.ts';
import { KINDS, type SyncKind } from './kinds.ts';
import { syncError } from './sync-error.ts';
import type { ItemKey, SyncEvent, SyncItem, SyncObject } from './sync-object.ts';
import type { SyncSettings } from './sync-settings.ts';

export interface NewObject {
  readonly uniqueName?: string;
  readonly data?: SyncData;
  readonly ttlSeconds?: number;
  readonly createdBy: string;
}

export interface ObjectChanges {
  readonly data?: SyncData;
  readonly ttlSeconds?: number;
}

export interface StoreOptions {
  readonly clock: Clock;
  readonly chance: Pick<Chance, 'hex'>;
  readonly settings: Pick<SyncSettings, 'syncRevisions' | 'syncUniqueNames'>;
  readonly emit: (event: SyncEvent) => void;
}

/** The documents, maps and lists of every service, their items, their expiry and the events of their changes. */
export class ObjectStore {
  readonly #options: StoreOptions;
  readonly #objects = new Map<string, SyncObject>();
  /** From a unique name in its namespace to a SID. */
  readonly #sids = new Map<string, string>();
  readonly #items = new Map<string, Items>();
  readonly #expiries: Expiries;
  #lastEventId = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#expiries = new Expiries(options.clock);
  }

  /** @throws TwilioError 54301 */
  create(serviceSid: string, kind: SyncKind, { uniqueName, data = {}, ...more }: NewObject): SyncObject {
    const now = this.#now();
    const nameKey = uniqueName === undefined ? undefined : this.#nameKey(serviceSid, kind, uniqueName);
    const holder = this.#objects.get(this.#sids.get(nameKey ?? '') ?? '');
    if (holder && !isOver(holder, now)) throw syncError(54301);
    const object: SyncObject = {
      kind,
      sid: `${KINDS[kind].prefix}${this.#options.chance.hex(16)}`,
      serviceSid,
      uniqueName: uniqueName ?? null,
      changes: 0,
      revision: this.#revision(0),
      lastEventId: this.#nextEventId(),
      data,
      createdBy: more.createdBy,
      dateCreated: now,
      dateUpdated: now,
      dateExpires: expiryOf(now, more.ttlSeconds, null),
    };
    if (nameKey !== undefined) this.#sids.set(nameKey, object.sid);
    if (kind !== 'document') this.#items.set(object.sid, new Items());
    return this.#keep(object);
  }

  /** Finds by SID or unique name. */
  find(serviceSid: string, kind: SyncKind, sidOrName: string): SyncObject | undefined {
    const sid = this.#sids.get(this.#nameKey(serviceSid, kind, sidOrName)) ?? sidOrName;
    const object = this.#objects.get(sid);
    const isThere = object?.serviceSid === serviceSid && object.kind === kind && !isOver(object, this.#now());
    return isThere ? object : undefined;
  }

  /** Oldest first. */
  list(): readonly SyncObject[] {
    const now = this.#now();
    return [...this.#objects.values()].filter((object) => !isOver(object, now));
  }

  /** New data replaces all of the old and makes a revision and an event; a new TTL alone makes neither. */
  update(object: SyncObject, { data, ttlSeconds }: ObjectChanges): SyncObject {
    const now = this.#now();
    const changes = object.changes + 1;
    const updated = this.#keep({
      ...object,
      dateUpdated: now,
      dateExpires: expiryOf(now, ttlSeconds, object.dateExpires),
      ...(data && { data, changes, revision: this.#revision(changes), lastEventId: this.#nextEventId() }),
    });
    if (data) this.#options.emit({ type: 'updated', id: updated.lastEventId, object: updated });
    return updated;
  }

  /** Removes it with its items. */
  remove(sid: string, expired = false): void {
    const object = this.#objects.get(sid);
    if (!object) return;
    const nameKey = this.#nameKey(object.serviceSid, object.kind, object.uniqueName ?? '');
    if (this.#sids.get(nameKey) === sid) this.#sids.delete(nameKey);
    for (const key of this.#items.get(sid)?.keys() ?? []) this.#expiries.cancel(timerOf(sid, key));
    this.#expiries.cancel(sid);
    this.#items.delete(sid);
    this.#objects.delete(sid);
    const removed = { ...object, dateUpdated: this.#now() };
    this.#options.emit({ type: 'removed', id: this.#nextEventId(), object: removed, expired });
  }

  item(sid: string, key: ItemKey): SyncItem | undefined {
    const item = this.#items.get(sid)?.get(key);
    return item && !isOver(item, this.#now()) ? item : undefined;
  }

  itemCount(sid: string): number | undefined {
    return this.#items.get(sid)?.size;
  }

  /** One page of items, and what lies beside it. */
  page(sid: string, request: PageRequest): ItemPage & { readonly items: readonly SyncItem[] } {
    const page = itemPage(this.#items.get(sid)?.keys() ?? [], request);
    return { ...page, items: page.keys.flatMap((key) => this.item(sid, key) ?? []) };
  }

  /** Adds an item to a collection; to a list, at its end. */
  addItem({ sid }: SyncObject, key: ItemKey | undefined, content: Omit<NewObject, 'uniqueName'>): SyncItem {
    const now = this.#now();
    const { data = {}, ttlSeconds, createdBy } = content;
    return this.#changeItem(sid, 'item_added', {
      key: key ?? this.#items.get(sid)?.takeIndex() ?? 0,
      data,
      createdBy,
      dateCreated: now,
      dateUpdated: now,
      dateExpires: expiryOf(now, ttlSeconds, null),
    });
  }

  /** As {@link update}, for an item. */
  updateItem({ sid }: SyncObject, item: SyncItem, { data, ttlSeconds }: ObjectChanges): SyncItem {
    const now = this.#now();
    const dated = { ...item, dateUpdated: now, dateExpires: expiryOf(now, ttlSeconds, item.dateExpires) };
    if (data) return this.#changeItem(sid, 'item_updated', { ...dated, data });
    this.#items.get(sid)?.put(dated);
    this.#watchItem(sid, dated);
    return dated;
  }

  /** Returns the item as the event of its removal has it. */
  removeItem({ sid }: SyncObject, item: SyncItem, expired = false): SyncItem {
    return this.#changeItem(sid, 'item_removed', { ...item, dateUpdated: this.#now() }, expired);
  }

  /** What a client missed of an object since an event, oldest first; of a document, only its latest state. */
  since(object: SyncObject, eventId: number): readonly SyncEvent[] {
    const items = this.#items.get(object.sid);
    if (items) return items.since(eventId, object);
    return object.lastEventId > eventId ? [{ type: 'updated', id: object.lastEventId, object }] : [];
  }

  /** Removes everything without an event, and stops the timers. */
  clear(): void {
    this.#expiries.clear();
    for (const all of [this.#objects, this.#sids, this.#items]) all.clear();
  }

  /** An item's revision is the number of the collection's change that made it (observed). */
  #changeItem(
    sid: string,
    type: 'item_added' | 'item_updated' | 'item_removed',
    content: Omit<SyncItem, 'revision' | 'lastEventId'>,
    expired = false,
  ): SyncItem {
    const [before, items] = [this.#objects.get(sid), this.#items.get(sid)];
    if (!before || !items) throw new Error('Failed to change an item: its collection is gone.');
    const [lastEventId, changes] = [this.#nextEventId(), before.changes + 1];
    const item: SyncItem = { ...content, revision: this.#revision(before.changes), lastEventId };
    const revision = this.#revision(changes);
    const object = { ...before, changes, revision, lastEventId, dateUpdated: this.#now() };
    const event = { type, id: lastEventId, object, item, expired };
    this.#objects.set(sid, object);
    items.apply(event);
    this.#watchItem(sid, type === 'item_removed' ? { ...item, dateExpires: null } : item);
    this.#options.emit(event);
    return item;
  }

  #watchItem(sid: string, item: SyncItem): void {
    this.#expiries.set(timerOf(sid, item.key), item, () => this.#expireItem(sid, item.key));
  }

  #expireItem(sid: string, key: ItemKey): void {
    const [object, item] = [this.#objects.get(sid), this.#items.get(sid)?.get(key)];
    if (object && item) this.removeItem(object, item, true);
  }

  #keep(object: SyncObject): SyncObject {
    this.#objects.set(object.sid, object);
    this.#expiries.set(object.sid, object, () => this.remove(object.sid, true));
    return object;
  }

  /** Taken from the clock, so that ids also grow across restarts: twilio-sync skips an event that is not newer. */
  #nextEventId(): number {
    this.#lastEventId = Math.max(this.#lastEventId + 1, this.#now().getTime() * 10);
    return this.#lastEventId;
  }

  #revision(changes: number): string {
    return changes.toString(this.#options.settings.syncRevisions === 'hexadecimal' ? 16 : 10);
  }

  #nameKey(serviceSid: string, kind: SyncKind, uniqueName: string): string {
    const namespace = this.#options.settings.syncUniqueNames === 'per-kind' ? kind : 'any';
    return `${serviceSid} ${namespace} ${uniqueName}`;
  }

  #now(): Date {
    return this.#options.clock.now();
  }
}

function timerOf(sid: string, key: ItemKey): string {
  return `${sid} ${key}`;
}
