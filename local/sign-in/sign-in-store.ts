import { join } from 'node:path';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { readOrCreate, writeWhole } from '../data-file.ts';

/** Where the provider keeps codes, grants, sessions and refresh tokens: in memory, and in a file for the next start. */
export interface SignInStore {
  adapter(model: string): Adapter;
  /** Writes pending changes. */
  close(): Promise<void>;
}

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

type Entries = Record<string, Entry>;

/** Opens the store in the data folder, without the entries that have expired. */
export async function openSignInStore(dataDir: string, now = () => Date.now()): Promise<SignInStore> {
  const path = join(dataDir, 'sign-in-sessions.json');
  const kept = await readOrCreate<Entries>(path, isEntries, () => ({}));
  const entries = new Map(Object.entries(kept).filter(([, { expiresAtMs }]) => expiresAtMs > now()));

  let writing = Promise.resolve();
  let dirty = false;
  const changed = () => {
    if (dirty) return;
    dirty = true;
    writing = writing.then(async () => {
      dirty = false;
      for (const [key, { expiresAtMs }] of entries) if (expiresAtMs <= now()) entries.delete(key);
      // A full disk must not end a sign-in that works in memory.
      await writeWhole(path, Object.fromEntries(entries)).catch(() => {});
    });
  };

  const live = (key: string) => {
    const entry = entries.get(key);
    return entry && entry.expiresAtMs > now() ? entry.payload : undefined;
  };
  const findBy = (prefix: string, field: 'uid' | 'userCode', value: string) =>
    [...entries.keys()]
      .filter((key) => key.startsWith(prefix))
      .map(live)
      .find((payload) => payload?.[field] === value);

  return {
    adapter(model) {
      const prefix = `${model}:`;
      return {
        async upsert(id, payload, expiresIn) {
          entries.set(prefix + id, { payload, expiresAtMs: now() + (expiresIn ?? ONE_DAY) * 1000 });
          changed();
        },
        async find(id) {
          return live(prefix + id);
        },
        async findByUid(uid) {
          return findBy(prefix, 'uid', uid);
        },
        async findByUserCode(userCode) {
          return findBy(prefix, 'userCode', userCode);
        },
        async consume(id) {
          const entry = entries.get(prefix + id);
          if (!entry) return;
          entries.set(prefix + id, {
            ...entry,
            payload: { ...entry.payload, consumed: Math.floor(now() / 1000) },
          });
          changed();
        },
        async destroy(id) {
          entries.delete(prefix + id);
          changed();
        },
        async revokeByGrantId(grantId) {
          for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
          changed();
        },
      };
    },
    close: () => writing,
  };
}

/** Seconds. */
const ONE_DAY = 86_400;

function isEntries(value: unknown): value is Entries {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (entry: Partial<Entry> | null) =>
        typeof entry?.expiresAtMs === 'number' && typeof entry.payload === 'object',
    )
  );
}
