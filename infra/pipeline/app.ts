import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readConfig } from '../config.ts';
import { loadSettings } from '../read-settings.ts';
import { readPipelineSettings } from './pipeline-settings.ts';
import { PipelineStack } from './pipeline-stack.ts';

// `STAGE=prod npm run pipeline`: once per stage and by hand, with an administrator's credentials. A pipeline cannot give
// itself its rights.
const settings = loadSettings(process.env, join(import.meta.dirname, '..', '..'));
const config = readConfig(settings);
const app = new App();
new PipelineStack(app, `agent-assist-pay-pipeline-${config.stage}`, {
  config,
  ...readPipelineSettings(settings),
  env: { account: config.account, region: config.region },
  terminationProtection: config.stage === 'prod',
  description: 'Agent-assisted payments: what GitHub Actions may do',
});
app.synth();
