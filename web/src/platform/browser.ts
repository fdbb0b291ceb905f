/** What a page needs of the browser's storage. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Reads a part of the browser that may be missing, or that throws when a policy or a setting forbids it. */
export function allowed<T>(read: () => T): T | undefined {
  try {
    return read() ?? undefined;
  } catch {
    return undefined;
  }
}

/** The browser's storage where it works, undefined where it refuses to read or to write. */
export function workingStorage(read: () => Storage): Storage | undefined {
  return allowed(() => {
    const storage = read();
    storage.setItem(PROBE, PROBE);
    storage.removeItem(PROBE);
    return storage;
  });
}

/** The same, or memory that lasts as long as the page. */
export function storageOrMemory(read: () => Storage): PageStorage {
  return workingStorage(read) ?? memoryStorage();
}

/** A channel to the desk's other tabs; undefined where the browser has none. */
export function openChannel(window: Window & typeof globalThis, name: string): BroadcastChannel | undefined {
  return allowed(() => new window.BroadcastChannel(name));
}

const PROBE = 'desk.probe';

function memoryStorage(): PageStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
