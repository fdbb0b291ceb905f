import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TwilioSecret } from '#lambdas/stores/secrets.ts';
import { DEFAULT_ACCOUNT } from '#simulator/defaults.ts';
import { createSimulator } from '#simulator/index.ts';
import type { FaultPlan, Simulator } from '#simulator/services.ts';
import type { Settings } from '#simulator/settings.ts';
import { RESPONSE_URL, type StandIn, standInForCloudFormation } from '#test/support/cloudformation.ts';
import { headingsNamedIn, runbookHeadings } from '#test/support/runbook.ts';

const NUMBER = '+14155550100';
const OTHER_NUMBER = '+14155550101';
const VOICE_URL = 'https://elsewhere.example/voice';
const NAME = 'agent-assist-pay dev 111122223333 us-east-1';
const SERVICES = {
  name: NAME,
  accountSid: DEFAULT_ACCOUNT.accountSid,
  voiceUrl: 'https://api.example/api/twiml',
  voiceFallbackUrl: 'https://pages.example/voice-fallback.xml',
  payConnectorName: 'Default',
};
const OTHER_APP = 'Somebody else';
const CONNECTOR = {
  uniqueName: 'Default',
  endpointUrl: 'http://x/',
  username: 'user',
  password: 'secret',
  mode: 'TEST',
} as const;

let simulator: Simulator;
let stand: StandIn;

beforeEach(() => start());
afterEach(() => simulator.close());

describe('Custom::TwilioServices', () => {
  it('makes an app, a Sync service with access control and a key, and stores the key', async () => {
    const answer = await stand.ask('Services', 'Create', SERVICES);

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { payConnector: 'found' } });
    const [app] = await ours('Applications.json', 'applications');
    expect(app).toMatchObject({
      sid: answer.Data?.twimlAppSid,
      voice_url: SERVICES.voiceUrl,
      voice_method: 'POST',
      voice_fallback_url: SERVICES.voiceFallbackUrl,
      voice_fallback_method: 'GET',
    });
    expect(await rest(`/v1/Services/${answer.Data?.syncServiceSid}`)).toMatchObject({ acl_enabled: true });
    const [key] = await ours('Keys.json', 'keys');
    expect(stand.secret.current).toMatchObject({
      apiKeySid: key?.sid,
      apiKeySecret: expect.stringMatching(/^\w{32}$/),
    });
  });

  it('makes nothing twice when it is asked again', async () => {
    const first = await stand.ask('Services', 'Create', SERVICES);
    const again = await stand.ask('Services', 'Update', SERVICES, first.PhysicalResourceId);

    expect(again).toEqual(first);
    expect(await counts()).toEqual({ apps: 1, keys: 1, services: 1 });
  });

  it('points the app at a new address', async () => {
    const { PhysicalResourceId: id } = await stand.ask('Services', 'Create', SERVICES);
    await stand.ask('Services', 'Update', { ...SERVICES, voiceUrl: 'https://new.example/api/twiml' }, id);

    expect(await ours('Applications.json', 'applications')).toMatchObject([
      { voice_url: 'https://new.example/api/twiml' },
    ]);
  });

  it('gives an app of before a fallback', async () => {
    const { PhysicalResourceId: id } = await stand.ask('Services', 'Create', {
      ...SERVICES,
      voiceFallbackUrl: '',
    });
    await stand.ask('Services', 'Update', SERVICES, id);

    expect(await ours('Applications.json', 'applications')).toMatchObject([
      { voice_fallback_url: SERVICES.voiceFallbackUrl, voice_fallback_method: 'GET' },
    ]);
  });

  it('leaves nothing behind when it is deleted', async () => {
    const before = await counts();
    const { PhysicalResourceId: id } = await stand.ask('Services', 'Create', SERVICES);
    const answer = await stand.ask('Services', 'Delete', SERVICES, id);

    expect(answer.Status).toBe('SUCCESS');
    expect(await counts()).toEqual(before);
    expect(stand.secret.current).toMatchObject({ apiKeySid: '', apiKeySecret: '' });
  });

  it('leaves everything as it is when Twilio is to be left alone, whether it responds or not', async () => {
    const services = await stand.ask('Services', 'Create', SERVICES);
    stand.secret.current = { ...stand.secret.current, leaveTwilio: true };
    const number = { phoneNumber: NUMBER, twimlAppSid: services.Data?.twimlAppSid ?? '' };
    await simulator.close();

    for (const answer of [
      await stand.ask('Services', 'Delete', SERVICES, services.PhysicalResourceId),
      await stand.ask('PhoneNumber', 'Delete', number, `PN${'0'.repeat(32)}||`),
    ])
      expect(answer.Status).toBe('SUCCESS');
    await start();
  });

  it('keeps a key that was given', async () => {
    const [given] = simulator.account.apiKeys;
    stand.secret.current = {
      ...stand.secret.current,
      apiKeySid: given?.sid ?? '',
      apiKeySecret: given?.secret ?? '',
    };
    const before = stand.secret.current;

    const { PhysicalResourceId: id } = await stand.ask('Services', 'Create', SERVICES);
    expect(await counts()).toMatchObject({ keys: 0 });
    await stand.ask('Services', 'Delete', SERVICES, id);

    expect(stand.secret.current).toEqual(before);
  });

  it.each<[string, (key: { sid: string; secret: string }) => Partial<TwilioSecret>]>([
    ['Twilio refuses', ({ sid }) => ({ apiKeySid: sid, apiKeySecret: 'revoked' })],
    ["is another account's", ({ secret }) => ({ apiKeySid: `SK${'9'.repeat(32)}`, apiKeySecret: secret })],
  ])('replaces a key that %s', async (_what, held) => {
    const [key = { sid: '', secret: '' }] = simulator.account.apiKeys;
    stand.secret.current = { ...stand.secret.current, ...held(key) };

    await stand.ask('Services', 'Create', SERVICES);

    const [made] = await ours('Keys.json', 'keys');
    expect(stand.secret.current.apiKeySid).toBe(made?.sid);
  });

  it('makes and deletes nothing when only the auth token is rotated', async () => {
    const first = await stand.ask('Services', 'Create', { ...SERVICES, secretVersion: '1' });
    const { authTokens, ...held } = stand.secret.current;
    stand.secret.current = { ...held, authTokens: ['not promoted yet', ...authTokens] };
    const properties = { ...SERVICES, secretVersion: '2' };

    const again = await stand.ask('Services', 'Update', properties, first.PhysicalResourceId);

    expect(again).toEqual(first); // another id would have the former resource deleted
    expect(await counts()).toEqual({ apps: 1, keys: 1, services: 1 });
    expect(stand.secret.current).toMatchObject(held);
  });

  it('keeps the id that version 0.1.0 gave, which names no account', async () => {
    const id = `twilio-services ${NAME}`;
    const updated = await stand.ask('Services', 'Update', SERVICES, id);

    expect(updated.PhysicalResourceId).toBe(id);
    const { accountSid: _unknown, ...before } = { ...SERVICES, accountSid: '' };
    expect(await stand.ask('Services', 'Delete', before, id)).toMatchObject({ Status: 'SUCCESS' });
    expect(await counts()).toEqual({ apps: 0, keys: 0, services: 0 });
  });

  it('uses a Sync service that was given, and neither changes nor deletes it', async () => {
    const given = await rest('/v1/Services', { FriendlyName: 'Theirs', AclEnabled: 'true' });
    const properties = { ...SERVICES, syncServiceSid: String(given.sid) };

    const answer = await stand.ask('Services', 'Create', properties);
    expect(answer.Data).toMatchObject({ syncServiceSid: given.sid });
    await stand.ask('Services', 'Delete', properties, answer.PhysicalResourceId);

    expect(await rest(`/v1/Services/${given.sid}`)).toMatchObject({ friendly_name: 'Theirs' });
  });

  it('refuses a given Sync service whose access control is off, and says how to fix it', async () => {
    const given = await rest('/v1/Services', { FriendlyName: 'Theirs', AclEnabled: 'false' });

    const answer = await stand.ask('Services', 'Create', { ...SERVICES, syncServiceSid: String(given.sid) });

    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/ACL.*is off.*Turn it on/),
    });
  });

  it('names the setting of a Sync service that does not exist', async () => {
    const answer = await stand.ask('Services', 'Create', {
      ...SERVICES,
      syncServiceSid: `IS${'0'.repeat(32)}`,
    });

    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('SYNC_SERVICE_SID') });
  });

  it.each(['createApplication', 'createKey'])(
    'cleans up when %s keeps failing, and its rollback deletes nothing more',
    async (operation) => {
      const before = await counts();
      fail({ probability: 1, failWith: 503, operations: [operation] });

      const answer = await stand.ask('Services', 'Create', SERVICES);
      expect(answer).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringContaining('status.twilio.com'),
      });
      const rollback = await stand.ask('Services', 'Delete', SERVICES, answer.PhysicalResourceId);

      expect(rollback.Status).toBe('SUCCESS');
      expect(await counts()).toEqual(before);
    },
  );

  it.each(['createApplication', 'createKey'])(
    'makes one thing when the response of %s is lost',
    async (operation) => {
      fail({ probability: 1, failWith: 500, afterEffect: true, times: 1, operations: [operation] });

      const answer = await stand.ask('Services', 'Create', SERVICES);

      expect(answer.Status).toBe('SUCCESS');
      expect(await counts()).toEqual({ apps: 1, keys: 1, services: 1 });
    },
  );

  it('continues when the Marketplace does not show the connector', async () => {
    const answer = await stand.ask('Services', 'Create', { ...SERVICES, payConnectorName: 'Other' });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { payConnector: 'missing' } });
  });

  it('says which credential to check when Twilio refuses it', async () => {
    stand.secret.current = { ...stand.secret.current, authTokens: ['wrong'] };

    const answer = await stand.ask('Services', 'Create', SERVICES);

    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/TWILIO_ACCOUNT_SID.*authTokens/),
    });
  });

  it('responds before its own time is up', async () => {
    const hurried = standInForCloudFormation({ ...connection(), remaining: 10_000 });
    fail({ probability: 1, failWith: 'timeout' });

    const answer = await hurried.ask('Services', 'Create', SERVICES);

    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('too long') });
  });
});

describe('Custom::TwilioPhoneNumber', () => {
  let twimlAppSid: string;
  beforeEach(async () => {
    twimlAppSid = (await stand.ask('Services', 'Create', SERVICES)).Data?.twimlAppSid ?? '';
  });

  it('points the number at the app and afterwards back at its own address', async () => {
    const attached = await attach();
    expect(await theNumber()).toMatchObject({ voice_application_sid: twimlAppSid });
    const released = await release(attached.PhysicalResourceId);

    expect([attached.Status, released.Status]).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await theNumber()).toMatchObject({ voice_application_sid: '', voice_url: VOICE_URL });
  });

  it.each([
    [
      'app',
      async () => ({
        VoiceApplicationSid: String((await rest(path('Applications.json'), { FriendlyName: OTHER_APP })).sid),
      }),
      'voice_application_sid',
    ],
    ['trunk', async () => ({ TrunkSid: `TK${'a'.repeat(32)}` }), 'trunk_sid'],
  ] as const)('gives the number back to the %s it belonged to', async (_kind, lead, field) => {
    const { sid } = await theNumber();
    await rest(path(`IncomingPhoneNumbers/${sid}.json`), await lead());
    const before = (await theNumber())[field];

    await release((await attach()).PhysicalResourceId);

    expect((await theNumber())[field]).toBe(before);
  });

  it('leaves the number alone when somebody has pointed it elsewhere since', async () => {
    const { PhysicalResourceId: id } = await attach();
    const theirs = await rest(path('Applications.json'), { FriendlyName: OTHER_APP });
    await rest(path(`IncomingPhoneNumbers/${(await theNumber()).sid}.json`), {
      VoiceApplicationSid: String(theirs.sid),
    });

    const released = await release(id);

    expect(released.Status).toBe('SUCCESS');
    expect(await theNumber()).toMatchObject({ voice_application_sid: theirs.sid });
  });

  it('keeps its memory across updates and lost responses', async () => {
    const trunk = { TrunkSid: `TK${'b'.repeat(32)}` };
    simulator.faults.clear();
    await rest(path(`IncomingPhoneNumbers/${(await theNumber()).sid}.json`), trunk);
    fail({ probability: 1, failWith: 500, afterEffect: true, times: 1, operations: ['updatePhoneNumber'] });

    const first = await attach();
    const second = await stand.ask('PhoneNumber', 'Update', one(), first.PhysicalResourceId);
    await release(second.PhysicalResourceId);

    expect(second.PhysicalResourceId).toBe(first.PhysicalResourceId);
    expect(await theNumber()).toMatchObject({ trunk_sid: trunk.TrunkSid });
  });

  it('gives a number back when another takes its place', async () => {
    const former = await attach();
    const changed = await stand.ask('PhoneNumber', 'Update', other(), former.PhysicalResourceId);
    expect(changed.PhysicalResourceId).not.toBe(former.PhysicalResourceId);
    await release(former.PhysicalResourceId);

    expect(await theNumber()).toMatchObject({ voice_application_sid: '', voice_url: VOICE_URL });
    expect(await theNumber(OTHER_NUMBER)).toMatchObject({ voice_application_sid: twimlAppSid });
  });

  it('remembers what a number pointed at when the change to another one is undone', async () => {
    const trunk = { TrunkSid: `TK${'c'.repeat(32)}` };
    await rest(path(`IncomingPhoneNumbers/${(await theNumber()).sid}.json`), trunk);
    const former = await attach();
    const changed = await stand.ask('PhoneNumber', 'Update', other(), former.PhysicalResourceId);

    const undone = await stand.ask('PhoneNumber', 'Update', one(), changed.PhysicalResourceId);
    await stand.ask('PhoneNumber', 'Delete', other(), changed.PhysicalResourceId);
    await release(undone.PhysicalResourceId);

    expect(undone.PhysicalResourceId).toBe(former.PhysicalResourceId);
    expect(await theNumber()).toMatchObject({ trunk_sid: trunk.TrunkSid });
    expect(await theNumber(OTHER_NUMBER)).toMatchObject({ voice_application_sid: '' });
  });

  it('keeps the id that version 0.1.0 gave, which names no account', async () => {
    const { PhysicalResourceId: id } = await attach();
    const before = id.split('|').slice(0, 3).join('|');

    expect(await stand.ask('PhoneNumber', 'Update', one(), before)).toMatchObject({
      PhysicalResourceId: before,
    });
  });

  it('says which setting is wrong when the account has no such number', async () => {
    const answer = await stand.ask('PhoneNumber', 'Create', { phoneNumber: '+14155550199', twimlAppSid });
    const rollback = await stand.ask(
      'PhoneNumber',
      'Delete',
      { phoneNumber: '+14155550199', twimlAppSid },
      answer.PhysicalResourceId,
    );

    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('PHONE_NUMBER') });
    expect(rollback.Status).toBe('SUCCESS');
  });

  it('says what to do by hand where Twilio does not let the app go', async () => {
    await simulator.close();
    await start({ emptyApplicationSid: 'ignored' });
    twimlAppSid = (await stand.ask('Services', 'Create', SERVICES)).Data?.twimlAppSid ?? '';

    const released = await release((await attach()).PhysicalResourceId);

    expect(released).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('in the Console') });
  });

  const one = () => ({ phoneNumber: NUMBER, twimlAppSid, accountSid: simulator.account.accountSid });
  const other = () => ({ ...one(), phoneNumber: OTHER_NUMBER });
  const attach = () => stand.ask('PhoneNumber', 'Create', one());
  const release = (id: string) => stand.ask('PhoneNumber', 'Delete', one(), id);
});

describe('a move to another account', () => {
  const NUMBER_THERE = '+14155550111';
  let there: Simulator;
  let moved: StandIn;
  let here: Record<'services' | 'number', { properties: Row; id: string; app: string }>;

  beforeEach(async () => {
    there = await createSimulator({
      port: 0,
      account: { accountSid: `AC${'7'.repeat(32)}`, authToken: 'token there', apiKeys: [] },
      phoneNumbers: [{ phoneNumber: NUMBER_THERE, voiceUrl: VOICE_URL }],
      settings: {},
    });
    const [services, number] = await set(stand, simulator, NUMBER);
    here = { services, number };
    moved = standInForCloudFormation({
      ...connection(),
      accountSid: there.account.accountSid,
      elsewhere: (username) =>
        [there.account.accountSid, ...there.account.apiKeys.map(({ sid }) => sid)].includes(username)
          ? there.url
          : undefined,
      secret: { ...stand.secret.current, authTokens: ['token there', simulator.account.authToken] },
    });
  });
  afterEach(() => there.close());

  it('makes everything there, and cleans up here with the token still held', async () => {
    const [services, number] = await set(moved, there, NUMBER_THERE, here);

    expect(services.id).not.toBe(here.services.id);
    expect(number.id).not.toBe(here.number.id);
    for (const answer of await cleanUp(here)) expect(answer.Status).toBe('SUCCESS');
    expect(await counts()).toEqual({ apps: 0, keys: 0, services: 0 });
    expect(await theNumber()).toMatchObject({ voice_application_sid: '', voice_url: VOICE_URL });
    expect(there.account.apiKeys).toMatchObject([{ sid: moved.secret.current.apiKeySid }]);
    expect(await theNumber(NUMBER_THERE, there)).toMatchObject({ voice_application_sid: services.app });
  });

  it('also cleans up with a token that only the version before of the secret holds', async () => {
    await set(moved, there, NUMBER_THERE, here);
    moved.secret.previous = moved.secret.current;
    moved.secret.current = { ...moved.secret.current, authTokens: ['token there'] };

    for (const answer of await cleanUp(here)) expect(answer.Status).toBe('SUCCESS');
    expect(await counts()).toEqual({ apps: 0, keys: 0, services: 0 });
  });

  it('says what it could not clean up where no token is accepted, and where to read on', async () => {
    await set(moved, there, NUMBER_THERE, here);
    moved.secret.current = { ...moved.secret.current, authTokens: ['token there'] };
    delete moved.secret.previous;

    for (const answer of await cleanUp(here)) {
      expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/stays as it is/) });
      for (const heading of headingsNamedIn(answer.Reason ?? ''))
        expect(runbookHeadings()).toContain(heading);
      expect(headingsNamedIn(answer.Reason ?? '')).toHaveLength(1);
    }
    expect(await counts()).toEqual({ apps: 1, keys: 1, services: 1 });
  });

  it('is undone without harm to what is here', async () => {
    const [services, number] = await set(moved, there, NUMBER_THERE, here);
    const undone = standInForCloudFormation({ ...connection(), secret: moved.secret.current });
    const back = await undone.ask('Services', 'Update', here.services.properties, services.id);
    const numberBack = await undone.ask('PhoneNumber', 'Update', here.number.properties, number.id);

    expect(back.PhysicalResourceId).toBe(here.services.id);
    expect(back.Data).toMatchObject({ twimlAppSid: here.services.app });
    expect(numberBack.PhysicalResourceId).toBe(here.number.id);
    for (const answer of await cleanUp({ services, number })) expect(answer.Status).toBe('SUCCESS');
    expect(there.account.apiKeys).toEqual([]);
    expect(await theNumber(NUMBER_THERE, there)).toMatchObject({ voice_application_sid: '' });
    expect(await counts()).toEqual({ apps: 1, keys: 1, services: 1 });
  });

  /** Creates both resources, or updates them, as CloudFormation does. */
  async function set(by: StandIn, { account }: Simulator, phoneNumber: string, from?: typeof here) {
    const ask = (type: 'Services' | 'PhoneNumber', properties: Row, id: string | undefined) =>
      by.ask(type, id ? 'Update' : 'Create', properties, id);
    const { accountSid } = account;
    const services = { ...SERVICES, accountSid };
    const made = await ask('Services', services, from?.services.id);
    const app = made.Data?.twimlAppSid ?? '';
    const number = { phoneNumber, twimlAppSid: app, accountSid };
    const attached = await ask('PhoneNumber', number, from?.number.id);
    return [
      { properties: services, id: made.PhysicalResourceId, app },
      { properties: number, id: attached.PhysicalResourceId, app },
    ] as const;
  }

  /** What CloudFormation asks when an id has changed, the later resource first. */
  async function cleanUp({ services, number }: typeof here) {
    return [
      await moved.ask('PhoneNumber', 'Delete', number.properties, number.id),
      await moved.ask('Services', 'Delete', services.properties, services.id),
    ];
  }
});

describe('what is logged and returned', () => {
  it('holds no credential, whatever happens', async () => {
    const answers = [await stand.ask('Services', 'Create', SERVICES)];
    fail({ probability: 1, failWith: 'malformed' });
    answers.push(await stand.ask('PhoneNumber', 'Create', { phoneNumber: NUMBER, twimlAppSid: 'AP' }));
    answers.push(await stand.ask('Services', 'Delete', SERVICES, 'some id'));

    const { authTokens, apiKeySecret, connectorPassword } = stand.secret.current;
    const written = stand.logged.join('\n') + JSON.stringify(answers);
    for (const credential of [...authTokens, apiKeySecret, connectorPassword, RESPONSE_URL, 'signature=']) {
      expect(written.includes(credential)).toBe(false);
    }
    expect(stand.logged.length).toBeGreaterThan(3);
  });
});

async function start(settings: Partial<Settings> = {}) {
  simulator = await createSimulator({
    port: 0,
    phoneNumbers: [NUMBER, OTHER_NUMBER].map((phoneNumber) => ({ phoneNumber, voiceUrl: VOICE_URL })),
    connectors: [CONNECTOR],
    settings,
  });
  stand = standInForCloudFormation(connection());
}

function connection() {
  const { accountSid, authToken } = simulator.account;
  const secret: TwilioSecret = {
    authTokens: [authToken],
    apiKeySid: '',
    apiKeySecret: '',
    connectorUsername: 'twilio',
    connectorPassword: 'connector password',
  };
  return { url: simulator.url, accountSid, secret };
}

function fail(rest: NonNullable<FaultPlan['rest']>): void {
  simulator.faults.set({ rest });
}

type Row = Readonly<Record<string, unknown>>;

function path(file: string, at = simulator): string {
  return `/2010-04-01/Accounts/${at.account.accountSid}/${file}`;
}

/** What the account itself says, past any fault. */
async function rest(address: string, form?: Readonly<Record<string, string>>, at = simulator): Promise<Row> {
  at.faults.clear();
  const { accountSid, authToken } = at.account;
  const response = await fetch(`${at.url}${address}`, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  return (await response.json()) as Row;
}

async function ours(file: string, rows: string): Promise<readonly Row[]> {
  const page = await rest(path(file));
  return (page[rows] as readonly Row[]).filter((row) => row.friendly_name === NAME);
}

async function counts() {
  const services = (await rest('/v1/Services')).services as readonly Row[];
  return {
    apps: (await ours('Applications.json', 'applications')).length,
    keys: (await ours('Keys.json', 'keys')).length,
    services: services.filter((row) => row.friendly_name === NAME).length,
  };
}

async function theNumber(number = NUMBER, at = simulator): Promise<Row> {
  const file = `IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(number)}`;
  const page = await rest(path(file, at), undefined, at);
  return (page.incoming_phone_numbers as readonly Row[])[0] ?? {};
}
