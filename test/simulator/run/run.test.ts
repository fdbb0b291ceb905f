import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, runApp, runSimulator } from './run-app.ts';

const running: RunningApp[] = [];
afterEach(async () => {
  for (const app of running.splice(0)) await app.stop();
});

async function start(...given: Parameters<typeof runApp>): Promise<RunningApp> {
  const app = await runApp(...given);
  running.push(app);
  return app;
}

async function post(url: string, body: URLSearchParams | string): Promise<Record<string, string>> {
  const response = await fetch(url, { method: 'POST', body });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
}

describe('npm run simulator -- run', () => {
  it('takes a payment through an application that knows nothing of the simulator', async () => {
    const app = await start('commonjs', { env: (appUrl) => ({ CONNECTOR_URL: `${appUrl}/connector` }) });
    await app.line(/app: listening/);
    const { callSid = '' } = await post(`${app.url}/simulator/calls`, '{"answer":"headless"}');
    await post(`${app.appUrl}/pay`, new URLSearchParams({ CallSid: callSid }));
    const press = (digits: string) =>
      post(`${app.url}/simulator/calls/${callSid}/digits`, JSON.stringify({ digits }));
    await app.line(/app: capturing payment-card-number/);
    await press('4111111111111111#');
    await app.line(/app: capturing expiration-date/);
    await press('1228');
    await app.line(/app: capturing security-code/);
    await press('123');
    expect((await app.line(/app: result (.+)/))[1]).toBe('success ch_1');
  });

  it('leads ES modules, fetch, https and the Sync SDK by their own hosts, and ends with the code of the application', async () => {
    const app = await start('modules');
    expect(await app.ended()).toBe(7);
    expect(app.output().match(/(?<=^app: ).*$/gm)).toEqual([
      'fetch 200',
      'sync {"paid":true}',
      'https 200',
      'https://chat.twilio.com/v1/Services 501',
      'http://api.twilio.com/2010-04-01/Nothing 501',
    ]);
  });

  it('leads no other host away', async () => {
    const others = ['api.twilio.com.example', 'nottwilio.com', 'twilio.com.example', 'media.twiliocdn.com'];
    const words = ['--', 'node', 'app.cjs', 'api.twilio.com', 'API.TWILIO.COM', ...others];
    const app = await start('elsewhere', { words });
    await app.ended();
    expect(
      app
        .output()
        .match(/(?<=^app: ).*$/gm)
        ?.toSorted(),
    ).toEqual(
      ['led API.TWILIO.COM', 'led api.twilio.com', ...others.map((host) => `looks up ${host}`)].toSorted(),
    );
  });

  it('puts its script into pages, however they are sent, and into nothing else', async () => {
    const app = await start('responses', { words: ['--', 'node', 'app.cjs'] });
    await app.line(/app: listening/);
    const script = `<script src="${app.url}/simulator/browser.js"></script>`;
    const read = async (path: string) => (await fetch(`${app.appUrl}${path}`)).text();
    const page = await read('/text');
    expect(page).toContain('ü');
    const led = page.replace('<head lang="de">', `<head lang="de">${script}`);
    for (const path of ['/end', '/head-given', '/message-given', '/chunks']) {
      expect([path, await read(path)]).toEqual([path, led]);
    }
    for (const path of ['/error', '/none', '/compressed']) {
      expect([path, await read(path)]).toEqual([path, page]);
    }
    expect(await read('/twice')).toBe(led + page);
    expect(await read('/fragment')).toBe('<header>ü</header>');
  });

  it('keeps what the user has set, but for what would lead past the simulator', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'authorities-'));
    await writeFile(join(folder, 'own.pem'), 'the user’s own');
    const app = await start('commonjs', {
      words: [
        '--',
        'node',
        '-e',
        'console.log("app: " + JSON.stringify({ ...process.env, cwd: process.cwd() })); setInterval(() => {}, 9e6)',
      ],
      env: () => ({
        NODE_OPTIONS: '--no-warnings',
        NODE_EXTRA_CA_CERTS: join(folder, 'own.pem'),
        TWILIO_CALLER_ID: '+14155550111',
        TWILIO_AUTH_TOKEN: 'mine',
        HTTP_PROXY: 'http://127.0.0.1:9',
        https_proxy: 'http://127.0.0.1:9',
        NO_PROXY: '*',
        OTHER: 'kept',
        // As `npm --prefix … run simulator` sets them.
        npm_lifecycle_event: 'simulator',
        INIT_CWD: folder,
      }),
    });
    const { 1: json = '' } = await app.line(/^app: (.*)$/m);
    const found = JSON.parse(json);
    expect(found).toMatchObject({
      NODE_OPTIONS: expect.stringMatching(/^--no-warnings --require "/),
      TWILIO_ACCOUNT_SID: expect.stringMatching(/^AC/),
      TWILIO_CALLER_ID: '+14155550111',
      TWILIO_PHONE_NUMBER: '+14155550100',
      TWILIO_AUTH_TOKEN: 'mine',
      OTHER: 'kept',
      cwd: await realpath(folder),
    });
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY']) {
      expect([name, found[name]]).toEqual([name, '']);
    }
    expect(await readFile(found.NODE_EXTRA_CA_CERTS, 'utf8')).toMatch(/^the user’s own\n-----BEGIN CERT/);
    expect(await readFile(found.SSL_CERT_FILE, 'utf8')).toContain('the user’s own');
    await app.stop();
    await expect(readFile(found.SSL_CERT_FILE)).rejects.toThrow('ENOENT');
    await rm(folder, { recursive: true });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('passes %s on and ends with the application', async (signal, code) => {
    const app = await start('commonjs');
    await app.line(/app: listening/);
    expect(await app.stop(signal)).toBe(code);
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
    await expect(fetch(app.appUrl)).rejects.toThrow();
  });

  it('says in one line that a command cannot be started', async () => {
    const { code, output } = await runSimulator(['run', '--', 'no-such-command']);
    expect(code).toBe(1);
    expect(output).toMatch(/^Failed to start no-such-command: there is no such command\.$/m);
  });

  it('takes its port from --port, before SIMULATOR_PORT', async () => {
    const { code, output } = await runSimulator(['run', '--port', '70000', '--', 'node', 'app.js']);
    expect([code, output]).toEqual([1, expect.stringContaining('SIMULATOR_PORT must be at most 65535')]);
  });

  it.each([
    ['run', /needs a command/],
    ['walk', /does not know walk/],
  ])('refuses %s', async (words, problem) => {
    const { code, output } = await runSimulator([words]);
    expect([code, output]).toEqual([2, expect.stringMatching(problem)]);
  });
});
