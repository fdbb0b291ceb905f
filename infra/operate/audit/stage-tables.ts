import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { stackName } from '#infra/config.ts';
import { AUDIT_TABLE, SESSIONS_TABLE, type TableDefinition } from '#lambdas/contract/tables.ts';
import type { TableNames } from './tables.ts';

/**
 * The tables of a deployed stage, found in its stack.
 *
 * @throws Error with one sentence when the stack has no such tables; the SDK's own when there is no stack.
 */
export async function tablesOfStage(stage: string, region: string): Promise<TableNames> {
  const client = new CloudFormationClient({ region });
  const found: { audit?: string; sessions?: string } = {};
  for await (const page of paginateListStackResources({ client }, { StackName: stackName(stage) })) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId } of page.StackResourceSummaries ??
      []) {
      if (ResourceType !== 'AWS::DynamoDB::Table' || !PhysicalResourceId) continue;
      if (isOf(AUDIT_TABLE, LogicalResourceId)) found.audit = PhysicalResourceId;
      if (isOf(SESSIONS_TABLE, LogicalResourceId)) found.sessions = PhysicalResourceId;
    }
  }
  const { audit, sessions } = found;
  if (audit === undefined || sessions === undefined) {
    throw new Error(
      'Failed to find the tables: the stack has none. Name them with --audit-table and --sessions-table.',
    );
  }
  return { audit, sessions };
}

/** A logical id is the ids of the constructs around it, its own, and eight characters of a hash (CDK). */
export function isOf({ construct }: TableDefinition, logicalId: string): boolean {
  return new RegExp(`${construct}[0-9A-F]{8}$`).test(logicalId);
}
