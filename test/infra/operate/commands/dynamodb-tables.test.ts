import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { dynamoDbTables } from '#infra/operate/commands/dynamodb-tables.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table/restored';
const RESTORED = {
  DescribeTableCommand: {
    Table: {
      TableArn: ARN,
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'sequence', KeyType: 'RANGE' },
        { AttributeName: 'paySid', KeyType: 'HASH' },
      ],
    },
  },
  DescribeContinuousBackupsCommand: {
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  },
  DescribeTimeToLiveCommand: { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } },
};

it('sees what a restore left out', async () => {
  expect(await dynamoDbTables(answering(RESTORED)).find('restored')).toEqual({
    arn: ARN,
    keys: ['paySid', 'sequence'],
    indexes: [],
    isRecoverable: false,
    isProtected: false,
  });
});

it('sees what is there', async () => {
  const whole = {
    DescribeTableCommand: {
      Table: {
        ...RESTORED.DescribeTableCommand.Table,
        DeletionProtectionEnabled: true,
        LatestStreamArn: `${ARN}/stream/1`,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        SSEDescription: { KMSMasterKeyArn: 'arn:key' },
        GlobalSecondaryIndexes: [{ IndexName: 'byMonth' }],
      },
    },
    DescribeContinuousBackupsCommand: {
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    },
    DescribeTimeToLiveCommand: {
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLING', AttributeName: 'expiresAtSeconds' },
    },
    GetResourcePolicyCommand: { Policy: '{"Statement":[{"Effect":"Deny"}]}' },
  };
  expect(await dynamoDbTables(answering(whole)).find('restored')).toMatchObject({
    keyArn: 'arn:key',
    indexes: ['byMonth'],
    ttlAttribute: 'expiresAtSeconds',
    isRecoverable: true,
    isProtected: true,
    streamArn: `${ARN}/stream/1`,
    policy: expect.stringContaining('Deny'),
  });
});

it('takes no stream for one that leaves out what an item was', async () => {
  const streamed = {
    ...RESTORED,
    DescribeTableCommand: {
      Table: {
        ...RESTORED.DescribeTableCommand.Table,
        LatestStreamArn: `${ARN}/stream/1`,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      },
    },
  };
  expect(await dynamoDbTables(answering(streamed)).find('restored')).not.toHaveProperty('streamArn');
});

it('finds no table where there is none', async () => {
  expect(await dynamoDbTables(answering({})).find('restored')).toBeUndefined();
});

/** DynamoDB, which has no table and no policy but those given. */
function answering(replies: Readonly<Record<string, object>>): DynamoDBClient {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async () => {
        const output = replies[commandName];
        const name = commandName.includes('Policy') ? 'PolicyNotFoundException' : 'ResourceNotFoundException';
        if (!output) throw Object.assign(new Error('none'), { name });
        return { output: { $metadata: {}, ...output }, response: {} };
      },
    { step: 'initialize' },
  );
  return client;
}
