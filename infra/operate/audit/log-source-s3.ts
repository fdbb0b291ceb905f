import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CHECKPOINT, STATE } from '#lambdas/stores/tlog-store.ts';
import type { LogSource } from './log-source.ts';

/** Objects that every batch replaces: their newest version counts, and older ones are no sign of anything. */
const REPLACED: readonly string[] = [CHECKPOINT, STATE];
const DAY_MS = 24 * 60 * 60_000;
/** A retention is counted from when S3 had the object, in whole seconds. */
const LOCK_SLACK_MS = 60_000;
/** Objects whose own lock is looked at, besides the checkpoint: the default can have been lower for a while. */
const SAMPLED = 16;

/**
 * A log in a locked bucket. Nobody can overwrite a version there, but a newer one, or a marker that the object is deleted, hides
 * it: so of what is written once the oldest version is read, and that there is another is a finding.
 */
export function createBucketSource(client: Pick<S3Client, 'send'>, bucket: string): LogSource {
  /** Oldest versions of hidden objects: no other object has more than one. */
  const hidden = new Map<string, string>();
  const Bucket = bucket;

  return {
    async read(name) {
      const version = hidden.get(name);
      const Key = name;
      try {
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket, Key, ...(version ? { VersionId: version } : {}) }),
        );
        return await Body?.transformToByteArray();
      } catch (failure) {
        if ((failure as Error).name === 'NoSuchKey') return undefined;
        throw failure;
      }
    },

    async *names(prefix) {
      // Hidden ones are names as well, and S3 lists none that a marker hides.
      const marked = [...hidden.keys()].filter((name) => name.startsWith(prefix)).sort();
      for await (const name of listed(client, bucket, prefix)) {
        while (marked[0] !== undefined && marked[0] < name) yield marked.shift() as string;
        if (marked[0] === name) marked.shift();
        yield name;
      }
      yield* marked;
    },

    async *keeping() {
      const rule = await lockOf(client, bucket);
      if (typeof rule === 'string') yield { kind: 'not locked', where: bucket, because: rule };
      const sampled: string[] = [];
      let seen = 0;
      for await (const { name, versions, markers, oldest } of versionsIn(client, bucket)) {
        if (REPLACED.includes(name) ? markers > 0 : versions + markers > 1) {
          if (!REPLACED.includes(name) && oldest) hidden.set(name, oldest);
          yield { kind: 'shadowed', where: name, because: shadowing(versions, markers) };
        }
        seen += 1;
        if (!REPLACED.includes(name) && isSampled(seen) && sampled.length < SAMPLED) sampled.push(name);
      }
      if (typeof rule === 'string') return;
      for (const name of [CHECKPOINT, ...sampled]) {
        const because = await unlocked(client, { Bucket, Key: name, VersionId: hidden.get(name) }, rule);
        if (because) yield { kind: 'not locked', where: name, because };
      }
    },
  };
}

interface Rule {
  readonly mode: string;
  readonly days: number;
}

/** The bucket's default lock, or what is wrong with it. */
async function lockOf(client: Pick<S3Client, 'send'>, Bucket: string): Promise<Rule | string> {
  try {
    const { ObjectLockConfiguration } = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
    const { Mode, Days, Years } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    const days = Days ?? (Years ?? 0) * 365;
    if (ObjectLockConfiguration?.ObjectLockEnabled !== 'Enabled') return 'its objects are not locked';
    if (!Mode || days === 0) return 'it locks no object by default';
    return { mode: Mode, days };
  } catch (failure) {
    if ((failure as Error).name === 'ObjectLockConfigurationNotFoundError')
      return 'its objects are not locked';
    throw failure;
  }
}

/** What is wrong with the lock of one object; undefined when it is as the bucket's default says. */
async function unlocked(
  client: Pick<S3Client, 'send'>,
  { Bucket, Key, VersionId }: { Bucket: string; Key: string; VersionId: string | undefined },
  { mode, days }: Rule,
): Promise<string | undefined> {
  try {
    const head = await client.send(
      new HeadObjectCommand({ Bucket, Key, ...(VersionId ? { VersionId } : {}) }),
    );
    const { ObjectLockMode, ObjectLockRetainUntilDate: until, LastModified: since } = head;
    if (!ObjectLockMode || !until || !since) return 'it is not locked';
    if (mode === 'COMPLIANCE' && ObjectLockMode !== mode)
      return 'whoever may bypass governance can unlock it, unlike others';
    const due = since.getTime() + days * DAY_MS - LOCK_SLACK_MS;
    return until.getTime() < due ? `it is locked for less than ${days} days` : undefined;
  } catch (failure) {
    // That it is missing is found where it is read.
    if (['NotFound', 'NoSuchKey'].includes((failure as Error).name)) return undefined;
    throw failure;
  }
}

async function* listed(client: Pick<S3Client, 'send'>, Bucket: string, Prefix: string) {
  for (let ContinuationToken: string | undefined; ; ) {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken ? { ContinuationToken } : {}) }),
    );
    for (const { Key } of page.Contents ?? []) if (Key) yield Key;
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) return;
  }
}

interface ObjectVersions {
  readonly name: string;
  readonly versions: number;
  /** Markers that it is deleted. */
  readonly markers: number;
  readonly oldest: string | undefined;
}

/** By name; S3 lists the versions of one name together, over pages as well. */
async function* versionsIn(client: Pick<S3Client, 'send'>, Bucket: string): AsyncGenerator<ObjectVersions> {
  let found:
    | { name: string; versions: number; markers: number; oldest: string | undefined; since: number }
    | undefined;
  for (let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}; next; ) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, ...next }),
    );
    const entries = [
      ...(page.Versions ?? []).map((entry) => ({ ...entry, isMarker: false })),
      ...(page.DeleteMarkers ?? []).map((entry) => ({ ...entry, isMarker: true })),
    ].sort((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1));
    for (const { Key = '', VersionId, LastModified, isMarker } of entries) {
      if (found && found.name !== Key) yield found;
      if (found?.name !== Key)
        found = { name: Key, versions: 0, markers: 0, oldest: undefined, since: Number.POSITIVE_INFINITY };
      if (isMarker) found.markers += 1;
      else found.versions += 1;
      const time = LastModified?.getTime() ?? 0;
      // Listed from the newest: of the same second the later in the list is older.
      if (!isMarker && time <= found.since) [found.oldest, found.since] = [VersionId, time];
    }
    const { NextKeyMarker, NextVersionIdMarker } = page;
    next = NextKeyMarker
      ? { KeyMarker: NextKeyMarker, ...(NextVersionIdMarker ? { VersionIdMarker: NextVersionIdMarker } : {}) }
      : undefined;
  }
  if (found) yield found;
}

/** The first of all, and then ever fewer. */
function isSampled(number: number): boolean {
  return Number.isInteger(Math.log2(number));
}

function shadowing(versions: number, markers: number): string {
  const hides = markers > 0 ? 'a marker says that it is deleted' : `it has ${versions} versions`;
  return `${hides}; the oldest version was read`;
}
