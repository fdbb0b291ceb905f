import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { expect, it } from '@jest/globals';
import { tablesOfStage } from '#infra/operate/audit/stage-tables.ts';
import type { Settings } from '#infra/read-settings.ts';
import { synthTemplate } from '#test/support/synth-stack.ts';

it('finds the tables of a stack, its own or adopted, in its outputs', async () => {
  const own = await tablesOfStage('prod', withOutputsOf({}));
  expect(own).toEqual({
    audit: expect.stringMatching(/^StoreAudit[0-9A-F]{8}$/),
    sessions: expect.stringMatching(/^StoreSessionItems[0-9A-F]{8}$/),
  });
  const adopted = withOutputsOf({ AUDIT_TABLE_NAME: 'audit-restored' });
  expect(await tablesOfStage('prod', adopted)).toEqual({ ...own, audit: 'audit-restored' });
});

it('says how to name them when a stack has none', async () => {
  const bare = { send: async () => ({ Stacks: [{}] }) } as unknown as CloudFormationClient;
  await expect(tablesOfStage('prod', bare)).rejects.toThrow(/--audit-table and --sessions-table/);
});

/** A CloudFormation that has created the template; a reference is then the logical id. */
function withOutputsOf(settings: Settings): CloudFormationClient {
  const outputs = Object.entries(synthTemplate(settings).toJSON().Outputs).map(([OutputKey, output]) => {
    const { Value } = output as { Value: string | { Ref?: string } };
    return { OutputKey, OutputValue: typeof Value === 'string' ? Value : Value.Ref };
  });
  const send = async () => ({ Stacks: [{ Outputs: outputs }] });
  return { send } as unknown as CloudFormationClient;
}
