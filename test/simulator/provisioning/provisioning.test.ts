import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { createSeededChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { createFaults } from '#simulator/control/faults.ts';
import { createRestFaults } from '#simulator/http/rest-faults.ts';
import { createProvisioning } from '#simulator/provisioning/provisioning.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { ACCOUNT } from '#test/support/start-sync.ts';

const NUMBER = '+14155550100';
const VOICE_URL = 'http://127.0.0.1:3000/api/twiml';
const APP_SID = `AP${'0'.repeat(31)}1`;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(settings: Partial<Settings> = {}) {
  const chance = createSeededChance(1);
  const faults = createFaults();
  const provisioning = createProvisioning({
    account: ACCOUNT,
    twimlAppSid: APP_SID,
    phoneNumbers: [
      { phoneNumber: NUMBER, voiceUrl: VOICE_URL },
      { phoneNumber: '+14155550101', voiceUrl: '' },
    ],
    connectors: [
      { uniqueName: 'Default', endpointUrl: 'http://x/', username: 'user', password: 'secret', mode: 'TEST' },
    ],
    clock: createManualClock(),
    chance,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    failing: createRestFaults(faults, chance),
    log: () => {},
  });
  const server = createServer(getRequestListener(provisioning.routes.fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientFor = (username: string, password: string) => {
    const client = twilio(username, password, { accountSid: ACCOUNT.accountSid });
    client.api.baseUrl = url;
    client.marketplace.baseUrl = url;
    return client;
  };
  return { provisioning, clientFor, client: clientFor(ACCOUNT.accountSid, ACCOUNT.authToken), url };
}

const numberOf = async (client: twilio.Twilio) => {
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
  if (!number) throw new Error('the number is not listed');
  return number;
};

const UNKNOWN = { status: 404, code: 20404 };

describe('the phone numbers of the account', () => {
  it('are found by number, whole or in part', async () => {
    const { client } = await start();

    const found = async (phoneNumber: string) =>
      (await client.incomingPhoneNumbers.list({ phoneNumber })).map((number) => number.phoneNumber);

    await expect(found(NUMBER)).resolves.toEqual([NUMBER]);
    await expect(found('415555010*')).resolves.toEqual([NUMBER, '+14155550101']);
    await expect(found('+15005550006')).resolves.toEqual([]);
  });

  it('show where they lead and carry on over pages', async () => {
    const { client } = await start();

    const numbers = await client.incomingPhoneNumbers.list({ pageSize: 1 });

    expect(numbers).toHaveLength(2);
    expect(numbers[0]).toMatchObject({
      phoneNumber: NUMBER,
      voiceUrl: VOICE_URL,
      voiceMethod: 'POST',
      voiceApplicationSid: '',
      trunkSid: null,
      dateCreated: new Date('2026-01-15T10:00:00Z'),
    });
    await expect(client.incomingPhoneNumbers(numbers[0]?.sid ?? '').fetch()).resolves.toMatchObject({
      phoneNumber: NUMBER,
    });
  });

  it('lead to their application while they have one, and to their own address again afterwards', async () => {
    const { client, provisioning } = await start();
    const { sid } = await numberOf(client);
    const app = await client.applications.create({
      friendlyName: 'pay',
      voiceUrl: 'https://pay.example.com/v',
    });

    await client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: app.sid });
    expect(provisioning.phoneNumbers()[0]).toEqual({
      phoneNumber: NUMBER,
      voiceUrl: 'https://pay.example.com/v',
      voiceMethod: 'POST',
    });
    await client.applications(app.sid).update({ statusCallback: 'https://pay.example.com/s' });
    expect(provisioning.phoneNumbers()[0]?.statusCallback).toBe('https://pay.example.com/s');

    await client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: '' });
    expect(provisioning.phoneNumbers()[0]?.voiceUrl).toBe(VOICE_URL);
  });

  it('are driven from their application by a trunk, and from the trunk by an application', async () => {
    const { client, provisioning } = await start();
    const { sid } = await numberOf(client);
    await client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: APP_SID });

    const trunked = await client.incomingPhoneNumbers(sid).update({ trunkSid: `TK${'a'.repeat(32)}` });
    expect(trunked).toMatchObject({ trunkSid: `TK${'a'.repeat(32)}`, voiceApplicationSid: '' });
    expect(provisioning.phoneNumbers()[0]?.voiceUrl).toBe('');

    const back = await client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: APP_SID });
    expect(back).toMatchObject({ trunkSid: null, voiceApplicationSid: APP_SID });
  });

  it('keep their application when an empty one is ignored, by setting', async () => {
    const { client } = await start({ emptyApplicationSid: 'ignored' });
    const { sid } = await numberOf(client);
    await client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: APP_SID });

    await expect(client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: '' })).resolves.toMatchObject(
      { voiceApplicationSid: APP_SID },
    );
  });

  it.each([
    ['an address that is none', { voiceUrl: 'pay.example.com' }, 21402],
    ['an address of another kind', { voiceUrl: 'ftp://pay.example.com' }, 21402],
    ['a method of another kind', { voiceMethod: 'PUT' }, 21403],
    ['an application nobody has', { voiceApplicationSid: `AP${'9'.repeat(32)}` }, 20001],
  ])('refuse %s and stay as they are', async (_what, change, code) => {
    const { client } = await start();
    const { sid } = await numberOf(client);

    await expect(client.incomingPhoneNumbers(sid).update(change)).rejects.toMatchObject({
      status: 400,
      code,
    });
    await expect(client.incomingPhoneNumbers(sid).fetch()).resolves.toMatchObject({
      voiceUrl: VOICE_URL,
      voiceApplicationSid: '',
    });
  });

  it('are not found by a SID nobody has', async () => {
    const { client } = await start();

    await expect(client.incomingPhoneNumbers(`PN${'9'.repeat(32)}`).fetch()).rejects.toMatchObject(UNKNOWN);
  });

  it('are as configured again after a reset', async () => {
    const { client, provisioning } = await start();
    const { sid } = await numberOf(client);
    await client.incomingPhoneNumbers(sid).update({ voiceUrl: 'https://elsewhere.example.com' });

    provisioning.reset();

    expect((await numberOf(client)).voiceUrl).toBe(VOICE_URL);
  });
});

describe('the TwiML apps of the account', () => {
  it('are made, found by name, changed and deleted', async () => {
    const { client, provisioning } = await start();
    const voiceUrl = 'https://pay.example.com/v';
    const { sid } = await client.applications.create({ friendlyName: 'pay', voiceUrl, voiceMethod: 'POST' });
    expect(sid).toMatch(/^AP[0-9a-f]{32}$/);

    await expect(client.applications.list({ friendlyName: 'pay' })).resolves.toMatchObject([
      { sid, voiceUrl },
    ]);
    await client.applications(sid).update({ voiceUrl: 'https://pay.example.com/w' });
    expect(provisioning.leadOfApp(sid)?.voice.url).toBe('https://pay.example.com/w');
    await expect(client.applications(sid).fetch()).resolves.toMatchObject({ friendlyName: 'pay' });

    await expect(client.applications(sid).remove()).resolves.toBe(true);
    await expect(client.applications(sid).fetch()).rejects.toMatchObject(UNKNOWN);
    await expect(client.applications(sid).remove()).rejects.toMatchObject(UNKNOWN);
    expect(provisioning.leadOfApp(sid)).toBeUndefined();
  });

  it('begin with the configured one, which leads where the first number leads', async () => {
    const { provisioning } = await start();

    expect(provisioning.leadOfApp(APP_SID)?.voice.url).toBe(VOICE_URL);
    provisioning.configure({ phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl: 'http://127.0.0.1:9/' }] });
    expect(provisioning.leadOfApp(APP_SID)?.voice.url).toBe('http://127.0.0.1:9/');
    expect(provisioning.phoneNumbers()).toEqual([
      { phoneNumber: NUMBER, voiceUrl: 'http://127.0.0.1:9/', voiceMethod: 'POST' },
    ]);
  });

  it('may share a name, and not have too long a one', async () => {
    const { client } = await start();
    await client.applications.create({ friendlyName: 'pay' });
    await client.applications.create({ friendlyName: 'pay' });

    await expect(client.applications.list({ friendlyName: 'pay' })).resolves.toHaveLength(2);
    await expect(client.applications.create({ friendlyName: 'n'.repeat(65) })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('the API keys of the account', () => {
  it('show their secret once, sign in at once, and never again when they are gone', async () => {
    const { client, clientFor, provisioning } = await start();
    const { sid, secret } = await client.newKeys.create({ friendlyName: 'pay' });
    const withKey = clientFor(sid, secret);

    await expect(withKey.incomingPhoneNumbers.list()).resolves.toHaveLength(2);
    expect(provisioning.account.apiKeys.map((key) => key.sid)).toContain(sid);
    const listed = await client.keys.list();
    expect(listed.map((key) => key.friendlyName)).toEqual(['Simulated key', 'pay']);
    expect(JSON.stringify(listed)).not.toContain(secret);

    await expect(client.keys(sid).remove()).resolves.toBe(true);
    await expect(withKey.incomingPhoneNumbers.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  it('may not make or list keys themselves', async () => {
    const { clientFor } = await start();
    const [key] = ACCOUNT.apiKeys;
    const withKey = clientFor(key?.sid ?? '', key?.secret ?? '');

    await expect(withKey.newKeys.create()).rejects.toMatchObject({ status: 401, code: 20003 });
    await expect(withKey.keys.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  it('take another name', async () => {
    const { client } = await start();
    const { sid } = await client.newKeys.create({ friendlyName: 'pay' });

    await client.keys(sid).update({ friendlyName: 'paid' });

    await expect(client.keys(sid).fetch()).resolves.toMatchObject({ friendlyName: 'paid' });
  });
});

describe('the account and its add-ons', () => {
  it('shows the account to its own credentials', async () => {
    const { client } = await start();

    await expect(client.api.v2010.account.fetch()).resolves.toMatchObject({
      sid: ACCOUNT.accountSid,
      status: 'active',
    });
    await expect(client.api.v2010.accounts(`AC${'9'.repeat(32)}`).fetch()).rejects.toMatchObject(UNKNOWN);
  });

  it('lists installed connectors without their credentials', async () => {
    const { client } = await start();

    const addOns = await client.marketplace.v1.installedAddOns.list();

    expect(addOns).toMatchObject([{ uniqueName: 'Default', sid: expect.stringMatching(/^XE[0-9a-f]{32}$/) }]);
    expect(JSON.stringify(addOns)).not.toContain('secret');
    const sid = addOns[0]?.sid ?? '';
    await expect(client.marketplace.v1.installedAddOns(sid).fetch()).resolves.toMatchObject({ sid });
  });

  it('lists none when the setting says that connectors do not show there', async () => {
    const { client } = await start({ marketplaceListsConnectors: false });

    await expect(client.marketplace.v1.installedAddOns.list()).resolves.toEqual([]);
  });

  it('refuses what it does not know in its own voice', async () => {
    const { client, url } = await start();
    const numbers = `${url}/2010-04-01/Accounts/${ACCOUNT.accountSid}/IncomingPhoneNumbers`;

    const filtered = await client.request({ method: 'get', uri: `${numbers}.json?Beta=true` });
    const bought = await client.request({
      method: 'post',
      uri: `${numbers}.json`,
      data: { AreaCode: '415' },
    });

    expect(filtered).toMatchObject({ statusCode: 501, body: { simulator: 'unsupported' } });
    expect(bought).toMatchObject({ statusCode: 501, body: { simulator: 'unsupported' } });
  });
});
