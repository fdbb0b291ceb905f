import { type App, Tags } from 'aws-cdk-lib';
import { AgentAssistPayStack } from './agent-assist-pay-stack.ts';
import { type Config, stackName } from './config.ts';
import { EdgeStack } from './edge-stack.ts';

/** One stack; outside us-east-1 a second, small one there for CloudFront's firewall. */
export function addStacks(app: App, config: Config, pages: string | undefined): AgentAssistPayStack {
  const name = stackName(config.stage);
  const { account, region } = config;
  const edge =
    region === 'us-east-1'
      ? undefined
      : new EdgeStack(app, `${name}-edge`, {
          config,
          env: { account, region: 'us-east-1' },
          crossRegionReferences: true,
          description: "Agent-assisted payments: CloudFront's firewall",
        });
  const stack = new AgentAssistPayStack(app, name, {
    config,
    pages,
    ...(edge ? { edgeWebAclArn: edge.webAclArn } : {}),
    env: { account, region },
    crossRegionReferences: edge !== undefined,
    terminationProtection: config.stage === 'prod',
    description:
      'Agent-assisted payments: takes a card payment on a phone call without the agent hearing the card',
  });
  Tags.of(app).add('application', 'agent-assist-pay');
  Tags.of(app).add('stage', config.stage);
  return stack;
}
