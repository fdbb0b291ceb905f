import { availableParallelism } from 'node:os';

/** One project, ES modules throughout: `jose` and `oidc-provider` ship no CommonJS. */
process.env.TZ = 'utc';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Big packages that tests load natively: docs/decisions/0015-packages-outside-jest.md. */
const NATIVE =
  '/node_modules/(@aws-sdk/client-[a-z-]+|@aws-sdk/(lib|util)-dynamodb|abstract-level|aws-cdk-lib|axe-core|cdk-nag|constructs|dynalite|playwright-core)/.+\\.js$';

export default {
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testRunner: '<rootDir>/test/support/native/runner.js',
  transformIgnorePatterns: [`^(?!.*${NATIVE}).*/node_modules/`],
  transform: {
    // What changes one of these packages is loaded where it is.
    '/local/database/parse-once\\.cjs$': '<rootDir>/test/support/native/package.js',
    [NATIVE]: '<rootDir>/test/support/native/package.js',
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Machines are shared and slow at times: `npm run bench` measures what must be fast, not a time-out.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/slow-tests.js',
  // One more than there are cores: the slow tests wait for most of their time.
  maxWorkers: availableParallelism() + 1,
  // Jest keeps some of what each file loads: a worker that has run many spends its time collecting garbage.
  workerIdleMemoryLimit: '1200MB',
};
