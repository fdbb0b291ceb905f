import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { loadSettings } from '#infra/read-settings.ts';
import { TWILIO_HOSTS } from '#lambdas/configure-twilio/setup.ts';
import { dynamoDbTables } from './dynamodb-tables.ts';
import { s3Buckets } from './s3-buckets.ts';
import { sealedLog } from './sealed-log.ts';
import type { Stacks, Surroundings, Vault } from './surroundings.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The account, the terminal and the network. `--stage prod` chooses the `.env` file. */
export function realSurroundings(options: readonly string[]): Surroundings {
  const at = options.indexOf('--stage');
  const stage = options[at + 1];
  const settings = loadSettings({ ...process.env, ...(at >= 0 && stage ? { STAGE: stage } : {}) }, ROOT);
  const region = settings.AWS_REGION ?? 'us-east-1';
  const s3 = new S3Client({ region });
  return {
    settings,
    options,
    vault: secretsManager(new SecretsManagerClient({ region })),
    stacks: cloudFormation(new CloudFormationClient({ region })),
    tables: dynamoDbTables(new DynamoDBClient({ region })),
    buckets: s3Buckets(s3),
    log: (names) => sealedLog({ s3, kms: new KMSClient({ region }) }, names),
    concurrency: async () => {
      const { AccountLimit } = await new LambdaClient({ region }).send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: unreserved = limit } =
        AccountLimit ?? {};
      return { limit, unreserved };
    },
    run,
    print: (line) => process.stdout.write(`${line}\n`),
    fetch,
    hosts: TWILIO_HOSTS,
  };
}

function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function secretsManager(client: SecretsManagerClient): Vault {
  const describe = (id: string) =>
    client.send(new DescribeSecretCommand({ SecretId: id })).catch(unlessMissing);
  return {
    async describe(id) {
      const { ARN: arn, VersionIdsToStages: stages = {} } = (await describe(id)) ?? {};
      const current = Object.entries(stages).find(([, names]) => names.includes('AWSCURRENT'));
      return arn ? { arn, version: current?.[0] ?? '' } : undefined;
    },
    async find(id) {
      const known = await describe(id);
      if (!known?.ARN) return undefined;
      if (known.DeletedDate) return { arn: known.ARN, value: '', deleted: true };
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: known.ARN }));
      return { arn: known.ARN, value: SecretString ?? '', deleted: false };
    },
    async create(name, value, keyArn) {
      const made = await client.send(
        new CreateSecretCommand({
          Name: name,
          SecretString: value,
          Description: "Twilio tokens, API key and the Pay Connector's password",
          ...(keyArn ? { KmsKeyId: keyArn } : {}),
        }),
      );
      return made.ARN ?? name;
    },
    async write(arn, value) {
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
    },
    async restore(arn) {
      await client.send(new RestoreSecretCommand({ SecretId: arn }));
    },
    async remove(arn) {
      await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
    },
  };
}

function cloudFormation(client: CloudFormationClient): Stacks {
  return {
    async outputs(name) {
      const described = await client
        .send(new DescribeStacksCommand({ StackName: name }))
        .catch(unlessMissing);
      const outputs = described?.Stacks?.[0]?.Outputs;
      return (
        outputs &&
        Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']))
      );
    },
    async unprotect(name) {
      await client.send(
        new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: false }),
      );
    },
  };
}

/** CloudFormation reports a missing stack as a ValidationError, Secrets Manager a missing secret as ResourceNotFound. */
function unlessMissing(failure: unknown): undefined {
  if (failure instanceof Error && ['ResourceNotFoundException', 'ValidationError'].includes(failure.name))
    return undefined;
  throw failure;
}
