import type { Form } from '../http/form-body.ts';
import { parseData, parseTtl } from './data-rules.ts';
import type { SyncKind } from './kinds.ts';
import type { ObjectChanges } from './object-store.ts';
import type { ItemChanges } from './sync-state.ts';

/** Parameters that change an object: a document has data, a collection has another name for its time to live. */
export function objectParameters(kind: SyncKind): readonly string[] {
  return kind === 'document' ? ['Data', 'Ttl'] : ['Ttl', 'CollectionTtl'];
}

/** Reads {@link objectParameters}. @throws TwilioError 54006, 54008, 54011 or 54101 */
export function readChanges(kind: SyncKind, form: Form): ObjectChanges {
  const [data, ttl] = [form.get('Data'), form.get('CollectionTtl') ?? form.get('Ttl')];
  return {
    ...(data !== undefined && { data: parseData(kind, data) }),
    ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
  };
}

export const ITEM_PARAMETERS = ['Data', 'Ttl', 'ItemTtl', 'CollectionTtl'];

/** Reads {@link ITEM_PARAMETERS}; `Ttl` is another name for `ItemTtl`, which wins (Twilio docs). */
export function readItemChanges(kind: SyncKind, form: Form): ItemChanges {
  const [data, ttl] = [form.get('Data'), form.get('ItemTtl') ?? form.get('Ttl')];
  const collectionTtl = form.get('CollectionTtl');
  return {
    ...(data !== undefined && { data: parseData(kind, data) }),
    ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
    ...(collectionTtl !== undefined && { collectionTtlSeconds: parseTtl(collectionTtl) }),
  };
}
