import type { SyncData } from './data-rules.ts';
import type { SyncKind } from './kinds.ts';

interface Stored {
  readonly revision: string;
  /** Grows with every change of any object and never falls, even after a reset or a restart. */
  readonly lastEventId: number;
  readonly createdBy: string;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
  readonly dateExpires: Date | null;
}

/** A document, a map or a list. */
export interface SyncObject extends Stored {
  readonly kind: SyncKind;
  readonly sid: string;
  readonly serviceSid: string;
  readonly uniqueName: string | null;
  /** A document's; empty for a collection. */
  readonly data: SyncData;
  /** How often it, or one of its items, has changed: what its revision counts. */
  readonly changes: number;
}

/** A map's items have a string, a list's a number. */
export type ItemKey = string | number;

export interface SyncItem extends Stored {
  readonly key: ItemKey;
  readonly data: SyncData;
}

/** A change; its name on the wire has the object's kind before it, as in `map_item_added`. */
export interface SyncEvent {
  readonly type: 'updated' | 'removed' | 'item_added' | 'item_updated' | 'item_removed';
  readonly id: number;
  /** As it is after the change; when it was removed, as before but for the date. */
  readonly object: SyncObject;
  /** The item that changed; its data before the change, when it was removed. */
  readonly item?: SyncItem;
  /** Removed because its time to live was over. */
  readonly expired?: boolean;
}
