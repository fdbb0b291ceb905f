import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import type { LeafDraft } from '#lambdas/tlog/leaf.ts';
import { type NoteKey, verifierKeyOf } from '#lambdas/tlog/signed-note.ts';

/** A log in a folder, appended to at the times that a test says. */
export interface TestLog {
  readonly folder: string;
  readonly key: NoteKey;
  /** Commits these leaves, and a tick unless there is one among them. */
  append(at: string, ...leaves: readonly LeafDraft[]): Promise<void>;
  read(name: string): Promise<Buffer>;
  write(name: string, bytes: string | Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

export interface LogPlace {
  /** Data folder of a local stack, which gets the log and its verifier key; by default one of its own. */
  readonly dataDir?: string;
  /** Signed with the same key as another one. */
  readonly keyOf?: TestLog;
}

export async function startLog({ dataDir, keyOf }: LogPlace = {}): Promise<TestLog> {
  const home = dataDir ?? (await mkdtemp(join(tmpdir(), 'test-log-')));
  const folder = join(home, 'tlog');
  const keyFile = join(home, 'tlog-key.json');
  await writeFile(keyFile, keyOf ? await keyOf.read('../tlog-key.json') : newKey());
  const signer = createFileSigner(keyFile);
  const key = await signer.key();
  await writeFile(join(home, 'tlog-key.pub'), `${verifierKeyOf(key)}\n`);
  let now = '';
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const log = createTransparencyLog({ clock, objects: createFolderObjects(folder), signer });
  return {
    folder,
    key,
    async append(at, ...leaves) {
      now = at;
      await log.append(() => ({
        leaves: leaves.some((leaf) => 'tick' in leaf) ? leaves : [...leaves, { tick: true }],
      }));
    },
    read: (name) => readFile(join(folder, name)),
    write: (name, bytes) => writeFile(join(folder, name), bytes),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  return JSON.stringify({ name: 'agent-assist-pay/local', privateKey: pem });
}
