import type { FoundObject, LogObjects } from '#lambdas/stores/log-objects.ts';

/** What a log asks of its objects, once; the name is the prefix of a listing. */
export interface Operation {
  readonly kind: keyof LogObjects;
  readonly name: string;
}

/** Is called before and after each operation. What it throws is what the caller gets; afterwards, the operation has been done. */
export type Interference = (operation: Operation, when: 'before' | 'after') => Promise<void> | void;

/** A log's objects in memory, on which a test may lay its hands: `found` is all there is, by name. */
export interface MemoryObjects {
  readonly found: Map<string, FoundObject>;
  put(name: string, bytes: Uint8Array | string): void;
  /** The same objects, as someone sees them to whom this happens. */
  seenBy(interfere: Interference): LogObjects;
}

export function createMemoryObjects(): MemoryObjects {
  const found = new Map<string, FoundObject>();
  let version = 0;
  const put = (name: string, bytes: Uint8Array | string) => {
    version += 1;
    found.set(name, { bytes: Buffer.from(bytes), tag: String(version) });
  };
  const seenBy = (interfere: Interference): LogObjects => {
    const run = async <T>(kind: keyof LogObjects, name: string, work: () => T): Promise<T> => {
      await interfere({ kind, name }, 'before');
      const result = work();
      await interfere({ kind, name }, 'after');
      return result;
    };
    return {
      read: (name) => run('read', name, () => found.get(name)),
      create: (name, bytes) =>
        run('create', name, () => {
          if (found.has(name)) return false;
          put(name, bytes);
          return true;
        }),
      replace: (name, bytes, tag) =>
        run('replace', name, () => {
          if (found.get(name)?.tag !== tag) return false;
          put(name, bytes);
          return true;
        }),
      list: (prefix, after, most) =>
        run('list', prefix, () =>
          [...found.keys()]
            .filter((name) => name.startsWith(prefix) && name > after)
            .sort()
            .slice(0, most),
        ),
      isNew: () => run('isNew', '', () => version === 0),
    };
  };
  return { found, put, seenBy };
}
