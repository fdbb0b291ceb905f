import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { addStacks } from '#infra/add-stacks.ts';
import { readConfig } from '#infra/config.ts';
import { PipelineStack } from '#infra/pipeline/pipeline-stack.ts';
import type { Settings } from '#infra/read-settings.ts';
import { STUB_PAGES, testApp, testConfig } from '../support/synth-stack.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The flags of a real synthesis: without them some resources look otherwise than they are deployed. */
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));

/** Every kind of stage, by what makes it one; several in one where they do not touch, because each template takes seconds. */
const MATRIX: Readonly<Record<string, Settings>> = {
  'prod, SAML in two regions': {
    AWS_REGION: 'eu-west-1',
    SAML_METADATA_URL: 'https://login.example.com/saml',
  },
  'OIDC, own domain, mail, key, Sync service, reserved capacity': {
    OIDC_ISSUER: 'https://login.example.com',
    OIDC_CLIENT_ID: 'desk',
    OIDC_CLIENT_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oidc-AbCdEf',
    SIGN_IN_MAIL_FROM: 'desk@example.com',
    SIGN_IN_MAIL_DOMAIN: 'example.com',
    SITE_DOMAIN: 'pay.example.com',
    SITE_CERTIFICATE_ARN: 'arn:aws:acm:us-east-1:111122223333:certificate/0',
    TWILIO_SECRET_KEY_ARN: 'arn:aws:kms:us-east-1:111122223333:key/0',
    SYNC_SERVICE_SID: `IS${'1'.repeat(32)}`,
    RESERVED_CONCURRENCY: 'on',
  },
  'dev, adopted, mock off': {
    STAGE: 'dev',
    MOCK_PROCESSOR: 'off',
    AUDIT_TABLE_NAME: 'audit',
    AUDIT_TABLE_STREAM_ARN:
      'arn:aws:dynamodb:us-east-1:111122223333:table/audit/stream/2026-11-29T00:00:00.000',
    SESSIONS_TABLE_NAME: 'sessions',
    USER_POOL_ID: 'us-east-1_AbCdEfGhI',
  },
};

const version = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
const isInstalled = version.status === 0;
const word = isInstalled ? '' : ' (not checked: cfn-lint is not installed)';

describe(`the templates fit CloudFormation's schemas${word}`, () => {
  const check = isInstalled ? it : it.skip;

  it('where continuous integration runs', () => {
    expect(isInstalled || !process.env.GITHUB_ACTIONS).toBe(true);
  });

  check(
    'in every kind of stage',
    () => {
      const folders = [
        templatesOf(readConfig({}), undefined),
        ...Object.values(MATRIX).map((settings) => templatesOf(testConfig(settings), STUB_PAGES)),
      ];
      const files = folders.flatMap((folder) =>
        readdirSync(folder)
          .filter((name) => name.endsWith('.template.json'))
          .map((name) => join(folder, name)),
      );

      expect(files.length).toBeGreaterThan(2 * folders.length);
      expect(lint(files)).toBe('');
    },
    300_000,
  );
});

/** Folder with a stage's templates, and those of its pipeline. */
function templatesOf(config: ReturnType<typeof readConfig>, pages: string | undefined): string {
  const app = testApp(context);
  addStacks(app, config, pages);
  new PipelineStack(app, 'pipeline', { config, repository: 'acme/pay', providerExists: false });
  return app.synth().directory;
}

/** What cfn-lint says, empty when nothing. */
function lint(files: readonly string[]): string {
  const { stdout, stderr } = spawnSync('cfn-lint', ['--format', 'parseable', '--', ...files], {
    cwd: ROOT, // where .cfnlintrc.yaml is
    encoding: 'utf8',
  });
  return stdout + stderr;
}
