import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { DEFAULT_ACCOUNT, DEFAULT_PHONE_NUMBER } from '#simulator/defaults.ts';
import { type RunningApp, runApp } from '../run/run-app.ts';

const NODE_MODULES = join(import.meta.dirname, '../../../node_modules');

describe('run --functions, with a project as it is deployed', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await runApp('functions-project', {
      words: ['--functions', '.'],
      env: (appUrl) => ({ VOICE_URL: '', CONNECTOR_URL: secure(appUrl, '/connector') }),
    });
    await app.line(/^functions {2}/m);
  });
  afterAll(() => app?.stop());

  const ask = (path: string, init?: RequestInit) => fetch(`${app.appUrl}${path}`, init);
  const control = async (path: string, body: object) =>
    (await fetch(`${app.url}/simulator/calls${path}`, { method: 'POST', body: JSON.stringify(body) })).json();

  it('takes a payment: calls, functions, a connector and Sync, all led to each other', async () => {
    const { callSid, status } = await control('', { answer: 'headless' });
    expect(status).toBe('in-progress');
    const started = await ask('/pay/start', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ CallSid: callSid, amount: 12 }),
    });
    expect(started.headers.get('access-control-allow-origin')).toBe('*');
    const cookie = started.headers.getSetCookie().join();
    expect(cookie).toMatch(/^payment=PK[0-9a-f]{32};HttpOnly$/);
    const change = async (changes: Record<string, string>) => {
      const body = new URLSearchParams({ CallSid: callSid, ...changes });
      const response = await ask('/pay/change', { method: 'POST', body, headers: { Cookie: cookie } });
      expect(response.status).toBe(200);
    };
    for (const [capture, digits] of Object.entries(CARD)) {
      await change({ capture });
      await control(`/${callSid}/digits`, { digits });
    }
    await change({ status: 'complete' });

    await app.line(/functions: payment success/);
    const client = twilio(DEFAULT_ACCOUNT.accountSid, DEFAULT_ACCOUNT.authToken);
    client.sync.baseUrl = app.url;
    const document = client.sync.v1.services('default').documents(`payment-${callSid}`);
    // The function tells of the payment when it has changed the document.
    expect((await document.fetch()).data).toEqual({ results: ['success ch_USD'] });
  });

  it('is what the number leads to, by its name', () => {
    expect(app.output()).toContain('+14155550100 -> the function marked below');
    expect(app.output()).toMatch(/ \/?http:\/\/localhost:\d+\/voice {2}<- calls to \+14155550100$/m);
  });

  it.each([
    ['/voice', 403],
    ['/voice?CallSid=CA1', 403],
    ['/prices/list.json', 403],
    ['/payments', 403],
    ['/desk.json', 403],
    ['/payments.private', 404],
    ['/functions/token', 404],
    ['/../package.json', 404],
    ['/%2e%2e/.env', 404],
    ['/%E0%A4%A', 404],
    ['/logo.svg', 200],
    ['/', 200],
  ])('gives a request without a signature to %s a %i', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it('lets a signed request through, for the address that was signed only', async () => {
    const signature = sign('/voice?a=1', { CallSid: 'CA1' });
    const post = (path: string, body: Record<string, string>) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(body),
        headers: { 'X-Twilio-Signature': signature },
      });
    const response = await post('/voice?a=1', { CallSid: 'CA1' });

    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(await response.text()).toContain(
      '<Say>Thank you for calling</Say><Dial><Client>desk</Client></Dial>',
    );
    expect((await post('/voice?a=2', { CallSid: 'CA1' })).status).toBe(403);
    expect((await post('/voice?a=1', { CallSid: 'CA2' })).status).toBe(403);
    const asset = await ask('/prices/list.json', {
      headers: { 'X-Twilio-Signature': sign('/prices/list.json', {}) },
    });
    expect(await asset.json()).toEqual({ small: '12.00' });
  });

  it('gives a function its context and event', async () => {
    const response = await ask('/shown?greeting=hello&list=1&list=2', {
      method: 'POST',
      body: new URLSearchParams({ From: '+14155550123', greeting: 'again' }),
      headers: { Cookie: 'a=1; b=x=y', 'X-Own': 'yes', 'X-Forwarded-For': '10.0.0.1' },
    });
    const { context, event, client } = await response.json();

    expect(client).toBe('function');
    expect(context).toMatchObject({
      CURRENCY: 'usd',
      GREETING: 'Thank you for calling',
      DOMAIN_NAME: app.appUrl.replace('http://127.0.0.1', 'localhost'),
      PATH: '/shown',
      ACCOUNT_SID: DEFAULT_ACCOUNT.accountSid,
      AUTH_TOKEN: DEFAULT_ACCOUNT.authToken,
      API_KEY: DEFAULT_ACCOUNT.apiKeys[0]?.sid,
      TWILIO_API_SECRET: DEFAULT_ACCOUNT.apiKeys[0]?.secret,
      TWILIO_PHONE_NUMBER: DEFAULT_PHONE_NUMBER.phoneNumber,
    });
    expect(event).toMatchObject({
      From: '+14155550123',
      greeting: 'again',
      list: ['1', '2'],
      request: { headers: { 'x-own': 'yes' }, cookies: { a: '1', b: 'x=y' } },
    });
    expect(event.request.headers).not.toHaveProperty('x-forwarded-for');
    expect(app.output()).toContain(
      'replace those in .env of ACCOUNT_SID, API_KEY, AUTH_TOKEN, TWILIO_API_SECRET.',
    );
  });

  it('makes tokens, and answers the question of a browser of another site', async () => {
    const token = await (await ask('/token?identity=desk')).text();
    const [, claims = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      sub: DEFAULT_ACCOUNT.accountSid,
      iss: DEFAULT_ACCOUNT.apiKeys[0]?.sid,
      grants: { identity: 'desk' },
    });
    const preflight = await ask('/pay/start', { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });

  it('turns an error of a function into a 500, and says so where it runs', async () => {
    const response = await ask('/broken');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ name: 'TypeError', message: 'Something is not right' });
    await app.line(/^\/broken 500: .*Something is not right/m);
  });

  const sign = (path: string, parameters: Record<string, string>) =>
    twilio.getExpectedTwilioSignature(DEFAULT_ACCOUNT.authToken, `${app.appUrl}${path}`, parameters);
});

describe('run --functions, with a project that is being written', () => {
  let folder: string;
  let running: RunningApp | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'functions-'));
    await mkdir(join(folder, 'functions'));
    await symlink(NODE_MODULES, join(folder, 'node_modules'), 'junction');
    await write('one.js', "exports.handler = (context, event, callback) => callback(null, 'first');");
  });
  afterAll(async () => {
    await running?.stop();
    await rm(folder, { recursive: true });
  });
  const write = (name: string, text: string) => writeFile(join(folder, 'functions', name), text);

  it('runs what is saved at the next request, and keeps what has not changed', async () => {
    running = await runApp('functions-project', {
      words: ['--functions', folder],
      env: () => ({ VOICE_URL: '' }),
    });
    await running.line(/\/one {2}<- calls to/);
    const ask = async (path: string) => {
      const response = await fetch(`${running?.appUrl}${path}`);
      return `${response.status} ${await response.text()}`;
    };
    expect(await ask('/one')).toBe('200 first');
    await write(
      'one.js',
      'let n = 0; exports.handler = (_context, _event, callback) => callback(null, String(++n));',
    );
    expect([await ask('/one'), await ask('/one')]).toEqual(['200 1', '200 2']);
    await write('two.js', 'exports.handler = (');
    expect(await ask('/two')).toMatch(/^500 .*two\.js/);
    await write('two.js', '');
    expect(await ask('/two')).toMatch(/^500 .*exports no handler/);
    await write(
      'no header.js',
      "exports.handler = (_, event, callback) => callback(null, new Twilio.Response({ headers: { A: '\\n' } }));",
    );
    expect(await ask('/no-header')).toMatch(/^500 .*Invalid character in header/);
  });

  it.each<[words: string[], problem: string, env?: Record<string, string>]>([
    [['--functions', 'nowhere'], 'there is no such folder'],
    [
      ['--functions', '.', '--voice', '/nothing'],
      'Failed to lead calls to /nothing: the project has /broken, ',
    ],
    [['--functions', '.', '--', 'node', 'app.js'], 'run needs a command'],
    [['--functions', '.'], 'PORT must be a port number', { PORT: 'x' }],
  ])('says what is wrong with run %s', async (words, problem, env = {}) => {
    const failed = await runApp('functions-project', { words, env: () => ({ VOICE_URL: '', ...env }) }).catch(
      (error: Error) => error,
    );
    const text = failed instanceof Error ? failed.message : await failed.ended().then(() => failed.output());
    expect(text).toContain(problem);
  });
});

const CARD = {
  'payment-card-number': '4111111111111111#',
  'expiration-date': '1230#',
  'security-code': '123#',
};

function secure(appUrl: string, path: string): string {
  return `${appUrl.replace('http://127.0.0.1', 'https://localhost')}${path}`;
}
