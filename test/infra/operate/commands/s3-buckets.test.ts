import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { s3Buckets } from '#infra/operate/commands/s3-buckets.ts';

interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

const version = (at: number): Version => ({ Key: `tile/0/${at}`, VersionId: `v${at}` });

it('deletes every version and marker, bypassing the lock, then the bucket', async () => {
  const bucket = s3With(Array.from({ length: 2_500 }, (_, at) => version(at)));
  await s3Buckets(bucket.client).remove('log');

  expect(bucket.held).toEqual([]);
  expect(bucket.bypassed).toEqual([true, true, true]);
  expect(bucket.deleted).toEqual(['log']);
});

it('stops when S3 refuses a version, and leaves the bucket', async () => {
  const bucket = s3With([version(1), version(2)], { refuses: true });

  await expect(s3Buckets(bucket.client).remove('log')).rejects.toThrow(/refused to delete 2 versions/);
  expect(bucket.deleted).toEqual([]);
});

it('is content when there is no such bucket', async () => {
  const bucket = s3With(undefined);
  await s3Buckets(bucket.client).remove('log');

  expect(bucket.deleted).toEqual([]);
});

/** S3 with one bucket, half of whose versions are delete markers; undefined has none. A page has a thousand. */
function s3With(versions: readonly Version[] | undefined, { refuses = false } = {}) {
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const s3 = {
    client,
    held: versions && [...versions],
    bypassed: [] as unknown[],
    deleted: [] as unknown[],
  };
  const answers: Record<string, (input: never) => object> = {
    ListObjectVersionsCommand() {
      if (!s3.held) throw Object.assign(new Error('none'), { name: 'NoSuchBucket' });
      const page = s3.held.slice(0, 1_000);
      return {
        Versions: page.filter((_, at) => at % 2 === 0),
        DeleteMarkers: page.filter((_, at) => at % 2 === 1),
      };
    },
    DeleteObjectsCommand(input: { Delete: { Objects: Version[] }; BypassGovernanceRetention?: boolean }) {
      const { Objects } = input.Delete;
      if (refuses) return { Errors: Objects };
      s3.bypassed.push(input.BypassGovernanceRetention);
      const gone = new Set(Objects.map(({ VersionId }) => VersionId));
      s3.held = s3.held?.filter(({ VersionId }) => !gone.has(VersionId));
      return {};
    },
    DeleteBucketCommand({ Bucket }: { Bucket: string }) {
      s3.deleted.push(Bucket);
      return {};
    },
  };
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => ({
        output: { $metadata: {}, ...answers[commandName]?.(input as never) },
        response: {},
      }),
    { step: 'initialize' },
  );
  return s3;
}
