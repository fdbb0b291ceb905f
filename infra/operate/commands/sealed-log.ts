import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { CHECKPOINT } from '#lambdas/stores/tlog-store.ts';
import { rawKeyOf } from '#lambdas/tlog/signed-note.ts';
import type { SealedLog } from '../doctor/finding.ts';

/** A stage's log as its stack's outputs name it. */
export interface LogNames {
  readonly bucket: string;
  readonly keyArn: string;
  readonly origin: string;
}

/** The log of a deployed stage, with its public key from KMS. */
export function sealedLog(
  { s3, kms }: { readonly s3: S3Client; readonly kms: KMSClient },
  { bucket: Bucket, keyArn: KeyId, origin }: LogNames,
): SealedLog {
  return {
    async key() {
      const { PublicKey: spki = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
      return { name: origin, publicKey: rawKeyOf(spki) };
    },
    async newest() {
      const found = await s3.send(new GetObjectCommand({ Bucket, Key: CHECKPOINT })).catch(unlessMissing);
      const note = await found?.Body?.transformToString();
      return note === undefined ? undefined : { note, at: found?.LastModified ?? new Date(0) };
    },
    async isNew() {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }),
      );
      return Versions.length + DeleteMarkers.length === 0;
    },
  };
}

function unlessMissing(failure: unknown): undefined {
  if (failure instanceof Error && failure.name === 'NoSuchKey') return undefined;
  throw failure;
}
