import { type App, Tags } from 'aws-cdk-lib';
import { AgentAssistPayStack } from './agent-assist-pay-stack.ts';
import { type Config, EDGE_REGION, stackNames } from './config.ts';
import { EdgeLogStack } from './edge-log-stack.ts';
import { EdgeStack } from './edge-stack.ts';

/**
 * Adds one stack in us-east-1. In any other region it adds two small ones in us-east-1: CloudFront's firewall, deployed
 * before the main stack, and CloudFront's access log, deployed after it.
 */
export function addStacks(app: App, config: Config, pages: string | undefined): AgentAssistPayStack {
  const names = stackNames(config);
  const { account, region } = config;
  const edge =
    region === EDGE_REGION
      ? undefined
      : new EdgeStack(app, names.edge, {
          config,
          env: { account, region: EDGE_REGION },
          crossRegionReferences: true,
          description: "Agent-assisted payments: CloudFront's firewall",
        });
  const stack = new AgentAssistPayStack(app, names.main, {
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
    new EdgeLogStack(app, names.edgeLog, {
      ...stack.cdnLog,
      env: { account, region: EDGE_REGION },
      crossRegionReferences: true,
      description: "Agent-assisted payments: CloudFront's access log",
    });
  }
  Tags.of(app).add('application', 'agent-assist-pay', TAGGED);
  Tags.of(app).add('stage', config.stage, TAGGED);
  return stack;
}

/** Without what has no tags in CloudFormation's schema of us-east-1, or refuses an update once it has some. */
const TAGGED = { excludeResourceTypes: ['AWS::CloudFront::Function', 'AWS::CloudWatch::Dashboard'] };
