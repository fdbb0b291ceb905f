import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type Config, keepsData, stackName } from './config.ts';
import { privateBucket } from './private-bucket.ts';

/** What is written to, and by whom it should be. */
export interface Watched {
  /** As CloudTrail names the kind, such as `AWS::DynamoDB::Table`. */
  readonly type: string;
  /** Its ARN, or what the ARNs of its objects begin with. */
  readonly arn: string;
  readonly writers: readonly IRole[];
}

export interface WriteTrailProps {
  readonly config: Pick<Config, 'stage'>;
  readonly watched: readonly Watched[];
}

/**
 * Logs each write to what nobody but our functions writes to, when it is by anybody else, allowed or denied. In every
 * stage: what our own functions write is left out, so that it costs nothing until somebody else does.
 */
export class WriteTrail extends Construct {
  readonly trail: CfnTrail;

  constructor(scope: Construct, id: string, { config: { stage }, watched }: WriteTrailProps) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const keep = keepsData(stage);
    const bucket = privateBucket(this, 'Bucket', {
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) }],
      autoDeleteObjects: !keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'It is the log bucket; logging its own requests would never end.',
      'PCI.DSS.321-S3BucketLoggingEnabled': 'It is the log bucket; logging its own requests would never end.',
    });
    const trailName = `${stackName(stage)}-writes`;
    const conditions = {
      StringEquals: {
        'aws:SourceArn': `arn:${partition}:cloudtrail:${region}:${account}:trail/${trailName}`,
      },
    };
    const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions,
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: {
          StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
    this.trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      s3BucketName: bucket.bucketName,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: false,
      isMultiRegionTrail: false,
      advancedEventSelectors: watched.map(({ type, arn, writers }) => ({
        name: `Writes by others: ${type}`,
        fieldSelectors: [
          { field: 'eventCategory', equalTo: ['Data'] },
          { field: 'resources.type', equalTo: [type] },
          { field: 'resources.ARN', startsWith: [arn] },
          { field: 'readOnly', equalTo: ['false'] },
          {
            field: 'userIdentity.arn',
            notStartsWith: writers.map(
              ({ roleName }) => `arn:${partition}:sts::${account}:assumed-role/${roleName}/`,
            ),
          },
        ],
      })),
    });
    if (bucket.policy) this.trail.node.addDependency(bucket.policy);
    acknowledge(this.trail, {
      'PCI.DSS.321-CloudTrailCloudWatchLogsEnabled':
        'It is evidence of what should not happen, read after an alarm of ChangeAlarm or of the seal; nothing watches it.',
      'PCI.DSS.321-CloudTrailEncryptionEnabled':
        'It names principals, keys of items and times; losing a key of ours must not lose the evidence.',
    });
  }
}
