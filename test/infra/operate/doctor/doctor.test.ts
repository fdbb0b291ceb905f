import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFinding, diagnose, MENDED_BY_DEPLOY } from '#infra/operate/doctor/diagnose.ts';
import { DEPLOY, type Finding, type Target } from '#infra/operate/doctor/finding.ts';
import { PHONE_NUMBER } from '#local/handler-environment.ts';
import { type LocalStack, startLocal } from '#local/start.ts';
import { standInForCloudFormation } from '#test/support/cloudformation.ts';
import { headingsNamedIn, runbookHeadings } from '#test/support/runbook.ts';
import { sealedLog } from '#test/support/sealed-log.ts';
import { STUB_PAGES } from '#test/support/synth-stack.ts';

const EMBED_ORIGINS = ['https://crm.example.com', 'https://help.example.com'];
let dataDir: string;
let stack: LocalStack;
let target: Target;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doctor-'));
  stack = await startLocal({
    port: 0,
    simulatorPort: 0,
    dataDir,
    log: 'file',
    pageDirectory: STUB_PAGES,
    embedClients: EMBED_ORIGINS.map((origin, at) => `client-${at}=${origin}`).join(','),
  });
  target = await deployTwilioSide();
}, 60_000);

afterAll(async () => {
  await stack?.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('doctor', () => {
  it('finds no problem in a deployment that works', async () => {
    const findings = await diagnose(target, () => {});

    expect(findings.filter(({ result }) => result !== 'ok')).toEqual([]);
    expect(findings.length).toBeGreaterThan(10);
  });

  it('warns of the few mails a day that Cognito itself sends', async () => {
    const findings = await diagnose({ ...target, cognitoMails: true }, () => {});

    expect(findings.filter(({ result }) => result !== 'ok')).toEqual([
      expect.objectContaining({
        result: 'warning',
        advice: expect.stringMatching(/50 mails a day.*SIGN_IN_MAIL_FROM/),
      }),
    ]);
  });

  it.each<[string, (sound: Target) => Target, RegExp, RegExp]>([
    [
      'the auth token is wrong',
      (sound) => ({ ...sound, secret: { ...sound.secret, authTokens: ['wrong'] } }),
      /auth token/,
      /TWILIO_ACCOUNT_SID/,
    ],
    [
      'the auth token is wrong',
      (sound) => ({ ...sound, secret: { ...sound.secret, authTokens: ['wrong'] } }),
      /Webhook \/statusCallback/,
      /first of authTokens/,
    ],
    [
      'there is no API key',
      (sound) => ({ ...sound, secret: { ...sound.secret, apiKeySid: '' } }),
      /API key/,
      /npm run deploy/,
    ],
    [
      'the API key is wrong',
      (sound) => ({ ...sound, secret: { ...sound.secret, apiKeySecret: 'wrong' } }),
      /API key/,
      /refuses it.*npm run deploy, which fixes it/,
    ],
    [
      'the app is gone',
      (sound) => ({ ...sound, twimlAppSid: `AP${'0'.repeat(32)}` }),
      /TwiML app/,
      /npm run deploy, which fixes it/,
    ],
    [
      'the app points elsewhere',
      (sound) => ({ ...sound, publicBaseUrl: 'https://elsewhere.invalid' }),
      /TwiML app points/,
      /npm run deploy, which fixes it/,
    ],
    [
      'the number is not ours',
      (sound) => ({ ...sound, phoneNumber: '+12025550199' }),
      /phone number/,
      /PHONE_NUMBER/,
    ],
    [
      'the Sync service is gone',
      (sound) => ({ ...sound, syncServiceSid: `IS${'0'.repeat(32)}` }),
      /Sync/,
      /SYNC_SERVICE_SID/,
    ],
    [
      'no capacity is reserved and the account lacks it',
      (sound) => ({ ...sound, capacity: { ...sound.capacity, reserved: 0, limit: 400, unreserved: 300 } }),
      /capacity/,
      /51 more.*300 of 400/,
    ],
    [
      'no capacity is reserved and the account has it',
      (sound) => ({ ...sound, capacity: { ...sound.capacity, reserved: 0, unreserved: 1_000 } }),
      /capacity/,
      /npm run deploy/,
    ],
    [
      'the fallback is not there',
      (sound) => ({ ...sound, fetch: instead('voice-fallback', 'Not found', { status: 404 }) }),
      /fallback/,
      /returns 404.*npm run deploy/,
    ],
    [
      'the fallback is the page',
      (sound) => ({
        ...sound,
        fetch: instead('voice-fallback', '<p>', { headers: { 'content-type': 'text/html' } }),
      }),
      /fallback/,
      /not served as XML/,
    ],
    [
      'the fallback says nothing',
      (sound) => ({
        ...sound,
        fetch: instead('voice-fallback', '<Response/>', { headers: { 'content-type': 'text/xml' } }),
      }),
      /fallback/,
      /says something/,
    ],
    [
      'the app has no fallback',
      (sound) => ({ ...sound, fetch: instead('Applications', '{"voice_fallback_url":""}') }),
      /fallback/,
      /has none/,
    ],
    [
      'webhooks are unreachable',
      (sound) => ({ ...sound, publicBaseUrl: 'http://127.0.0.1:9' }),
      /Webhook \/twiml/,
      /runbook/,
    ],
    [
      'the page is missing',
      (sound) => ({ ...sound, deskUrl: `${sound.deskUrl}nowhere/` }),
      /desk loads/,
      /npm run deploy, which fixes it/,
    ],
    [
      'a processor should not be there',
      (sound) => ({ ...sound, mockProcessor: false }),
      /no stand-in/,
      /was deployed with it/,
    ],
    [
      'the panel should not be there',
      (sound) => ({ ...sound, embedOrigins: [] }),
      /no panel/,
      /returns 401 instead of 404.*as they are now/,
    ],
    [
      'the panel may stand in other pages',
      (sound) => ({ ...sound, embedOrigins: ['https://crm.example.com'] }),
      /The panel stands/,
      /inside https:\/\/crm.example.com https:\/\/help.example.com instead of https:\/\/crm.example.com\./,
    ],
    [
      'the panel may stand in any page',
      (sound) => ({ ...sound, fetch: instead('/panel', '', { status: 401 }) }),
      /The panel stands/,
      /inside any page/,
    ],
  ])('says what to do when %s', async (_what, breakIt, check, advice) => {
    const finding = await findingOf(breakIt(target), check);

    expect(finding).toMatchObject({ result: 'failed', advice: expect.stringMatching(advice) });
    if (!finding?.advice?.includes(DEPLOY)) return;
    const seenByDeploy = await diagnose(breakIt(target), () => {}, MENDED_BY_DEPLOY);
    expect(seenByDeploy).toContainEqual(finding);
  });

  it('says what to do when the access control of the Sync service is off', async () => {
    await post(`/v1/Services/${target.syncServiceSid}`, { AclEnabled: 'false' });
    const finding = await findingOf(target, /Sync/);
    await post(`/v1/Services/${target.syncServiceSid}`, { AclEnabled: 'true' });

    expect(finding).toMatchObject({ result: 'failed', advice: expect.stringContaining('ACL') });
  });

  it('finds a fallback that a caller then hears while the API is down', async () => {
    const account = `/2010-04-01/Accounts/${target.accountSid}`;
    const app = `${account}/Applications/${target.twimlAppSid}.json`;
    await post(app, { VoiceUrl: 'http://127.0.0.1:1/api/twiml' });
    const placed = await fetch(`${stack.simulator.url}/simulator/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ answer: 'headless' }),
    });
    await post(app, { VoiceUrl: `${target.publicBaseUrl}/twiml` });

    expect(await placed.json()).toMatchObject({ status: expect.stringMatching(/in-progress|completed/) });
    const asked = stack.simulator.requests.list().filter(({ kind }) => kind === 'voice');
    expect(asked.at(-1)).toMatchObject({
      method: 'GET',
      url: `${stack.deskUrl}/voice-fallback.xml`,
      parameters: { ErrorCode: '11205' },
      status: 200,
    });
  });

  it('only warns when nothing is to be reserved and the account is small', async () => {
    const small = { limit: 10, unreserved: 10, reserved: 0, needed: 351, isWanted: false };
    const finding = await findingOf({ ...target, capacity: small }, /capacity/);
    expect(finding).toMatchObject({ result: 'warning', advice: expect.stringContaining('share 10') });
    const large = { ...small, limit: 1_000, unreserved: 900 };
    expect(await findingOf({ ...target, capacity: large }, /capacity/)).toMatchObject({ result: 'ok' });
  });

  it('only warns when the Marketplace does not list the connector', async () => {
    const finding = await findingOf({ ...target, payConnectorName: 'Other' }, /Pay Connector/);

    expect(finding).toMatchObject({ result: 'warning', advice: expect.stringContaining('Console') });
  });

  it('fails a webhook that accepts forged requests', async () => {
    const gullible: typeof fetch = async () => new Response(null, { status: 204 });
    const finding = await findingOf({ ...target, fetch: gullible }, /Webhook \/twiml/);

    expect(finding).toMatchObject({ result: 'failed', advice: expect.stringContaining('forged') });
  });

  it('names only headings that the runbook has', async () => {
    const returning =
      (status: number): typeof fetch =>
      async () =>
        new Response(null, { status });
    const signInIsDown: typeof fetch = (url, init) =>
      String(url).includes('.well-known') ? Promise.reject(new TypeError('no response')) : fetch(url, init);
    const unreachable: typeof fetch = () => Promise.reject(new TypeError('no response'));
    const named = new Set<string>();
    for (const broken of [unreachable, returning(403), returning(500), signInIsDown]) {
      for (const { advice = '' } of await diagnose({ ...target, fetch: broken }, () => {}))
        for (const heading of headingsNamedIn(advice)) named.add(heading);
    }

    expect([...named].sort()).toEqual([
      'Nobody can sign in',
      'Signatures refused',
      'Webhooks do not respond',
    ]);
    expect(runbookHeadings()).toEqual(expect.arrayContaining([...named]));
  });

  it('records nothing', async () => {
    const token = await stack.devSession('sam', 'supervisor');
    await diagnose(target, () => {});
    const response = await fetch(`${stack.apiUrl}/paySessions`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect(await response.json()).toEqual({ items: [] });
  });

  it.each<[string, () => Promise<void>]>([
    ['an app that points elsewhere', () => post(app(), { VoiceUrl: 'https://elsewhere.invalid' })],
    ['an app without a fallback', () => post(app(), { VoiceFallbackUrl: '' })],
    ['an app that is gone', () => remove(app())],
    ['a Sync service without access control', () => post(service(), { AclEnabled: 'false' })],
    ['a Sync service that is gone', () => remove(service())],
    ['an API key that is gone', () => remove(account(`Keys/${target.secret.apiKeySid}.json`))],
  ])('finds no problem any more once a deployment has mended %s', async (_what, breakIt) => {
    await breakIt();
    const broken = await diagnose(target, () => {}, MENDED_BY_DEPLOY);
    expect(broken.filter(({ result }) => result === 'failed')).not.toEqual([]);

    target = await deployTwilioSide(target);
    expect((await diagnose(target, () => {})).filter(({ result }) => result === 'failed')).toEqual([]);
  });

  it('shows no secret in any line', async () => {
    const lines: string[] = [];
    await diagnose({ ...target, publicBaseUrl: 'http://127.0.0.1:9' }, (finding) =>
      lines.push(describeFinding(finding)),
    );

    const { authTokens, apiKeySecret, connectorPassword } = target.secret;
    for (const secret of [...authTokens, apiKeySecret, connectorPassword]) {
      expect(lines.join('\n').includes(secret)).toBe(false);
    }
  });
});

/** Sets up Twilio's side as the custom resource does, or once more as in an update. */
async function deployTwilioSide(former?: Target): Promise<Target> {
  const { simulator, apiUrl, deskUrl } = stack;
  const { accountSid, authToken } = simulator.account;
  const secret = {
    authTokens: [authToken],
    apiKeySid: former?.secret.apiKeySid ?? '',
    apiKeySecret: former?.secret.apiKeySecret ?? '',
    connectorUsername: 'twilio',
    connectorPassword: 'connector password',
  };
  const standIn = standInForCloudFormation({ url: simulator.url, accountSid, secret });
  const services = {
    name: 'agent-assist-pay dev',
    accountSid,
    voiceUrl: `${apiUrl}/twiml`,
    voiceFallbackUrl: `${deskUrl}/voice-fallback.xml`,
    payConnectorName: 'Default',
  };
  const { Data } = await standIn.ask('Services', former ? 'Update' : 'Create', services);
  const twimlAppSid = Data?.twimlAppSid ?? '';
  await standIn.ask('PhoneNumber', 'Create', { phoneNumber: PHONE_NUMBER, twimlAppSid, accountSid });
  return {
    publicBaseUrl: apiUrl,
    deskUrl: `${deskUrl}/`,
    accountSid,
    phoneNumber: PHONE_NUMBER,
    payConnectorName: 'Default',
    twimlAppSid,
    syncServiceSid: Data?.syncServiceSid ?? '',
    mockProcessor: true,
    embedOrigins: EMBED_ORIGINS,
    cognitoMails: false,
    capacity: { limit: 1_000, unreserved: 749, reserved: 251, needed: 351, isWanted: true },
    log: sealedLog(),
    secret: standIn.secret.current,
    hosts: { api: simulator.url, sync: simulator.url, marketplace: simulator.url },
    fetch,
  };
}

/** A network on which one address returns something else. */
function instead(part: string, body: string, init: ResponseInit = {}): typeof fetch {
  return async (input, request) =>
    String(input).includes(part) ? new Response(body, init) : fetch(input, request);
}

async function findingOf(broken: Target, check: RegExp): Promise<Finding | undefined> {
  const findings = await diagnose(broken, () => {});
  return findings.find((finding) => check.test(finding.check));
}

const account = (file: string) => `/2010-04-01/Accounts/${target.accountSid}/${file}`;
const app = () => account(`Applications/${target.twimlAppSid}.json`);
const service = () => `/v1/Services/${target.syncServiceSid}`;

function post(path: string, form: Readonly<Record<string, string>>): Promise<void> {
  return send(path, { method: 'POST', body: new URLSearchParams(form) });
}

function remove(path: string): Promise<void> {
  return send(path, { method: 'DELETE' });
}

async function send(path: string, request: RequestInit): Promise<void> {
  const { accountSid, authToken } = stack.simulator.account;
  const response = await fetch(`${stack.simulator.url}${path}`, {
    ...request,
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
  });
  expect(response.ok).toBe(true);
}
