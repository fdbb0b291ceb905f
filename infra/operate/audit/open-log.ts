import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteKey } from '#lambdas/tlog/signed-note.ts';
import { logKeyOf, readLogKey, unvouched } from './log-key.ts';
import type { LogSource } from './log-source.ts';
import { createFolderSource } from './log-source-folder.ts';
import type { StageLog } from './stage-tables.ts';

/** A log, and the key that it must be signed with. */
export interface OpenedLog {
  readonly source: LogSource;
  readonly key: NoteKey;
  /** What to know about where the key came from. */
  readonly note?: string;
}

/** Why there is none, and whether there should be. */
export interface NoLog {
  readonly missing: string;
  readonly isFinding: boolean;
}

/** Names of the log and its key in the data folder of a local stack. */
const FOLDER = 'tlog';
const KEY = 'tlog-key.pub';

/** The log of a local stack, or a copy of it. */
export async function openLocalLog(
  dataDir: string,
  {
    folder = join(dataDir, FOLDER),
    logKey,
  }: { readonly folder?: string | undefined; readonly logKey?: string | undefined } = {},
): Promise<OpenedLog | NoLog> {
  const keyFile = join(dataDir, KEY);
  const hasKey = existsSync(keyFile);
  if (!existsSync(folder))
    return logKey !== undefined || hasKey
      ? { missing: 'the folder of the log is gone', isFinding: true }
      : { missing: 'there is no log: only the tables were verified', isFinding: false };
  if (logKey === undefined && !hasKey)
    return { missing: 'the key of the log is gone: name it with --log-key', isFinding: true };
  return { source: createFolderSource(folder), key: await readLogKey(logKey ?? keyFile) };
}

/** The log of a stage, or a copy of it. */
export async function openStageLog(
  stage: StageLog | undefined,
  region: string,
  { folder, logKey }: { readonly folder: string | undefined; readonly logKey: string | undefined },
): Promise<OpenedLog | NoLog> {
  if (folder !== undefined && !existsSync(folder))
    throw new Error('Failed to find the log: there is no such folder. Name it with --log-folder.');
  if (!stage && (folder === undefined || logKey === undefined))
    return { missing: 'the stack names no log: deploy it', isFinding: true };
  const source =
    folder !== undefined ? createFolderSource(folder) : await bucketSource(stage?.bucket ?? '', region);
  if (logKey !== undefined) return { source, key: await readLogKey(logKey) };
  const { KMSClient } = await import('@aws-sdk/client-kms');
  const key = await logKeyOf(new KMSClient({ region }), stage?.key ?? '', stage?.origin ?? '');
  return { source, key, note: unvouched(key) };
}

/** Loaded only here: a local log has no use for the SDK. */
async function bucketSource(bucket: string, region: string): Promise<LogSource> {
  const [{ S3Client }, { createBucketSource }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('./log-source-s3.ts'),
  ]);
  return createBucketSource(new S3Client({ region }), bucket);
}
