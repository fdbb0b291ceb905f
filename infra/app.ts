import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from './add-stacks.ts';
import { readConfig } from './config.ts';
import { loadSettings } from './read-settings.ts';
import { builtPages } from './web-site.ts';

// CloudFormation's rules take longer than all the rest: the tests and npm run deploy check them, a plain synth does not.
const app = new App({ builtinCloudFormationValidation: process.env.VALIDATE_TEMPLATE === 'on' });
const stage: unknown = app.node.tryGetContext('stage');
const settings = typeof stage === 'string' ? { ...process.env, STAGE: stage } : process.env;
addStacks(app, readConfig(loadSettings(settings, join(import.meta.dirname, '..'))), builtPages());
app.synth();
