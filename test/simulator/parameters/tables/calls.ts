import { expect } from '@jest/globals';
import { NUMBER } from '#test/support/call-house.ts';
import {
  allRefused,
  filters,
  type Given,
  type Obeyed,
  PAGING,
  type RestOperation,
  refused,
  shown,
} from '../rest-operation.ts';

export const CUSTOMER = '+14155550188';
const OTHER = '+14155550177';

const CALL = 'api/v2010/account/call';
const NOT_HERE = `CallReason CallToken CallerId Byoc ClientNotificationUrl MachineDetection
  MachineDetectionSilenceTimeout MachineDetectionSpeechEndThreshold MachineDetectionSpeechThreshold
  MachineDetectionTimeout Passports RecordingChannels RecordingConfigurationId RecordingStatusCallback
  RecordingStatusCallbackEvent RecordingStatusCallbackMethod RecordingTrack SipAuthPassword SipAuthUsername TimeLimit
  Trim`;

export const url = ({ house }: Pick<Given, 'house'>, path: string) => `${house.applicationUrl}${path}`;
const isAsked = ({ house }: Given, path: string) => house.until(() => house.told(path)[0]);

/** Asks the address: sent as the parameter, it is requested. */
const asked =
  (path: string, more: Record<string, string | null> = {}): Obeyed =>
  async (given) => {
    await given.send({ ...more, [given.name]: url(given, path) });
    await isAsked(given, path);
  };
/** Asks an address by GET. */
const byGet =
  (parameter: string, path: string, more: Record<string, string | null> = {}): Obeyed =>
  async (given) => {
    const full = Object.fromEntries(
      Object.entries(more).map(([name, value]) => [name, value?.startsWith('/') ? url(given, value) : value]),
    );
    await given.send({ ...full, [parameter]: url(given, path), [given.name]: 'GET' });
    await isAsked(given, `GET ${path}`);
  };
/** Something of the application's that fails, so that the fallback is asked. */
const broken = { Url: '/broken' };

const CALLED = {
  To: shown(OTHER, 'to'),
  From: shown(NUMBER, 'from'),
  async StatusCallback(given) {
    const { body } = await given.send({ StatusCallback: url(given, '/status') });
    await given.house.hasStatus(body.sid ?? body.call_sid, 'in-progress');
    given.house.simulator.calls.hangUp(body.sid ?? body.call_sid);
    expect(await isAsked(given, '/status')).toMatchObject({ CallStatus: 'completed' });
  },
  async StatusCallbackEvent(given) {
    await given.send({
      StatusCallback: url(given, '/status'),
      StatusCallbackEvent: ['initiated', 'answered'],
    });
    await given.house.until(() => given.house.told('/status').length === 2);
    expect(given.house.told('/status')[0]).toMatchObject({ CallStatus: 'initiated' });
  },
  StatusCallbackMethod: byGet('StatusCallback', '/status', { StatusCallbackEvent: 'initiated' }),
  async Timeout({ house, send }) {
    await house.control('PUT', `/simulator/customers/${OTHER}`, { answer: 'rings' });
    const { body } = await send({ To: OTHER, Timeout: '7' });
    await house.hasStatus(body.sid ?? body.call_sid, 'ringing');
    house.clock.advanceBy(6999);
    expect(house.simulator.calls.find(body.sid ?? body.call_sid)?.status).toBe('ringing');
    house.clock.advanceBy(1);
    await house.hasStatus(body.sid ?? body.call_sid, 'no-answer');
  },
} satisfies Record<string, Obeyed>;

export { CALLED, NOT_HERE };

const onDay =
  (matching: string, other: string): Obeyed =>
  async (given) => {
    given.house.simulator.calls.hangUp(given.sid ?? '');
    await filters(matching, other, 2)(given);
  };

export const CALLS: readonly RestOperation[] = [
  {
    name: 'createCall',
    helper: { file: CALL, call: 'create' },
    ready: (house) => ({
      method: 'POST',
      path: 'Calls.json',
      base: { To: CUSTOMER, From: NUMBER, Url: `${house.applicationUrl}/long` },
    }),
    parameters: {
      ...allRefused(`AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod SendDigits ${NOT_HERE}`),
      Record: refused('true'),
      ...CALLED,
      Url: asked('/new'),
      Method: byGet('Url', '/new'),
      async Twiml(given) {
        await given.send({
          Url: null,
          Twiml: `<Response><Redirect>${url(given, '/new')}</Redirect></Response>`,
        });
        await isAsked(given, '/new');
      },
      async ApplicationSid(given) {
        const { client } = given.house;
        const { sid } = await client.applications.create({ voiceUrl: url(given, '/app') });
        await given.send({ ApplicationSid: sid });
        await isAsked(given, '/app');
      },
      async FallbackUrl(given) {
        await given.send({ Url: url(given, '/broken'), FallbackUrl: url(given, '/new') });
        await isAsked(given, '/new');
      },
      FallbackMethod: byGet('FallbackUrl', '/new', broken),
    },
  },
  {
    name: 'updateCall',
    helper: { file: CALL, call: 'update' },
    async ready(house) {
      const voiceUrl = `${house.applicationUrl}/long`;
      const { sid } = await house.client.calls.create({ to: CUSTOMER, from: NUMBER, url: voiceUrl });
      await house.until(() => house.told('/long')[0]);
      return { method: 'POST', path: `Calls/${sid}.json`, sid };
    },
    parameters: {
      TimeLimit: refused('60'),
      async Status({ house, send, sid = '' }) {
        await send({ Status: 'completed' });
        await house.hasStatus(sid, 'completed');
      },
      Url: asked('/new'),
      Method: byGet('Url', '/new'),
      async Twiml(given) {
        await given.send({ Twiml: `<Response><Redirect>${url(given, '/new')}</Redirect></Response>` });
        await isAsked(given, '/new');
      },
      async FallbackUrl(given) {
        await given.send({ Url: url(given, '/broken'), FallbackUrl: url(given, '/new') });
        await isAsked(given, '/new');
      },
      FallbackMethod: byGet('FallbackUrl', '/new', broken),
      async StatusCallback(given) {
        await given.send({ Url: url(given, '/long'), StatusCallback: url(given, '/status') });
        given.house.simulator.calls.hangUp(given.sid ?? '');
        await isAsked(given, '/status');
      },
      StatusCallbackMethod: byGet('StatusCallback', '/status', { Url: '/hangup' }),
    },
  },
  {
    name: 'listCalls',
    helper: { file: CALL, call: 'page' },
    async ready(house) {
      const sid = await house.place({ from: '+14155550199', answer: 'headless' });
      await house.hasStatus(sid, 'in-progress');
      return { method: 'GET', path: 'Calls.json', sid };
    },
    parameters: {
      ...PAGING,
      To: filters(NUMBER, OTHER),
      From: filters('+14155550199', OTHER, 2),
      Status: filters('in-progress', 'busy', 2),
      ParentCallSid: async (given) => filters(given.sid ?? '', `CA${'0'.repeat(32)}`)(given),
      StartTime: filters('2026-01-15', '2026-01-16', 2),
      'StartTime<': filters('2026-01-15', '2026-01-14', 2),
      'StartTime>': filters('2026-01-15', '2026-01-16', 2),
      EndTime: onDay('2026-01-15', '2026-01-16'),
      'EndTime<': onDay('2026-01-15', '2026-01-14'),
      'EndTime>': onDay('2026-01-15', '2026-01-16'),
    },
  },
];
