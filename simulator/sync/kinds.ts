/** Sync's objects. A map and a list are collections: they hold items instead of data of their own. */
export type SyncKind = 'document' | 'map' | 'list';
export type CollectionKind = Exclude<SyncKind, 'document'>;

/** What tells the kinds apart on the wire: names, SID prefixes and the error dictionary's codes. */
export const KINDS = {
  document: { noun: 'Document', prefix: 'ET', notFound: 54100, stale: 54103 },
  map: { noun: 'Map', prefix: 'MP', notFound: 54200, noItem: 54201, stale: 54205 },
  list: { noun: 'List', prefix: 'ES', notFound: 54150, noItem: 54151, stale: 54155 },
} as const;

export const COLLECTIONS: readonly CollectionKind[] = ['map', 'list'];
export const ALL_KINDS: readonly SyncKind[] = ['document', ...COLLECTIONS];

/** The part of a path that names all objects of a kind: `Documents`, `Maps` or `Lists`. */
export function pathOf(kind: SyncKind): string {
  return `${KINDS[kind].noun}s`;
}
