import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { AccountRootPrincipal, ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { type CfnBucket, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type Config, keepsData } from './config.ts';
import { allow, deny, type HandlerFunction } from './handler-function.ts';
import { SEAL_WINDOW_SECONDS } from './operate/capacity/sizing.ts';
import type { Permissions } from './permissions.ts';
import { privateBucket } from './private-bucket.ts';

/** Written anew with each commit. Nobody needs a former version once its lock has ended: `history/` has every checkpoint. */
const REPLACED = ['state', 'checkpoint'] as const;

/** Written once. `tile/` has the hashes and, in `tile/entries/`, the leaves. */
const WRITTEN_ONCE = ['tile/*', 'history/*'] as const;

/** What a signed note is made with (AWS docs, KMS: Ed25519 takes raw messages only). */
const SIGNED_SO = { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' } as const;

/** What would take an object or a lock away, or let a copy in whose lock somebody else chose. */
export const REMOVALS = [
  's3:BypassGovernanceRetention',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketVersioning',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:PutReplicationConfiguration',
  's3:ReplicateDelete',
  's3:ReplicateObject',
] as const;

export interface TransparencyLogProps {
  readonly config: Pick<Config, 'stage' | 'account' | 'region' | 'lockDays'>;
  /** The key outlives the stack. The bucket does in every stage. */
  readonly keep: boolean;
}

/**
 * The log outside the tables: a bucket in which nobody of ours can delete, and the key that signs its checkpoints. Only
 * the function given to {@link sealedBy} writes to the one and signs with the other.
 */
export class TransparencyLog extends Construct {
  readonly bucket: IBucket;
  readonly key: Key;
  /** The log's name in its checkpoints, and the key's. */
  readonly origin: string;
  private readonly keyPolicy: PolicyDocument;
  private readonly isForEver: boolean;

  constructor(scope: Construct, id: string, { config, keep }: TransparencyLogProps) {
    super(scope, id);
    const { stage, account, region, lockDays } = config;
    this.isForEver = keepsData(stage);
    this.origin = `agent-assist-pay/${stage}/${account}/${region}`;
    const days = Duration.days(lockDays);
    this.bucket = privateBucket(this, 'Bucket', {
      objectLockEnabled: true,
      objectLockDefaultRetention: this.isForEver
        ? ObjectLockRetention.compliance(days)
        : ObjectLockRetention.governance(days),
      // Not the versions of what is written once: the oldest is the true one, and an attacker may have put another on top.
      lifecycleRules: REPLACED.map((prefix) => ({ prefix, noncurrentVersionExpiration: days })),
      // `npm run destroy` deletes that of a stage without data, which CloudFormation cannot: it does not bypass locks.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'WriteTrail logs whoever else writes to it, and reading it harms nobody: hashes and SIDs.',
      'PCI.DSS.321-S3BucketLoggingEnabled':
        'WriteTrail logs whoever else writes to it, and reading it harms nobody: hashes and SIDs.',
    });
    this.keyPolicy = new PolicyDocument({
      statements: [
        // All but signing, and grants, by which somebody else could sign. No policy of a user or role adds these.
        new PolicyStatement({
          sid: 'TheAccountAdministers',
          principals: [new AccountRootPrincipal()],
          notActions: ['kms:Sign', 'kms:CreateGrant'],
          resources: ['*'],
        }),
      ],
    });
    this.key = new Key(this, 'Key', {
      description: 'Signs checkpoints of the transparency log',
      keySpec: KeySpec.ECC_NIST_EDWARDS25519,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: this.keyPolicy,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  statementsFor({ tlog = [] }: Permissions): readonly PolicyStatement[] {
    if (tlog.length === 0) return [];
    const objects = (names: readonly string[]) => names.map((name) => this.bucket.arnForObjects(name));
    if (!tlog.includes('write'))
      return [
        allow(['s3:GetObject'], ...objects(['checkpoint', ...WRITTEN_ONCE])),
        // Without it a name that is not there looks forbidden (AWS docs, GetObject).
        allow(['s3:ListBucket'], this.bucket.bucketArn),
      ];
    const sign = allow(['kms:Sign'], this.key.keyArn);
    sign.addCondition('StringEquals', SIGNED_SO);
    return [
      allow(['s3:GetObject', 's3:PutObject'], ...objects([...REPLACED, ...WRITTEN_ONCE])),
      // A log begins only in a bucket that never held a version of anything.
      allow(['s3:ListBucket', 's3:ListBucketVersions'], this.bucket.bucketArn),
      allow(['kms:GetPublicKey'], this.key.keyArn),
      sign,
    ];
  }

  /** Accepts that rights of functions beneath the construct end in `*`: names of the log have numbers and times in them. */
  acceptNames(functions: IConstruct): void {
    const { logicalId } = this.bucket.node.defaultChild as CfnBucket;
    const bucket = Stack.of(this).resolve(logicalId);
    for (const name of WRITTEN_ONCE)
      acknowledge(functions, {
        [`AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${name}]`]:
          'Names of tiles have numbers in them, and names of checkpoints times.',
      });
  }

  /**
   * Has the function called with what the table's stream says and every minute, and nobody else write or sign.
   *
   * @param stream ARN of the audit table's stream
   */
  sealedBy({ function: seal, role }: HandlerFunction, stream: string): void {
    new EventSourceMapping(this, 'Trail', {
      target: seal,
      eventSourceArn: stream,
      // From the latest on it may miss some at the start (AWS docs).
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 1_000,
      maxBatchingWindow: Duration.seconds(SEAL_WINDOW_SECONDS),
      // No change is left out: what cannot be logged waits, and an alarm rings.
      bisectBatchOnError: true,
      retryAttempts: -1,
    });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(seal, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });

    const others = { ArnNotEquals: { 'aws:PrincipalArn': role.roleArn } };
    this.keyPolicy.addStatements(
      new PolicyStatement({
        sid: 'TheSealSigns',
        principals: [new ArnPrincipal(role.roleArn)],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: { StringEquals: SIGNED_SO },
      }),
      deny('NobodyElseSigns', ['kms:Sign'], ['*'], others),
    );

    const objects = (names: readonly string[]) => names.map((name) => this.bucket.arnForObjects(name));
    const is = (missing: readonly string[]) => ({
      Null: Object.fromEntries(missing.map((key) => [`s3:${key}`, 'true'])),
    });
    for (const statement of [
      deny('NobodyElseWrites', ['s3:PutObject'], objects(['*']), others),
      deny('WrittenOnce', ['s3:PutObject'], objects(WRITTEN_ONCE), is(['if-none-match'])),
      deny('ReplacedAsRead', ['s3:PutObject'], objects(REPLACED), is(['if-none-match', 'if-match'])),
      ...(this.isForEver
        ? [deny('NobodyRemoves', REMOVALS, [this.bucket.bucketArn, ...objects(['*'])])]
        : []),
    ])
      this.bucket.addToResourcePolicy(statement);
    // It outlives the stack with the bucket, and denies its own removal.
    this.bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
