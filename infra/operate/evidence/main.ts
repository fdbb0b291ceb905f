import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { openStageLog } from '../audit/open-log.ts';
import { logOfStage } from '../audit/stage-tables.ts';
import { bundledModules } from './bundled.ts';
import { collectEvidence } from './collect.ts';
import { readCommit } from './commit.ts';
import { templateOf } from './template.ts';
import { runTests } from './test-results.ts';

process.exitCode = await collectEvidence(process.argv.slice(2), {
  root: join(import.meta.dirname, '..', '..', '..'),
  environment: process.env,
  now: () => new Date(),
  commit: readCommit,
  template: templateOf,
  modules: bundledModules,
  stageLog: async (stage, region) => {
    const log = await logOfStage(stage, new CloudFormationClient({ region }));
    return openStageLog(log, region, { folder: undefined, logKey: undefined });
  },
  runTests,
  stdout: process.stdout,
  stderr: process.stderr,
});
