import { type App, Tags } from 'aws-cdk-lib';
import { AgentAssistPayStack } from './agent-assist-pay-stack.ts';
import { type Config, stackName } from './config.ts';
import { EdgeLogStack } from './edge-log-stack.ts';
import { EdgeStack } from './edge-stack.ts';

/**
 * Adds one stack in us-east-1. In any other region it adds two small ones in us-east-1: CloudFront's firewall, deployed
 * before the main stack, and CloudFront's access log, deployed after it.
 */
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
  if (edge) {
    new EdgeLogStack(app, `${name}-edge-log`, {
      ...stack.cdnLog,
      env: { account, region: 'us-east-1' },
      crossRegionReferences: true,
      description: "Agent-assisted payments: CloudFront's access log",
    });
  }
  Tags.of(app).add('application', 'agent-assist-pay');
  Tags.of(app).add('stage', config.stage);
  return stack;
}
