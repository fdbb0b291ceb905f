import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '#infra/operate/audit/findings.ts';
import { createBucketSource } from '#infra/operate/audit/log-source-s3.ts';

const DAY_MS = 24 * 60 * 60_000;
const HISTORY = 'history/2026-11-29/120000000-1';

interface Version {
  readonly id: string;
  readonly body: string;
  readonly since: Date;
  readonly isMarker?: true;
  readonly mode?: string | undefined;
  readonly until?: Date | undefined;
}

/** Versions of a bucket, oldest first; S3 lists them newest first, a few to a page. */
let versions: Map<string, Version[]>;
let lock: unknown;
const MOST = 3;

beforeEach(() => {
  versions = new Map();
  lock = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } };
  for (const name of ['state', 'checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1', HISTORY])
    put(name, 'first');
});

function put(
  name: string,
  body: string,
  { days = 400, ...more }: Partial<Version> & { readonly days?: number } = {},
) {
  const all = versions.get(name) ?? [];
  const since = new Date(Date.UTC(2026, 10, 29, 12, all.length));
  const until = new Date(since.getTime() + days * DAY_MS);
  versions.set(name, [
    ...all,
    { id: `${name}@${all.length}`, body, since, mode: 'COMPLIANCE', until, ...more },
  ]);
}

const client = {
  async send(command: { readonly input: Record<string, string | undefined> }) {
    const {
      Key = '',
      VersionId,
      Prefix = '',
      KeyMarker = '',
      VersionIdMarker,
      ContinuationToken = '',
    } = command.input;
    if (command instanceof GetObjectLockConfigurationCommand) return { ObjectLockConfiguration: lock };
    if (command instanceof ListObjectVersionsCommand) {
      const all = [...versions.keys()]
        .sort()
        .flatMap((name) => (versions.get(name) ?? []).toReversed().map((one) => ({ name, ...one })));
      const from = VersionIdMarker
        ? all.findIndex(({ name, id }) => name === KeyMarker && id === VersionIdMarker) + 1
        : 0;
      const page = all.slice(from, from + MOST);
      const listed = (isMarker: boolean) =>
        page
          .filter((one) => (one.isMarker ?? false) === isMarker)
          .map(({ name, id, since }) => ({ Key: name, VersionId: id, LastModified: since }));
      const last = page.at(-1);
      return {
        Versions: listed(false),
        DeleteMarkers: listed(true),
        ...(from + MOST < all.length ? { NextKeyMarker: last?.name, NextVersionIdMarker: last?.id } : {}),
      };
    }
    if (command instanceof ListObjectsV2Command) {
      const names = [...versions.keys()]
        .sort()
        .filter(
          (name) =>
            name.startsWith(Prefix) && name > ContinuationToken && !versions.get(name)?.at(-1)?.isMarker,
        );
      const page = names.slice(0, MOST);
      return {
        Contents: page.map((name) => ({ Key: name })),
        ...(names.length > MOST ? { NextContinuationToken: page.at(-1) } : {}),
      };
    }
    const all = versions.get(Key) ?? [];
    const one = VersionId ? all.find(({ id }) => id === VersionId) : all.at(-1);
    if (!one || one.isMarker) throw Object.assign(new Error('none'), { name: 'NoSuchKey' });
    if (command instanceof GetObjectCommand)
      return { Body: { transformToByteArray: async () => Buffer.from(one.body) } };
    if (command instanceof HeadObjectCommand)
      return { ObjectLockMode: one.mode, ObjectLockRetainUntilDate: one.until, LastModified: one.since };
    throw new Error('Failed to reply: no such command is expected.');
  },
} as unknown as Pick<S3Client, 'send'>;

async function look() {
  const source = createBucketSource(client, 'log');
  const findings: Finding[] = [];
  for await (const finding of source.keeping()) findings.push(finding);
  const names: string[] = [];
  for await (const name of source.names('history/')) names.push(name);
  const text = async (name: string) => Buffer.from((await source.read(name)) ?? []).toString();
  return { findings, names, text };
}

describe('a log in a bucket', () => {
  it('is well kept when every object has one version and the lock of the bucket', async () => {
    put('state', 'second');
    put('checkpoint', 'second');
    const { findings, names, text } = await look();
    expect(findings).toEqual([]);
    expect(names).toEqual([HISTORY]);
    expect([await text('checkpoint'), await text(HISTORY), await text('none')]).toEqual([
      'second',
      'first',
      '',
    ]);
  });

  it('is read by its oldest versions where somebody put others on top', async () => {
    put(HISTORY, 'second');
    put('tile/0/000.p/1', '', { isMarker: true });
    put('history/2026-11-29/130000000-2', 'first');
    put('history/2026-11-29/130000000-2', '', { isMarker: true });
    const { findings, names, text } = await look();
    const [twice, deleted] = [
      'it has 2 versions; the oldest version was read',
      'a marker says that it is deleted; the oldest version was read',
    ];
    expect(findings).toEqual([
      { kind: 'shadowed', where: HISTORY, because: twice },
      { kind: 'shadowed', where: 'history/2026-11-29/130000000-2', because: deleted },
      { kind: 'shadowed', where: 'tile/0/000.p/1', because: deleted },
    ]);
    expect(names).toEqual([HISTORY, 'history/2026-11-29/130000000-2']);
    expect([await text(HISTORY), await text('tile/0/000.p/1'), await text(names[1] ?? '')]).toEqual([
      'first',
      'first',
      'first',
    ]);
  });

  it('may replace its checkpoint, and not delete it', async () => {
    put('checkpoint', '', { isMarker: true });
    expect((await look()).findings).toMatchObject([{ kind: 'shadowed', where: 'checkpoint' }]);
  });

  it('is found without a lock, by default, for one object, and with one that is too short or weaker', async () => {
    put('checkpoint', 'newest', { mode: undefined, until: undefined });
    expect((await look()).findings).toEqual([
      { kind: 'not locked', where: 'checkpoint', because: 'it is not locked' },
    ]);
    put('checkpoint', 'newest', { days: 399 });
    expect((await look()).findings).toMatchObject([{ because: 'it is locked for less than 400 days' }]);
    put('checkpoint', 'newest', { mode: 'GOVERNANCE' });
    expect((await look()).findings).toMatchObject([{ kind: 'not locked', where: 'checkpoint' }]);
    put('checkpoint', 'newest');
    expect((await look()).findings).toEqual([]);
    versions.set(HISTORY, []);
    put(HISTORY, 'first', { days: 1 });
    expect((await look()).findings).toMatchObject([{ kind: 'not locked', where: HISTORY }]);
    lock = { ObjectLockEnabled: 'Enabled' };
    expect((await look()).findings).toEqual([
      { kind: 'not locked', where: 'log', because: 'it locks no object by default' },
    ]);
    lock = undefined;
    expect((await look()).findings).toMatchObject([{ because: 'its objects are not locked' }]);
  });
});
