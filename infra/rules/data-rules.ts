import type { Rule } from './rule.ts';

const TABLE = ['AWS::DynamoDB::Table'];
const BUCKET = ['AWS::S3::Bucket'];

/** Stored data: encrypted, recoverable, private, and there for as long as it must be. */
export const DATA_RULES: readonly Rule[] = [
  {
    id: 'TableEncryptedByOwnKey',
    requirements: ['3.5.1', '3.6.1'],
    info: 'The table is not encrypted under a key of the stack.',
    explanation:
      'With a key of ours, who may read a table needs a right on the key as well, and the key can be disabled.',
    types: TABLE,
    holds: ({ SSESpecification: sse }) =>
      sse?.SSEEnabled === true && sse.SSEType === 'KMS' && sse.KMSMasterKeyId !== undefined,
  },
  {
    id: 'KeyRotates',
    requirements: ['3.7.4'],
    info: 'The key is not rotated.',
    explanation: 'A key has an end of its use. AWS rotates symmetric keys by itself, and no others.',
    types: ['AWS::KMS::Key'],
    holds: ({ EnableKeyRotation, KeySpec = 'SYMMETRIC_DEFAULT' }) =>
      KeySpec !== 'SYMMETRIC_DEFAULT' || EnableKeyRotation === true,
  },
  {
    id: 'TableRecoverable',
    requirements: ['10.3.3', '10.5.1'],
    info: 'The table has no point-in-time recovery.',
    explanation: 'A copy that nobody can change shows what the table held before somebody changed it.',
    types: TABLE,
    holds: ({ PointInTimeRecoverySpecification: recovery }) => recovery?.PointInTimeRecoveryEnabled === true,
  },
  {
    id: 'TableUndeletable',
    requirements: ['10.3.2', '10.5.1'],
    info: 'The table can be deleted, although its stack cannot.',
    explanation: 'What must be kept for a year must not go with one call or one update of the stack.',
    types: TABLE,
    holds: ({ DeletionProtectionEnabled }, { isProtected, deletionPolicy }) =>
      !isProtected || (DeletionProtectionEnabled === true && deletionPolicy === 'Retain'),
  },
  {
    id: 'BucketPrivate',
    requirements: ['1.4.4', '7.2.1'],
    info: 'The bucket can be made public.',
    explanation: 'Whatever a policy or a list of an object says, nobody outside the account reads a bucket.',
    types: BUCKET,
    holds: ({ PublicAccessBlockConfiguration: block }) =>
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
        (way) => block?.[way] === true,
      ),
  },
  {
    id: 'BucketEncrypted',
    requirements: ['3.5.1'],
    info: 'The bucket says nothing about encryption.',
    explanation: 'What is stored is unreadable without a key, by a setting that can be seen.',
    types: BUCKET,
    holds: ({ BucketEncryption: encryption }) =>
      encryption?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault?.SSEAlgorithm !==
      undefined,
  },
];
