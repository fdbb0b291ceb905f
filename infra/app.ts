import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from './add-stacks.ts';
import { readConfig } from './config.ts';
import { loadSettings } from './read-settings.ts';
import { builtPages } from './web-site.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage');
const settings = typeof stage === 'string' ? { ...process.env, STAGE: stage } : process.env;
addStacks(app, readConfig(loadSettings(settings, join(import.meta.dirname, '..'))), builtPages());
app.synth();
