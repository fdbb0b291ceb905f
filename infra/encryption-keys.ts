import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allow } from './handler-function.ts';

/** The two customer-managed keys: one for stored data, one for logs and alarm notifications. Both rotate yearly. */
export class EncryptionKeys extends Construct {
  readonly data: Key;
  readonly operations: Key;

  constructor(scope: Construct, id: string, props: { readonly keep: boolean }) {
    super(scope, id);
    const removalPolicy = props.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const { region, account, partition } = Stack.of(this);
    this.data = new Key(this, 'Data', {
      enableKeyRotation: true,
      removalPolicy,
      description: 'Payment sessions and their audit trail',
    });
    this.operations = new Key(this, 'Operations', {
      enableKeyRotation: true,
      removalPolicy,
      description: 'Logs and alarms',
    });
    this.operations.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    );
    this.operations.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
  }

  /** Allows a function to use the data key through DynamoDB, and in no other way. */
  throughDynamoDb(): PolicyStatement {
    const statement = allow(
      [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      this.data.keyArn,
    );
    statement.addCondition('StringEquals', {
      'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com`,
    });
    return statement;
  }
}
