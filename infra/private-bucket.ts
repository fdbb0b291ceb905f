import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A bucket without public access, over TLS only, that keeps old versions. */
export function privateBucket(scope: Construct, id: string, props: BucketProps): IBucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    ...props,
  });
  acknowledge(bucket, {
    'PCI.DSS.321-S3BucketReplicationEnabled':
      'A build makes the pages, and other logs hold the same data as the access logs: neither needs a second region.',
    'PCI.DSS.321-S3DefaultEncryptionKMS':
      'Published pages and access logs only; CloudFront cannot write its logs with a key of ours.',
  });
  return bucket as IBucket; // the class types an optional property more loosely than the interface
}
