import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
afterEach(() => house.close());

const CUSTOMER = '+14155550188';
const AGENT = '+14155550177';
const response = (inner: string) => `<Response>${inner}</Response>`;
const EVENTS = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'announcement'];
const NOBODY = `CA${'0'.repeat(32)}`;

async function open(answers: Parameters<typeof openCallHouse>[0] = {}, settings = {}) {
  house = await openCallHouse(
    {
      '/voice': response(
        '<Dial action="/after"><Conference waitUrl="" statusCallback="/events" statusCallbackEvent="' +
          `${EVENTS.join(' ')}" participantLabel="customer">room-1</Conference></Dial>`,
      ),
      '/after': response('<Hangup/>'),
      '/words': response('<Say>Hello.</Say>'),
      ...answers,
    },
    { settings },
  );
  for (const number of [CUSTOMER, AGENT]) await house.control('PUT', `/simulator/customers/${number}`, {});
}
const conferences = () => house.client.conferences;
const events = () =>
  house
    .told('/events')
    .map(({ StatusCallbackEvent, CallSid }) => [StatusCallbackEvent, CallSid].filter(Boolean));
const names = () => events().map(([name]) => name);
const happens = (event: string, times = 1) =>
  house.until(() => names().filter((name) => name === event).length >= times);
const url = (path: string) => `${house.applicationUrl}${path}`;
const add = (to = AGENT, more: Record<string, unknown> = {}, name = 'room-1') =>
  conferences()(name).participants.create({ from: NUMBER, to, ...more });
/** The customer calls and is in the conference. */
async function customer(): Promise<string> {
  const callSid = await house.place();
  await happens('participant-join');
  return callSid;
}
const sidOf = async () =>
  (await conferences().list({ friendlyName: 'room-1', status: 'init' }))[0]?.sid ?? '';

describe('participants through the twilio package', () => {
  it('are added under a name, which makes the conference, and are rung and in', async () => {
    await open();
    const made = await add(CUSTOMER, {
      label: 'customer',
      statusCallback: url('/leg'),
      statusCallbackEvent: ['initiated', 'answered', 'completed'],
      conferenceStatusCallback: url('/events'),
      conferenceStatusCallbackEvent: EVENTS,
    });
    expect(made.toJSON()).toMatchObject({
      accountSid: house.simulator.account.accountSid,
      label: 'customer',
      muted: false,
      hold: false,
      coaching: false,
      callSidToCoach: null,
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      status: 'queued',
      queueTime: '0',
      uri: expect.stringMatching(
        /^\/2010-04-01\/Accounts\/AC\w+\/Conferences\/CF\w{32}\/Participants\/CA\w{32}\.json$/,
      ),
    });
    await happens('participant-join');
    await expect(conferences()(made.conferenceSid).participants('customer').fetch()).resolves.toMatchObject({
      callSid: made.callSid,
      status: 'connected',
    });
    const call = await house.client.calls(made.callSid).fetch();
    expect(call).toMatchObject({
      direction: 'outbound-api',
      to: CUSTOMER,
      from: NUMBER,
      status: 'in-progress',
    });
    await house.client.calls(made.callSid).update({ status: 'completed' });
    await happens('conference-end');
    await house.until(() => house.told('/leg').length === 3);
    expect(house.told('/leg').map(({ CallStatus }) => CallStatus)).toEqual([
      'initiated',
      'in-progress',
      'completed',
    ]);
    await expect(conferences()(made.conferenceSid).fetch()).resolves.toMatchObject({
      status: 'completed',
      reasonConferenceEnded: 'last-participant-left',
      callSidEndingConference: made.callSid,
    });
    expect(house.unsigned).toEqual([]);
  });

  it('transfer a caller warmly: hold, add, talk, unhold, leave', async () => {
    await open();
    const caller = await customer();
    const first = await add(CUSTOMER);
    await happens('conference-start');
    const room = conferences()(first.conferenceSid);
    await expect(room.participants('customer').update({ hold: true })).resolves.toMatchObject({ hold: true });
    const second = await add(AGENT, { endConferenceOnExit: true }, first.conferenceSid);
    await happens('participant-join', 3);
    await room.participants(caller).update({ hold: false });
    await expect(room.participants(first.callSid).remove()).resolves.toBe(true);
    await house.hasStatus(first.callSid, 'completed');
    expect((await room.participants.list()).map(({ callSid }) => callSid)).toEqual([caller, second.callSid]);
    await house.client.calls(second.callSid).update({ status: 'completed' });
    await happens('conference-end');

    expect(events()).toEqual([
      ['participant-join', caller],
      ['participant-join', first.callSid],
      ['conference-start'],
      ['participant-hold', caller],
      ['participant-join', second.callSid],
      ['participant-unhold', caller],
      ['participant-leave', first.callSid],
      ['participant-leave', second.callSid],
      ['participant-leave', caller],
      ['conference-end'],
    ]);
    expect(house.told('/events').at(-1)).toMatchObject({
      ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
      CallSidEndingConference: second.callSid,
    });
    expect(await house.until(() => house.told('/after')[0])).toMatchObject({
      CallSid: caller,
      DialCallStatus: 'answered',
    });
  });

  it('coach: heard by one, then by all', async () => {
    await open();
    const caller = await customer();
    const agent = await add(CUSTOMER);
    await happens('conference-start');
    const room = conferences()(agent.conferenceSid);
    const coach = await add(AGENT, { coaching: true, callSidToCoach: agent.callSid, muted: true });
    expect(coach).toMatchObject({ coaching: true, callSidToCoach: agent.callSid, muted: true });
    await happens('participant-join', 3);
    expect(house.told('/events').at(-1)).toMatchObject({ Coaching: 'true', Muted: 'true' });
    expect(await room.participants.list({ coaching: true })).toMatchObject([{ callSid: coach.callSid }]);
    expect(await room.participants.list({ muted: false })).toHaveLength(2);

    await room.participants(coach.callSid).update({ muted: false, coaching: false });
    await happens('participant-modify');
    await expect(room.participants(coach.callSid).update({ coaching: true })).resolves.toMatchObject({
      callSidToCoach: agent.callSid,
    });
    await room.participants(caller).update({ hold: true });
    for (const [callSidToCoach, code] of [
      [NOBODY, 20001],
      [coach.callSid, 20001],
      [caller, 16027],
    ] as const)
      await expect(room.participants(coach.callSid).update({ callSidToCoach })).rejects.toMatchObject({
        code,
      });
    await expect(room.participants(caller).update({ coaching: true })).rejects.toMatchObject({ code: 20001 });
    expect(names().slice(-4)).toEqual([
      'participant-unmute',
      'participant-modify',
      'participant-modify',
      'participant-hold',
    ]);
  });

  it('hear announcements, alone or all, and hold music of their own', async () => {
    await open({ 'GET /hold': response('<Play>/tune.mp3</Play>') });
    const caller = await customer();
    const agent = await add(CUSTOMER);
    await happens('conference-start');
    const room = conferences()(agent.conferenceSid);
    await room.participants(caller).update({ announceUrl: url('/words') });
    await happens('announcement-end');
    expect(house.told('/words')[0]).toMatchObject({ CallSid: caller });
    expect(house.told('/events').at(-1)).toMatchObject({ AnnounceUrl: url('/words'), CallSid: caller });

    await room.update({ announceUrl: url('/words'), announceMethod: 'POST' });
    await happens('announcement-end', 2);
    expect(house.told('/words')[1]).toMatchObject({ ConferenceSid: agent.conferenceSid });
    expect(house.told('/words')[1]).not.toHaveProperty('CallSid');
    expect(house.told('/events').at(-1)).not.toHaveProperty('CallSid');

    await room.participants(caller).update({ hold: true, holdUrl: url('/hold') });
    await house.until(() => house.told('GET /hold').length === 1);
  });

  it.each(['nothing', 'announcement-fail'] as const)(
    'that cannot hear an announcement: %s is reported, as the setting says',
    async (failedAnnouncement) => {
      await open({ '/words': 500 }, { failedAnnouncement });
      await customer();
      await conferences()(await sidOf()).update({ announceUrl: url('/words') });
      await house.until(() => house.told('/words').length === 1);
      if (failedAnnouncement === 'nothing') return;
      await happens('announcement-fail');
      expect(house.told('/events').at(-1)).toMatchObject({ ReasonAnnouncementFailed: expect.any(String) });
    },
  );

  it('that do not answer leave all the same', async () => {
    await open();
    await house.control('PUT', `/simulator/customers/${AGENT}`, { answer: 'busy' });
    await customer();
    const agent = await add(AGENT);
    await happens('participant-leave');
    expect(house.told('/events').at(-1)).toMatchObject({
      CallSid: agent.callSid,
      ParticipantCallStatus: 'busy',
      ReasonParticipantLeft: 'participant_add_failed',
    });
    await expect(conferences()(agent.conferenceSid).fetch()).resolves.toMatchObject({ status: 'init' });
    await house.control('PUT', `/simulator/customers/${AGENT}`, { answer: 'rings' });
    const ringing = await add(AGENT, { timeout: 5 });
    await house.until(() => house.clock.pending > 0);
    house.clock.advanceBy(5000);
    await house.hasStatus(ringing.callSid, 'no-answer');
    const again = await add(AGENT);
    await house.hasStatus(again.callSid, 'ringing');
    await expect(
      conferences()(agent.conferenceSid).participants(again.callSid).fetch(),
    ).resolves.toMatchObject({ status: 'ringing' });
    await conferences()(agent.conferenceSid).update({ status: 'completed' });
    await house.hasStatus(again.callSid, 'canceled');
  });

  it('end the conference each way', async () => {
    await open();
    const seen: (string | null)[] = [];
    for (const [how, more] of [
      ['api', {}],
      ['leave', {}],
      ['kick', {}],
      ['leave', { endConferenceOnExit: true }],
      ['kick', { endConferenceOnExit: true }],
    ] as const) {
      const only = await add(CUSTOMER, more, `room-${seen.length}-${how}`);
      await house.hasStatus(only.callSid, 'in-progress');
      const room = conferences()(only.conferenceSid);
      while ((await room.participants(only.callSid).fetch()).status !== 'connected');
      if (how === 'api') await room.update({ status: 'completed' });
      else if (how === 'kick') await room.participants(only.callSid).remove();
      else await house.client.calls(only.callSid).update({ status: 'completed' });
      await house.hasStatus(only.callSid, 'completed');
      const ended = await room.fetch();
      seen.push(ended.reasonConferenceEnded);
      expect(ended.callSidEndingConference).toBe(how === 'api' ? null : only.callSid);
    }
    expect(seen).toEqual([
      'conference-ended-via-api',
      'last-participant-left',
      'last-participant-kicked',
      'participant-with-end-conference-on-exit-left',
      'participant-with-end-conference-on-exit-kicked',
    ]);
    const completed = await conferences().list({ status: 'completed' });
    expect(completed.map(({ friendlyName }) => friendlyName)[0]).toBe('room-4-kick');
    const last = conferences()(completed[0]?.sid ?? '');
    await expect(last.update({ status: 'completed' })).resolves.toMatchObject({ status: 'completed' });
    await expect(last.participants.list()).resolves.toEqual([]);
  });

  it('take a payment on the customer in a room, whose digits reach nobody else', async () => {
    await open();
    const caller = await customer();
    await add(CUSTOMER);
    await happens('conference-start');
    house.simulator.configure({
      connectors: [
        { uniqueName: 'Default', endpointUrl: url('/charge'), username: 'u', password: 'p', mode: 'TEST' },
      ],
    });
    const session = await house.client.calls(caller).payments.create({
      idempotencyKey: 'once',
      statusCallback: url('/pay'),
      chargeAmount: 5,
    });
    await house.client
      .calls(caller)
      .payments(session.sid)
      .update({ idempotencyKey: 'twice', statusCallback: url('/pay'), capture: 'payment-card-number' });
    house.simulator.calls.pressKey(caller, '4');
    await house.until(() => house.told('/pay').some(({ PartialResult }) => PartialResult === 'true'));
    expect(JSON.stringify(house.told('/events'))).not.toMatch(/Digits/);
  });

  it('are redirected together from a Dial: the child by REST, the parent by its action', async () => {
    await open({
      '/voice': response('<Dial action="/room"><Client>ana</Client></Dial>'),
      '/room': response(
        '<Dial><Conference statusCallback="/events" statusCallbackEvent="start join">room-1</Conference></Dial>',
      ),
    });
    const caller = await house.place({ answer: 'headless' });
    const child = house.children(caller)[0]?.sid ?? '';
    await house.client.calls(child).update({ url: url('/room') });
    await happens('conference-start');
    expect(
      events()
        .flatMap(([name, callSid]) => (name === 'participant-join' ? [callSid] : []))
        .sort(),
    ).toEqual([caller, child].sort());
  });

  it.each([
    ['nobody to call', { to: '' }, 400, 21201],
    ['a number that is none', { to: '12' }, 400, 21211],
    ['a caller id that is not the account’s', { from: '+14155550111' }, 400, 21210],
    ['a timeout too short', { timeout: 4 }, 400, 20001],
    ['a label that cannot be one', { label: 'a/b' }, 400, 16023],
    ['a label in use', { label: 'customer' }, 400, 16026],
    ['somebody to coach who is not there', { callSidToCoach: NOBODY }, 400, 13240],
    ['nobody to coach', { coaching: true }, 400, 20001],
    ['a beep that is none', { beep: 'loud' }, 400, 20001],
    ['an event that is none', { conferenceStatusCallbackEvent: ['stop'] }, 400, 20001],
    ['a size of one', { maxParticipants: 1 }, 400, 20001],
    ['a wait address that is none', { waitUrl: 'music' }, 400, 21205],
    ['a recording', { record: true }, 501, undefined],
    ['a recording of all', { conferenceRecord: 'true' }, 501, undefined],
    ['the event of a speaker', { conferenceStatusCallbackEvent: ['speaker'] }, 501, undefined],
  ])('are refused with %s', async (_what, more, status, code) => {
    await open();
    await customer();
    const before = house.simulator.calls.list().length;
    await expect(add(AGENT, more)).rejects.toMatchObject({ status, ...(code ? { code } : {}) });
    expect(house.simulator.calls.list()).toHaveLength(before);
  });

  it('are refused when the conference is full or over, and not found where they are not', async () => {
    await open();
    const only = await add(CUSTOMER, { maxParticipants: 2, label: 'only' }, 'small');
    await add(AGENT, {}, 'small');
    await expect(add('+14155550166', {}, 'small')).rejects.toMatchObject({ status: 400, code: 16020 });
    const room = conferences()(only.conferenceSid);
    await expect(room.participants(NOBODY).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(room.participants('other').remove()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(conferences()('small').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await room.update({ status: 'completed' });
    await expect(room.participants('only').fetch()).rejects.toMatchObject({ status: 404 });
    await expect(add(AGENT, {}, only.conferenceSid)).rejects.toMatchObject({ status: 400, code: 16022 });
    await expect(room.update({ announceUrl: url('/words') })).rejects.toMatchObject({ code: 16022 });
    const stranger = twilio(house.simulator.account.accountSid, 'wrong');
    stranger.api.baseUrl = house.simulator.url;
    await expect(stranger.conferences.list()).rejects.toMatchObject({ status: 401 });
    await expect(stranger.conferences('CF1').participants.list()).rejects.toMatchObject({ status: 401 });
  });

  it('are listed by conference, which are listed by name, status and date', async () => {
    await open();
    const one = await add(CUSTOMER, {}, 'one');
    house.clock.advanceBy(24 * 3600 * 1000);
    await add(AGENT, {}, 'two');
    const on = (day: string) => new Date(`2026-01-${day}T12:00:00Z`);
    const found = async (filter: Parameters<ReturnType<typeof conferences>['list']>[0]) =>
      (await conferences().list({ status: 'init', ...filter })).map(({ friendlyName }) => friendlyName);
    expect(await found({})).toEqual(['two', 'one']);
    expect(await found({ friendlyName: 'one' })).toEqual(['one']);
    expect(await found({ dateCreated: on('15') })).toEqual(['one']);
    expect(await found({ dateCreatedAfter: on('16') })).toEqual(['two']);
    expect(await found({ dateCreatedBefore: on('15') })).toEqual(['one']);
    expect(await found({ dateUpdatedAfter: on('17') })).toEqual([]);
    expect(await found({ pageSize: 1 })).toEqual(['two', 'one']);
    expect(await conferences().list()).toEqual([]);
    await conferences()(one.conferenceSid).update({ status: 'completed' });
    expect(await found({ status: 'completed' })).toEqual(['one']);
  });

  it('are listed in any state, as the setting says', async () => {
    await open({}, { conferenceListDefault: 'all' });
    await add(CUSTOMER, {}, 'one');
    await expect(conferences().list()).resolves.toHaveLength(1);
  });
});
