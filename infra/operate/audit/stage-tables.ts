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
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName(stage) }));
  const output = (name: string) =>
    Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const audit = output(OUTPUTS.auditTable);
  const sessions = output(OUTPUTS.sessionsTable);
  if (audit && sessions) return { audit, sessions };
  throw new Error(
    'Failed to find the tables: the stack names none. Name them with --audit-table and --sessions-table.',
  );
}
