import { expect } from '@jest/globals';
import { NUMBER } from '#test/support/call-house.ts';
import {
  allRefused,
  filters,
  type Obeyed,
  PAGING,
  type RestOperation,
  refused,
  shown,
} from '../rest-operation.ts';
import { url } from './calls.ts';

const ACCOUNT = 'api/v2010/account';
const SMS = 'ApiVersion SmsFallbackMethod SmsFallbackUrl SmsMethod SmsUrl';

/** Sets the voice settings of a number, or of the application it has, and calls the number. */
const onCall =
  (settings: Record<string, string>, path: string): Obeyed =>
  async (given) => {
    const { house } = given;
    const full = Object.entries(settings).map(([name, value]) => [
      name,
      value.startsWith('/') ? url(given, value) : value,
    ]);
    const { body } = await given.send(Object.fromEntries(full));
    const [number] = await house.client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
    if (body.sid !== number?.sid)
      await house.client.incomingPhoneNumbers(`${number?.sid}`).update({ voiceApplicationSid: body.sid });
    const callSid = await house.place();
    if (path.endsWith('/status')) house.simulator.calls.hangUp(callSid);
    await house.until(() => house.told(path)[0]);
  };

const VOICE: RestOperation['parameters'] = {
  VoiceUrl: onCall({ VoiceUrl: '/new' }, '/new'),
  VoiceMethod: onCall({ VoiceUrl: '/new', VoiceMethod: 'GET' }, 'GET /new'),
  VoiceFallbackUrl: onCall({ VoiceUrl: '/broken', VoiceFallbackUrl: '/new' }, '/new'),
  VoiceFallbackMethod: onCall(
    { VoiceUrl: '/broken', VoiceFallbackUrl: '/new', VoiceFallbackMethod: 'GET' },
    'GET /new',
  ),
  StatusCallback: onCall({ VoiceUrl: '/long', StatusCallback: '/status' }, '/status'),
  StatusCallbackMethod: onCall(
    { VoiceUrl: '/long', StatusCallback: '/status', StatusCallbackMethod: 'GET' },
    'GET /status',
  ),
  VoiceCallerIdLookup: [refused('true'), shown('false', 'voice_caller_id_lookup', false)],
};

const APPLICATION: RestOperation['parameters'] = {
  ...allRefused(`${SMS} MessageStatusCallback SmsStatusCallback`),
  ...VOICE,
  FriendlyName: shown('mine'),
  PublicApplicationConnectEnabled: [
    refused('true'),
    shown('false', 'public_application_connect_enabled', false),
  ],
};

export const PROVISIONING: readonly RestOperation[] = [
  {
    name: 'updatePhoneNumber',
    helper: { file: `${ACCOUNT}/incomingPhoneNumber`, call: 'update' },
    async ready(house) {
      const [number] = await house.client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
      return { method: 'POST', path: `IncomingPhoneNumbers/${number?.sid}.json` };
    },
    parameters: {
      ...allRefused(
        `${SMS} AccountSid AddressSid BundleSid EmergencyAddressSid EmergencyStatus IdentitySid SmsApplicationSid`,
      ),
      ...VOICE,
      FriendlyName: shown('mine'),
      async VoiceApplicationSid(given) {
        const { sid } = await given.house.client.applications.create({ voiceUrl: url(given, '/app') });
        await given.send({ VoiceApplicationSid: sid });
        await given.house.place();
        await given.house.until(() => given.house.told('/app')[0]);
      },
      async TrunkSid({ house, send }) {
        await send({ TrunkSid: `TK${'0'.repeat(32)}` });
        expect((await house.control('POST', '/simulator/calls', {})).status).toBe(409);
      },
      VoiceReceiveMode: [refused('fax'), shown('voice')],
    },
  },
  {
    name: 'listPhoneNumbers',
    helper: { file: `${ACCOUNT}/incomingPhoneNumber`, call: 'page' },
    ready: (house) => {
      const voiceUrl = url({ house }, '/voice');
      house.simulator.configure({
        phoneNumbers: [NUMBER, '+14155550101'].map((phoneNumber) => ({ phoneNumber, voiceUrl })),
      });
      return { method: 'GET', path: 'IncomingPhoneNumbers.json' };
    },
    parameters: {
      ...PAGING,
      Beta: refused('true'),
      Origin: refused('twilio'),
      PhoneNumber: filters('555010*', '999', 2),
      FriendlyName: filters(NUMBER, 'x'),
    },
  },
  {
    name: 'createApplication',
    helper: { file: `${ACCOUNT}/application`, call: 'create' },
    ready: () => ({ method: 'POST', path: 'Applications.json' }),
    parameters: APPLICATION,
  },
  {
    name: 'updateApplication',
    helper: { file: `${ACCOUNT}/application`, call: 'update' },
    async ready(house) {
      const { sid } = await house.client.applications.create({});
      return { method: 'POST', path: `Applications/${sid}.json` };
    },
    parameters: APPLICATION,
  },
  {
    name: 'listApplications',
    helper: { file: `${ACCOUNT}/application`, call: 'page' },
    async ready(house) {
      await house.client.applications.create({ friendlyName: 'mine' });
      return { method: 'GET', path: 'Applications.json' };
    },
    parameters: { ...PAGING, FriendlyName: filters('mine', 'x') },
  },
  {
    name: 'createKey',
    helper: { file: `${ACCOUNT}/newKey`, call: 'create' },
    ready: () => ({ method: 'POST', path: 'Keys.json' }),
    parameters: { FriendlyName: shown('mine') },
  },
  {
    name: 'updateKey',
    helper: { file: `${ACCOUNT}/key`, call: 'update' },
    async ready(house) {
      const { sid } = await house.client.newKeys.create({});
      return { method: 'POST', path: `Keys/${sid}.json` };
    },
    parameters: { FriendlyName: shown('mine') },
  },
  {
    name: 'listKeys',
    helper: { file: `${ACCOUNT}/key`, call: 'page' },
    async ready(house) {
      await house.client.newKeys.create({});
      return { method: 'GET', path: 'Keys.json' };
    },
    parameters: PAGING,
  },
  {
    name: 'listInstalledAddOns',
    helper: { file: 'marketplace/v1/installedAddOn', call: 'page' },
    ready(house) {
      const connector = {
        endpointUrl: url({ house }, '/charge'),
        username: 'u',
        password: 'p',
        mode: 'TEST',
      } as const;
      house.simulator.configure({
        connectors: ['One', 'Two'].map((uniqueName) => ({ ...connector, uniqueName })),
      });
      return { method: 'GET', path: '/v1/InstalledAddOns' };
    },
    parameters: PAGING,
  },
];
