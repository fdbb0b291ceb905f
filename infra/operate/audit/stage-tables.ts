import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { stackName } from '#infra/config.ts';
import { OUTPUTS } from '#infra/outputs.ts';
import type { TableNames } from './tables.ts';

/**
 * The tables of a deployed stage, its own or adopted, as its stack names them.
 *
 * @throws Error with one sentence when the stack names none; the SDK's own when there is no stack.
 */
export async function tablesOfStage(
  stage: string,
  client: Pick<CloudFormationClient, 'send'>,
): Promise<TableNames> {
  const output = await outputsOf(stage, client);
  const audit = output(OUTPUTS.auditTable);
  const sessions = output(OUTPUTS.sessionsTable);
  if (audit && sessions) return { audit, sessions };
  throw new Error(
    'Failed to find the tables: the stack names none. Name them with --audit-table and --sessions-table.',
  );
}

/** Where a stage keeps its log, as its stack names it. */
export interface StageLog {
  readonly bucket: string;
  /** ARN of the key that signs it. */
  readonly key: string;
  readonly origin: string;
}

/** Undefined for a stage that was deployed before there was a log. */
export async function logOfStage(
  stage: string,
  client: Pick<CloudFormationClient, 'send'>,
): Promise<StageLog | undefined> {
  const output = await outputsOf(stage, client);
  const [bucket, key, origin] = [OUTPUTS.tlogBucket, OUTPUTS.tlogKey, OUTPUTS.tlogOrigin].map(output);
  return bucket && key && origin ? { bucket, key, origin } : undefined;
}

async function outputsOf(stage: string, client: Pick<CloudFormationClient, 'send'>) {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName(stage) }));
  return (name: string) => Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
}
