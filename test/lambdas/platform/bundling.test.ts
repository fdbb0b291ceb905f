import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildHandlers } from '#infra/bundle-handlers.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';

/** Bytes. The budget of the design for any handler. */
const LARGEST = 400_000;

interface Bundle {
  readonly code: Uint8Array;
  readonly inputs: readonly string[];
}
const bundles = new Map<string, Bundle>();
const NAMES = ROUTES.map(({ name }) => name);

beforeAll(() => {
  const { outputFiles = [], metafile } = buildHandlers(
    Object.fromEntries(ROUTES.map(({ name, entry }) => [name, entry])),
  );
  for (const name of NAMES) {
    const file = outputFiles.find(({ path }) => path.endsWith(`/${name}/index.mjs`));
    const [, output] =
      Object.entries(metafile?.outputs ?? {}).find(([path]) => path.endsWith(`/${name}/index.mjs`)) ?? [];
    if (file && output) bundles.set(name, { code: file.contents, inputs: Object.keys(output.inputs) });
  }
}, 60_000);

describe('the bundle of every handler', () => {
  it.each(NAMES)('%s is within the budget', (name) => {
    expect(bundles.get(name)?.code.length).toBeLessThanOrEqual(LARGEST);
    expect(bundles.get(name)?.code.length).toBeGreaterThan(1_000);
  });

  it.each(NAMES)('%s holds no more of the Twilio package than its signature check', (name) => {
    const ofTwilio = bundles.get(name)?.inputs.filter((input) => /node_modules\/twilio\//.test(input));
    expect(ofTwilio?.filter((input) => !input.endsWith('/twilio/lib/webhooks/webhooks.js'))).toEqual([]);
  });

  it.each(NAMES)('%s holds no HTTP library and no source of credentials that Lambda never uses', (name) => {
    const unwanted = /node_modules\/(?:axios|jsonwebtoken|xmlbuilder|@aws-sdk\/credential-provider-)/;
    expect(bundles.get(name)?.inputs.filter((input) => unwanted.test(input))).toEqual([]);
  });

  it('responds when it is run as it is deployed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    try {
      const file = join(folder, 'index.mjs');
      await writeFile(file, bundles.get('twiml')?.code ?? '');
      const script = `import { handler } from ${JSON.stringify(file)};
        const answer = await handler({ body: 'CallSid=CA1', headers: {}, requestContext: {} }, {});
        process.stdout.write(String(answer.statusCode) + answer.body);`;
      const secret = {
        authTokens: ['a'],
        apiKeySid: '',
        apiKeySecret: '',
        connectorUsername: '',
        connectorPassword: '',
      };
      const { stdout } = await promisify(execFile)('node', ['--input-type=module', '--eval', script], {
        env: {
          PATH: process.env.PATH,
          LOG_LEVEL: 'silent',
          PUBLIC_BASE_URL: 'https://pay.example.com/api',
          TWILIO_SECRET: JSON.stringify(secret),
        },
      });
      expect(stdout).toMatch(/^403.*SIGNATURE_REFUSED/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
