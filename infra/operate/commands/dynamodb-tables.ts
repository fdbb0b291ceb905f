import { isDeepStrictEqual } from 'node:util';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type StreamSpecification,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Tables } from './surroundings.ts';

/** A table of some size is encrypted anew within minutes. */
const MOST_SECONDS = 1_800;

/** Says of each item what it is and what it was. */
const STREAM: StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };

/** DynamoDB's tables as `npm run adopt` sees and changes them. */
export function dynamoDbTables(client: DynamoDBClient): Tables {
  const update = async (input: UpdateTableCommandInput) => {
    await client.send(new UpdateTableCommand(input));
    await waitUntilTableExists({ client, maxWaitTime: MOST_SECONDS }, { TableName: input.TableName });
  };
  return {
    async find(name) {
      const { Table: table } =
        (await client.send(new DescribeTableCommand({ TableName: name })).catch(unlessMissing)) ?? {};
      if (!table?.TableArn) return undefined;
      const [backups, ttl, policy] = await Promise.all([
        client.send(new DescribeContinuousBackupsCommand({ TableName: name })),
        client.send(new DescribeTimeToLiveCommand({ TableName: name })),
        client.send(new GetResourcePolicyCommand({ ResourceArn: table.TableArn })).catch(unlessMissing),
      ]);
      const { TimeToLiveStatus: status = '', AttributeName: attribute } = ttl.TimeToLiveDescription ?? {};
      const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      const keyArn = table.SSEDescription?.KMSMasterKeyArn;
      return {
        arn: table.TableArn,
        keys: ['HASH', 'RANGE'].flatMap(
          (type) => table.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName ?? [],
        ),
        indexes: (table.GlobalSecondaryIndexes ?? []).map(({ IndexName = '' }) => IndexName),
        ...(keyArn ? { keyArn } : {}),
        isRecoverable: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
        isProtected: table.DeletionProtectionEnabled === true,
        ...(attribute && status.startsWith('ENABL') ? { ttlAttribute: attribute } : {}),
        ...(policy?.Policy ? { policy: policy.Policy } : {}),
        ...(table.LatestStreamArn && isDeepStrictEqual(table.StreamSpecification, STREAM)
          ? { streamArn: table.LatestStreamArn }
          : {}),
      };
    },
    encrypt: (name, keyArn) =>
      update({
        TableName: name,
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
      }),
    async makeRecoverable(name) {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await client.send(
        new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }),
      );
    },
    async expireBy(name, attribute) {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: attribute };
      await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
    },
    stream: (name) => update({ TableName: name, StreamSpecification: STREAM }),
    protect: (name) => update({ TableName: name, DeletionProtectionEnabled: true }),
    async attachPolicy(arn, policy) {
      await client.send(new PutResourcePolicyCommand({ ResourceArn: arn, Policy: policy }));
    },
  };
}

function unlessMissing(failure: unknown): undefined {
  if (failure instanceof Error && /^(?:ResourceNotFound|PolicyNotFound)Exception$/.test(failure.name))
    return undefined;
  throw failure;
}
