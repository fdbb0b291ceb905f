import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from './add-stacks.ts';
import { readConfig } from './config.ts';
import { loadSettings } from './read-settings.ts';
import { builtPages } from './web-site.ts';

// CloudFormation's rules cost more than all the rest together: the tests and npm run deploy ask for them, a synth need not.
const app = new App({ builtinCloudFormationValidation: process.env.VALIDATE_TEMPLATE === 'on' });
const stage: unknown = app.node.tryGetContext('stage');
const settings = typeof stage === 'string' ? { ...process.env, STAGE: stage } : process.env;
addStacks(app, readConfig(loadSettings(settings, join(import.meta.dirname, '..'))), builtPages());
app.synth();
