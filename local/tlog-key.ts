import { generateKeyPairSync } from 'node:crypto';
import { access, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { createFileSigner, LOG_KEY_FILE } from '#lambdas/stores/log-signer-file.ts';
import { verifierKeyOf } from '#lambdas/tlog/signed-note.ts';
import { readOrCreate } from './data-file.ts';
import type { LocalLog } from './handler-environment.ts';

const ORIGIN = 'agent-assist-pay/local';

/**
 * Where the transparency log is kept beside the data, with the key that signs it, made before the log begins. The public part lies
 * in `tlog-key.pub`: copy it away, and nobody can exchange log and key unseen.
 */
export async function prepareTlog(dataDir: string): Promise<LocalLog> {
  const folder = join(dataDir, 'tlog');
  const keyFile = join(dataDir, 'tlog-key.json');
  // A log goes on with its own key only: another in its place would be one more thing to put right.
  if (await isThere(folder)) return { folder, keyFile };
  await readOrCreate(keyFile, (value) => v.is(LOG_KEY_FILE, value), makeKey);
  await writeMissing(join(dataDir, 'tlog-key.pub'), async () =>
    verifierKeyOf(await createFileSigner(keyFile).key()),
  );
  return { folder, keyFile };
}

function makeKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { name: ORIGIN, privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

async function writeMissing(path: string, line: () => Promise<string>): Promise<void> {
  if (await isThere(path)) return;
  const unfinished = `${path}.${process.pid}.tmp`;
  await writeFile(unfinished, `${await line()}\n`, { mode: 0o600 });
  await rename(unfinished, path);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
