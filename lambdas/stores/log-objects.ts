/** An object as it was read. */
export interface FoundObject {
  readonly bytes: Uint8Array;
  /** Of this version: what {@link LogObjects.replace} is conditional on. */
  readonly tag: string;
}

/**
 * Where a transparency log keeps its objects, by name: a bucket nobody can delete from, or a folder. Every write is conditional,
 * so that of two writers one wins, and nothing is overwritten unread.
 */
export interface LogObjects {
  read(name: string): Promise<FoundObject | undefined>;
  /** Writes an object that must not exist yet; false when it does. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes over the version with this tag; false when somebody else has. */
  replace(name: string, bytes: Uint8Array, tag: string): Promise<boolean>;
  /** Names that begin with `prefix` and come after `after`, in order, at most so many. */
  list(prefix: string, after: string, most: number): Promise<readonly string[]>;
  /** Whether it never held anything, deleted objects included. */
  isNew(): Promise<boolean>;
}
