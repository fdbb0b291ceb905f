import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Buckets } from './surroundings.ts';

/** Buckets of S3 as `npm run destroy` removes them. */
export function s3Buckets(client: S3Client): Buckets {
  const firstVersions = async (name: string) => {
    // The first thousand: those before are deleted by then.
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: name })).catch(unlessMissing);
    return page && [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
  };
  return {
    async remove(name) {
      let found = await firstVersions(name);
      while (found && found.length > 0) {
        const { Errors = [] } = await client.send(
          new DeleteObjectsCommand({
            Bucket: name,
            Delete: { Objects: found.map(({ Key, VersionId }) => ({ Key, VersionId })), Quiet: true },
            BypassGovernanceRetention: true,
          }),
        );
        if (Errors.length > 0) throw new Error(`S3 refused to delete ${Errors.length} versions.`);
        found = await firstVersions(name);
      }
      if (found) await client.send(new DeleteBucketCommand({ Bucket: name }));
    },
  };
}

function unlessMissing(failure: unknown): undefined {
  if (failure instanceof Error && failure.name === 'NoSuchBucket') return undefined;
  throw failure;
}
