import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { DEFAULT_ACCOUNT } from '#simulator/defaults.ts';
import { type PackedSimulator, packSimulator, ROOT, startPacked } from '#test/support/packed-simulator.ts';
import { type Received, startReceiver } from '#test/support/pay-simulator.ts';

/** A host of Twilio's, and a path it does not have here. */
const LED = `fetch('https://api.twilio.com/nothing').then(({ status }) => console.log('led', status))`;

let packed: PackedSimulator;
beforeAll(async () => {
  packed = await packSimulator();
});
afterAll(() => packed?.remove());

const inPackage = (path: string) => join(packed.folder, 'node_modules/twilio-simulator', path);

it('takes a payment in a folder that has nothing else', async () => {
  let report: (outcome: URLSearchParams) => void;
  const paid = new Promise<URLSearchParams>((resolve) => {
    report = resolve;
  });
  const app = await startReceiver(({ path, body }: Received) => {
    const parameters = new URLSearchParams(body);
    if (parameters.has('Result')) report(parameters);
    return path === '/voice' ? { status: 200, body: VOICE, type: 'text/xml' } : { status: 204 };
  });
  const processor = await startReceiver(() => ({ status: 200, body: '{"charge_id":"ch_1"}' }));
  const started = await startPacked(packed, {
    VOICE_URL: `${app.url}/voice`,
    CONNECTOR_URL: `${processor.url}/charge`,
  });
  try {
    const url = /^ready {2}(\S+)$/m.exec(started.output)?.[1] ?? '';
    const client = twilio(DEFAULT_ACCOUNT.accountSid, DEFAULT_ACCOUNT.authToken);
    client.api.baseUrl = url;
    const control = async (path: string, body: object) =>
      (await fetch(`${url}/simulator/calls${path}`, { method: 'POST', body: JSON.stringify(body) })).json();

    const { callSid } = await control('', { answer: 'headless' });
    const statusCallback = `${app.url}/payment`;
    const payments = client.calls(callSid).payments;
    const { sid } = await payments.create({
      idempotencyKey: 'start',
      statusCallback,
      chargeAmount: 12,
      postalCode: false,
    });
    for (const [capture, digits] of Object.entries(CARD)) {
      const capturing = { idempotencyKey: capture, statusCallback, capture: capture as Capture };
      await client.calls(callSid).payments(sid).update(capturing);
      await control(`/${callSid}/digits`, { digits });
    }
    await client
      .calls(callSid)
      .payments(sid)
      .update({ idempotencyKey: 'end', statusCallback, status: 'complete' });

    expect(Object.fromEntries(await paid)).toMatchObject({
      Result: 'success',
      PaymentConfirmationCode: 'ch_1',
      PaymentCardNumber: expect.stringMatching(/^x+1111$/),
    });
    expect((await fetch(`${url}/phone`)).status).toBe(200);
    for (const file of ['phone.js', 'phone.css']) {
      const text = await (await fetch(`${url}/phone/${file}`)).text();
      expect(text.length).toBeGreaterThan(1000);
    }
  } finally {
    await started.stop();
    await Promise.all([app.close(), processor.close()]);
  }
});

describe('the package', () => {
  it('agrees with the repository: version, licence, engines and the versions of what it needs', async () => {
    const root = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const { dependencies, ...manifest } = packed.manifest;

    expect(manifest).toMatchObject({ version: root.version, license: root.license, engines: root.engines });
    expect(root.dependencies).toMatchObject(dependencies);
    expect(await readFile(inPackage('LICENSE'), 'utf8')).toBe(await readFile(join(ROOT, 'LICENSE'), 'utf8'));
  });

  it.each([
    ['an application', ['run', '--', 'node', '-e', LED], /^led 501$/m],
    ['a Functions project', ['run', '--functions', '.'], /^functions {2}\S+$/m],
  ])('runs %s', async (_what, words, until) => {
    await mkdir(join(packed.folder, 'functions'), { recursive: true });
    await mkdir(join(packed.folder, 'node_modules/twilio'), { recursive: true });
    await writeFile(join(packed.folder, 'node_modules/twilio/index.js'), '');
    const { output, stop } = await startPacked(packed, { PORT: '0' }, words, until);
    await stop();
    expect(output).toMatch(until);
  });

  it('imports what it declares, and declares what it imports', async () => {
    const files = await readdir(inPackage('dist'), { recursive: true });
    const imported = new Set<string>();
    for (const file of files.filter((name) => name.endsWith('.js') && !name.includes('page/'))) {
      const text = await readFile(inPackage(join('dist', file)), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:from |import\(|^import )['"]([^.'"][^'"]*)['"]/gm)) {
        if (!isBuiltin(name)) imported.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
      }
    }
    expect([...imported].sort()).toEqual(Object.keys(packed.manifest.dependencies).sort());
  });

  it('holds built files only, and a command that a shell can start', async () => {
    const files = await readdir(inPackage('.'), { recursive: true });
    expect(files.filter((file) => /(?<!\.d)\.tsx?$/.test(file))).toEqual([]);
    const pages = files.filter((file) => basename(file) === 'index.html').map(dirname);
    expect(pages).toContain(join('dist', 'phone', 'page'));
    for (const page of pages) expect(files).toContain(join(page, 'main.js'));
    expect(files.filter((file) => !file.startsWith('dist')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(await readFile(packed.command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('type-checks where it is used, its own types included', async () => {
    await writeFile(join(packed.folder, 'consumer.mts'), CONSUMER);
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = '--noEmit --strict --skipLibCheck false --module nodenext --target es2023 --types node';
    const { stdout } = spawnSync(
      process.execPath,
      [
        compiler,
        ...options.split(' '),
        '--typeRoots',
        join(ROOT, 'node_modules/@types'),
        join(packed.folder, 'consumer.mts'),
      ],
      { cwd: packed.folder, encoding: 'utf8' },
    );
    expect(stdout).toBe('');
  });
});

const VOICE = '<Response><Dial><Client>ana</Client></Dial></Response>';

type Capture = 'payment-card-number' | 'expiration-date' | 'security-code';
const CARD: Readonly<Record<Capture, string>> = {
  'payment-card-number': '4111111111111111#',
  'expiration-date': '1230#',
  'security-code': '123#',
};

const CONSUMER = `
import { createManualClock, createSimulator, DEFAULT_ACCOUNT, type SimulatorOptions } from 'twilio-simulator';

const options: SimulatorOptions = { port: 0, clock: createManualClock(), account: DEFAULT_ACCOUNT };
const simulator = await createSimulator(options);
export const port: number = simulator.port;
export const kinds: readonly string[] = simulator.requests.list().map(({ kind }) => kind);
// @ts-expect-error There is no such option.
await createSimulator({ nonsense: true });
// @ts-expect-error A URL is text.
export const address: number = simulator.url;
`;
