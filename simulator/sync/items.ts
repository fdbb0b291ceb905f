import type { ItemKey, SyncEvent, SyncItem, SyncObject } from './sync-object.ts';

/** Changes of one collection kept for clients that were away; more would not be needed for a lost connection. */
const KEPT_EVENTS = 500;

/** The items of one map or list, and its latest changes. */
export class Items {
  readonly #byKey = new Map<ItemKey, SyncItem>();
  readonly #events: SyncEvent[] = [];
  #forgottenEventId = 0;
  #sorted: readonly ItemKey[] | undefined;
  #nextIndex = 0;

  get size(): number {
    return this.#byKey.size;
  }

  get(key: ItemKey): SyncItem | undefined {
    return this.#byKey.get(key);
  }

  /** In ascending order: a map's lexicographically (Twilio docs). */
  keys(): readonly ItemKey[] {
    this.#sorted ??= [...this.#byKey.keys()].sort((a, b) => (a < b ? -1 : 1));
    return this.#sorted;
  }

  /** The index of a list's next item: never used again, whatever is removed (observed). */
  takeIndex(): number {
    this.#nextIndex += 1;
    return this.#nextIndex - 1;
  }

  /** Stores an item that changed without an event. */
  put(item: SyncItem): void {
    this.#byKey.set(item.key, item);
  }

  /** Stores what the event says of its item, and remembers the event. */
  apply(event: SyncEvent & { readonly item: SyncItem }): void {
    const { type, item } = event;
    if (type !== 'item_updated') this.#sorted = undefined;
    if (type === 'item_removed') this.#byKey.delete(item.key);
    else this.put(item);
    this.#events.push(event);
    if (this.#events.length > KEPT_EVENTS) this.#forgottenEventId = this.#events.shift()?.id ?? 0;
  }

  /**
   * What a client missed since an event, oldest first. For changes too long ago it gets the items as they are; of
   * removals that long ago it learns nothing.
   */
  since(eventId: number, object: SyncObject): readonly SyncEvent[] {
    const isForgotten = ({ lastEventId }: SyncItem) =>
      lastEventId > eventId && lastEventId <= this.#forgottenEventId;
    const forgotten = [...this.#byKey.values()]
      .filter(isForgotten)
      .map((item): SyncEvent => ({ type: 'item_updated', id: item.lastEventId, object, item }))
      .sort((a, b) => a.id - b.id);
    return [...forgotten, ...this.#events.filter(({ id }) => id > eventId)];
  }
}
