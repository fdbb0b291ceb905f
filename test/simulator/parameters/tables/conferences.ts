import { expect } from '@jest/globals';
import { type CallHouse, NUMBER } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';
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
import { CALLED, CUSTOMER, NOT_HERE, url } from './calls.ts';

const CONFERENCE = 'api/v2010/account/conference';
const PARTICIPANT = `${CONFERENCE}/participant`;
const EVENTS = 'start end join leave mute hold modify announcement';

/** A conference with two in it; what happens there is told to `/events`. */
async function room(
  house: CallHouse,
  people = 2,
): Promise<{ readonly conference: string; readonly sid: string }> {
  const document =
    `<Response><Dial><Conference statusCallback="${house.applicationUrl}/events" statusCallbackEvent="${EVENTS}" ` +
    'waitUrl="">room-1</Conference></Dial></Response>';
  let sid = '';
  for (let count = 1; count <= people; count++) {
    sid = (await house.client.calls.create({ to: CUSTOMER, from: NUMBER, twiml: document })).sid;
    await house.until(() => joined(house) === count);
  }
  const conference = house.told('/events')[0]?.ConferenceSid ?? '';
  return { conference, sid };
}
const joined = (house: CallHouse) => happened(house, 'participant-join').length;
const happened = (house: CallHouse, event: string) =>
  house.told('/events').filter(({ StatusCallbackEvent }) => StatusCallbackEvent === event);
const happens = ({ house }: Given, event: string) => house.until(() => happened(house, event)[0]);

/** The participant is in when the response says `connected`. */
async function isIn({ house }: Given, { call_sid, conference_sid }: Record<string, string>): Promise<void> {
  const participant = house.client.conferences(`${conference_sid}`).participants(`${call_sid}`);
  while ((await participant.fetch()).status !== 'connected');
}
/** A phone page that is in the conference alone. */
async function phoneIn(given: Given): ReturnType<typeof openPhone> {
  const phone = await openPhone(given.house.simulator, '+14155550155');
  const { body } = await given.send({ To: phone.number });
  await phone.next('incoming');
  phone.say({ type: 'accept' });
  await isIn(given, body);
  return phone;
}
const callback = (given: Given) => ({
  ConferenceStatusCallback: url(given, '/events'),
  ConferenceStatusCallbackEvent: EVENTS,
});
const changes =
  (value: string, field: string, as: unknown, event: string): Obeyed =>
  async (given) => {
    await shown(value, field, as)(given);
    await happens(given, event);
  };
const hears =
  (parameter: string, method: 'POST' | 'GET', more: Record<string, string> = {}): Obeyed =>
  async (given) => {
    const methodName = parameter.replace('Url', 'Method');
    await given.send({ ...more, [parameter]: url(given, '/words'), [methodName]: method });
    await given.house.until(() => given.house.told(method === 'GET' ? 'GET /words' : '/words')[0]);
  };

export const CONFERENCES: readonly RestOperation[] = [
  {
    name: 'updateConference',
    helper: { file: CONFERENCE, call: 'update' },
    async ready(house) {
      const { conference } = await room(house);
      return { method: 'POST', path: `Conferences/${conference}.json`, sid: conference };
    },
    parameters: {
      Status: shown('completed'),
      AnnounceUrl: hears('AnnounceUrl', 'POST'),
      AnnounceMethod: hears('AnnounceUrl', 'GET'),
    },
  },
  {
    name: 'listConferences',
    helper: { file: CONFERENCE, call: 'page' },
    async ready(house) {
      await room(house);
      await house.client.conferences('room-2').participants.create({ to: CUSTOMER, from: NUMBER });
      return { method: 'GET', path: 'Conferences.json', base: { Status: '' } };
    },
    parameters: {
      ...PAGING,
      FriendlyName: filters('room-1', 'room-3'),
      Status: filters('in-progress', 'completed'),
      DateCreated: filters('2026-01-15', '2026-01-16', 2),
      'DateCreated<': filters('2026-01-15', '2026-01-14', 2),
      'DateCreated>': filters('2026-01-15', '2026-01-16', 2),
      DateUpdated: filters('2026-01-15', '2026-01-16', 2),
      'DateUpdated<': filters('2026-01-15', '2026-01-14', 2),
      'DateUpdated>': filters('2026-01-15', '2026-01-16', 2),
    },
  },
  {
    name: 'createParticipant',
    helper: { file: PARTICIPANT, call: 'create' },
    ready: () => ({
      method: 'POST',
      path: 'Conferences/room-9/Participants.json',
      base: { To: CUSTOMER, From: NUMBER, WaitUrl: '' },
    }),
    parameters: {
      ...allRefused(`${NOT_HERE} AmdStatusCallback AmdStatusCallbackMethod CallerDisplayName
        ConferenceRecordingStatusCallback ConferenceRecordingStatusCallbackEvent
        ConferenceRecordingStatusCallbackMethod ConferenceTrim EmergencyAddress EmergencyCallerLocation
        EmergencyCallerPosition EmergencyCity EmergencyCountry EmergencyName EmergencyState EmergencyZipCode
        JitterBufferSize Region`),
      ...CALLED,
      async To(given) {
        const { body } = await given.send({ To: '+14155550177' });
        expect(given.house.simulator.calls.find(body.call_sid)?.to).toBe('+14155550177');
      },
      async From(given) {
        const { body } = await given.send({});
        expect(given.house.simulator.calls.find(body.call_sid)?.from).toBe(NUMBER);
      },
      Record: [refused('true'), shown('false', 'muted', false)],
      ConferenceRecord: [refused('record-from-start'), shown('do-not-record', 'muted', false)],
      Label: shown('agent'),
      Muted: shown('true', 'muted', true),
      StartConferenceOnEnter: shown('false', 'start_conference_on_enter', false),
      async EndConferenceOnExit(given) {
        const other = await given.send({});
        const { body } = await given.send({ EndConferenceOnExit: 'true' });
        await isIn(given, body);
        given.house.simulator.calls.hangUp(body.call_sid);
        await given.house.hasStatus(other.body.call_sid, 'completed');
      },
      async Beep(given) {
        const phone = await phoneIn(given);
        void phone.offer();
        for (const beep of ['false', 'onEnter'])
          await isIn(given, (await given.send({ Beep: beep, EarlyMedia: 'false' })).body);
        await phone.next('play');
        const beeps = phone.socket
          .messages()
          .flatMap((message) => (message.type === 'play' ? [message.url] : []));
        expect(beeps.filter((sound) => sound.includes('beep'))).toHaveLength(1);
      },
      async EarlyMedia(given) {
        const phone = await phoneIn(given);
        await given.house.control('PUT', '/simulator/customers/+14155550166', { answer: 'rings' });
        await given.send({ To: '+14155550166', EarlyMedia: 'false' });
        await given.send({ To: '+14155550166', EarlyMedia: 'true' });
        expect(await phone.next('play')).toMatchObject({ url: '/phone/ringing.wav' });
      },
      WaitUrl: hears('WaitUrl', 'POST'),
      WaitMethod: hears('WaitUrl', 'GET'),
      async MaxParticipants({ send }) {
        for (const status of [201, 201, 400])
          expect((await send({ MaxParticipants: '2' })).status).toBe(status);
      },
      async ConferenceStatusCallback(given) {
        const { body } = await given.send({ ConferenceStatusCallback: url(given, '/events') });
        await isIn(given, body);
        await isIn(given, (await given.send({})).body);
        await happens(given, 'conference-start');
        expect(joined(given.house)).toBe(0);
      },
      async ConferenceStatusCallbackEvent(given) {
        await given.send(callback(given));
        await happens(given, 'participant-join');
      },
      async ConferenceStatusCallbackMethod(given) {
        await given.send({ ...callback(given), ConferenceStatusCallbackMethod: 'GET' });
        await given.house.until(() => given.house.told('GET /events')[0]);
      },
      async Coaching(given) {
        const { body } = await given.send({});
        await isIn(given, body);
        const coach = await given.send({ Coaching: 'false', CallSidToCoach: body.call_sid });
        expect(coach.body.coaching).toBe(false);
      },
      async CallSidToCoach(given) {
        const { body } = await given.send({});
        await isIn(given, body);
        const coach = await given.send({ CallSidToCoach: body.call_sid });
        expect(coach.body).toMatchObject({ coaching: true, call_sid_to_coach: body.call_sid });
      },
    },
  },
  {
    name: 'updateParticipant',
    helper: { file: PARTICIPANT, call: 'update' },
    async ready(house) {
      const { conference, sid } = await room(house);
      return { method: 'POST', path: `Conferences/${conference}/Participants/${sid}.json`, sid };
    },
    parameters: {
      Muted: changes('true', 'muted', true, 'participant-mute'),
      Hold: changes('true', 'hold', true, 'participant-hold'),
      HoldUrl: hears('HoldUrl', 'POST', { Hold: 'true' }),
      HoldMethod: hears('HoldUrl', 'GET', { Hold: 'true' }),
      AnnounceUrl: hears('AnnounceUrl', 'POST'),
      AnnounceMethod: hears('AnnounceUrl', 'GET'),
      async BeepOnExit(given) {
        await given.send({ BeepOnExit: 'false' });
        await happens(given, 'participant-modify');
      },
      EndConferenceOnExit: changes('true', 'end_conference_on_exit', true, 'participant-modify'),
      async Coaching(given) {
        const other = happened(given.house, 'participant-join')[0]?.CallSid ?? '';
        await given.send({ CallSidToCoach: other });
        expect((await given.send({ Coaching: 'false' })).body.coaching).toBe(false);
        expect((await given.send({ Coaching: 'true' })).body.call_sid_to_coach).toBe(other);
      },
      async CallSidToCoach(given) {
        const other = happened(given.house, 'participant-join')[0]?.CallSid ?? '';
        const { body } = await given.send({ CallSidToCoach: other });
        expect(body).toMatchObject({ coaching: true, call_sid_to_coach: other });
        await happens(given, 'participant-modify');
      },
      WaitUrl: waits('POST'),
      WaitMethod: waits('GET'),
    },
  },
  {
    name: 'listParticipants',
    helper: { file: PARTICIPANT, call: 'page' },
    async ready(house) {
      const { conference, sid } = await room(house);
      const [other] = await house.client.conferences(conference).participants.list();
      await house.client
        .conferences(conference)
        .participants(sid)
        .update({
          muted: true,
          hold: true,
          callSidToCoach: `${other?.callSid}`,
        });
      return { method: 'GET', path: `Conferences/${conference}/Participants.json` };
    },
    parameters: {
      ...PAGING,
      Muted: one,
      Hold: one,
      Coaching: one,
    },
  },
];

async function one({ name, send }: Given): Promise<void> {
  for (const value of ['true', 'false']) {
    const { body } = await send({ [name]: value });
    expect(body.participants).toHaveLength(1);
    expect(body.participants[0][name.toLowerCase()]).toBe(value === 'true');
  }
}

/** Heard by one who waits: alone in a conference of its own. */
function waits(method: 'POST' | 'GET'): Obeyed {
  return async (given) => {
    const { house } = given;
    const made = await house.client.conferences('room-2').participants.create({ to: CUSTOMER, from: NUMBER });
    await isIn(given, { call_sid: made.callSid, conference_sid: made.conferenceSid });
    const participant = house.client.conferences(made.conferenceSid).participants(made.callSid);
    await participant.update({ waitUrl: url(given, '/words'), waitMethod: method });
    await house.until(() => house.told(method === 'GET' ? 'GET /words' : '/words')[0]);
  };
}
