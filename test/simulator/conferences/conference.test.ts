import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: CallHouse;
afterEach(() => house.close());

const DESK = '+14155550177';
const response = (inner: string) => `<Response>${inner}</Response>`;
const EVERY_EVENT = 'start end join leave mute hold modify announcement';
const room = (attributes = '', name = 'room-1', dial = 'action="/after"') =>
  response(`<Dial ${dial}><Conference ${attributes}>${name}</Conference></Dial>`);
const watched = (attributes = '') =>
  room(`statusCallback="/events" statusCallbackEvent="${EVERY_EVENT}" waitUrl="" ${attributes}`);

/** Callers of one number hear `/voice`, those of the other `/desk`. */
async function open(answers: Parameters<typeof openCallHouse>[0], settings = {}) {
  house = await openCallHouse(
    { '/voice': watched(), '/desk': watched(), '/after': response('<Hangup/>'), ...answers },
    { settings },
  );
  house.simulator.configure({
    phoneNumbers: [
      { phoneNumber: NUMBER, voiceUrl: `${house.applicationUrl}/voice` },
      { phoneNumber: DESK, voiceUrl: `${house.applicationUrl}/desk` },
    ],
  });
}
const conferences = () => house.client.conferences;
const events = () => house.told('/events').map(({ StatusCallbackEvent }) => StatusCallbackEvent);
const told = (event: string) =>
  house.until(() => house.told('/events').find(({ StatusCallbackEvent }) => StatusCallbackEvent === event));
/** Calls a number and waits until the conference has that many. */
async function joins(to = NUMBER, from = '+14155550199'): Promise<string> {
  const before = events().filter((event) => event === 'participant-join').length;
  const callSid = await house.place({ to, from });
  await house.until(() => events().filter((event) => event === 'participant-join').length > before);
  return callSid;
}
const hangUp = (callSid: string) => house.control('POST', `/simulator/calls/${callSid}/hangup`);
describe('<Dial><Conference>', () => {
  it('starts with two, reports what happens with every field, and ends with the last', async () => {
    await open({
      '/voice': watched('participantLabel="customer" muted="true"'),
      '/desk': room('waitUrl="" beep="false" statusCallback="/nobody" statusCallbackEvent="join"'),
    });
    const caller = await joins();
    const [waiting] = await conferences().list({ status: 'init' });
    expect(waiting).toMatchObject({ friendlyName: 'room-1', status: 'init', reasonConferenceEnded: null });
    const agent = await joins(DESK);
    await told('conference-start');
    await hangUp(caller);
    await hangUp(agent);
    await told('conference-end');

    const usual = {
      AccountSid: house.simulator.account.accountSid,
      ConferenceSid: waiting?.sid,
      FriendlyName: 'room-1',
      Timestamp: expect.stringMatching(/^Thu, 15 Jan 2026 10:00:00 \+0000$/),
    };
    const customer = {
      CallSid: caller,
      ParticipantLabel: 'customer',
      Muted: 'true',
      Hold: 'false',
      Coaching: 'false',
      EndConferenceOnExit: 'false',
      StartConferenceOnEnter: 'true',
    };
    const path = '/events';
    const left = { ParticipantCallStatus: 'completed', ReasonParticipantLeft: 'participant_hung_up' };
    const { ParticipantLabel: _label, ...unlabelled } = { ...customer, CallSid: agent, Muted: 'false' };
    expect(house.told(path)).toEqual([
      { path, ...usual, SequenceNumber: '1', StatusCallbackEvent: 'participant-join', ...customer },
      { path, ...usual, SequenceNumber: '2', StatusCallbackEvent: 'participant-join', ...unlabelled },
      { path, ...usual, SequenceNumber: '3', StatusCallbackEvent: 'conference-start' },
      { path, ...usual, SequenceNumber: '4', StatusCallbackEvent: 'participant-leave', ...customer, ...left },
      {
        path,
        ...usual,
        SequenceNumber: '5',
        StatusCallbackEvent: 'participant-leave',
        ...unlabelled,
        ...left,
      },
      {
        path,
        ...usual,
        SequenceNumber: '6',
        StatusCallbackEvent: 'conference-end',
        CallSidEndingConference: agent,
        ReasonConferenceEnded: 'last-participant-left',
        Reason: 'last participant left',
      },
    ]);
    expect(house.told('/nobody')).toEqual([]);
    expect(house.unsigned).toEqual([]);
    const logged = () => house.simulator.requests.list().filter(({ kind }) => kind === 'conference');
    await house.until(() => logged().length === 6);
  });

  it('ends for all when one with endConferenceOnExit leaves, and the others go on with their action', async () => {
    await open({ '/desk': watched('endConferenceOnExit="true" participantLabel="agent"') });
    const caller = await joins();
    const agent = await joins(DESK);
    await hangUp(agent);

    expect(await told('conference-end')).toMatchObject({
      CallSidEndingConference: agent,
      ParticipantLabelEndingConference: 'agent',
      ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
    });
    expect(house.told('/events').at(-2)).toMatchObject({
      StatusCallbackEvent: 'participant-leave',
      CallSid: caller,
      ParticipantCallStatus: 'in-progress',
      ReasonParticipantLeft: 'moderator_ended_conference',
    });
    const after = await house.until(() => house.told('/after').find(({ CallSid }) => CallSid === caller));
    expect(after).toMatchObject({ CallStatus: 'in-progress', DialCallStatus: 'answered' });
    expect(after).not.toHaveProperty('DialCallSid');
    expect(after).not.toHaveProperty('DialCallDuration');
    expect(after).not.toHaveProperty('DialBridged');
  });

  it('goes on with the next verb where there is no action', async () => {
    await open({
      '/voice': response(
        `<Dial><Conference statusCallback="/events" statusCallbackEvent="join">room-1</Conference></Dial><Redirect>/next</Redirect>`,
      ),
    });
    await joins();
    const [waiting] = await conferences().list({ status: 'init' });
    await conferences()(waiting?.sid ?? '').update({ status: 'completed' });
    await house.until(() => house.told('/next').length === 1);
  });

  it('does not start without somebody who starts it; those who wait hear the wait document', async () => {
    await open({
      '/voice': watched('startConferenceOnEnter="false" waitUrl="/music" waitMethod="GET"').replace(
        'waitUrl=""',
        '',
      ),
      'GET /music': response('<Say>Please wait.</Say><Redirect method="GET"/>'),
    });
    const first = await joins();
    await joins();
    expect(events()).toEqual(['participant-join', 'participant-join']);
    await house.until(() => house.told('GET /music').length === 2);
    expect(house.told('GET /music')[0]).toMatchObject({ CallSid: first });
    house.clock.advanceBy(1000);
    await house.until(() => house.told('GET /music').length === 4);

    await joins(DESK);
    await told('conference-start');
    house.clock.advanceBy(5000);
    expect(house.told('GET /music')).toHaveLength(4);
  });

  it('plays a wait document once, and music on its own for ever', async () => {
    await open({
      '/voice': room('statusCallback="/events" statusCallbackEvent="join"'),
      '/desk': room('waitUrl="/once"', 'room-2'),
      '/once': response('<Say>Once.</Say>'),
    });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    const music = await phone.next('play');
    expect(music).toMatchObject({ url: '/phone/hold-music.wav' });
    phone.say({ type: 'heard', id: music.id });
    await house.until(() => house.clock.pending > 0);
    house.clock.advanceBy(1000);
    expect(await phone.next('play')).toMatchObject({ url: '/phone/hold-music.wav' });
    await house.place({ to: DESK });
    await house.until(() => house.told('/once').length === 1);
    house.clock.advanceBy(60_000);
    expect(house.told('/once')).toHaveLength(1);
    const served = await fetch(`${house.simulator.url}/phone/ringing.wav`);
    expect(Buffer.from(await served.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
  });

  it('beeps to the others as `beep` says', async () => {
    await open({ '/desk': watched('beep="onExit"') });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await told('participant-join');
    const second = await joins(DESK);
    const silent = phone.socket.messages().filter(({ type }) => type === 'play');
    expect(silent).toEqual([]);
    await hangUp(second);
    expect(await phone.next('play')).toMatchObject({ url: '/phone/beep.wav' });
  });

  it.each([
    ['is full', 'maxParticipants="1"', '', '16020'],
    ['has the label already', 'participantLabel="a"', 'participantLabel="a"', '16025'],
    ['does not know the call to coach', '', `coach="CA${'0'.repeat(32)}"`, '13240'],
    ['gets a label that cannot be one', '', 'participantLabel="a/b"', '16023'],
  ])('does not take a caller when it %s, whose action is told', async (_what, first, second, code) => {
    await open({ '/voice': watched(first), '/desk': watched(second) });
    await joins();
    const other = await house.place({ to: DESK });
    const after = await house.until(() => house.told('/after')[0]);
    expect(after).toMatchObject({ CallSid: other, DialCallStatus: 'failed', CallStatus: 'in-progress' });
    expect(events()).toEqual(['participant-join']);
    expect(house.simulator.requests.list()).toContainEqual(
      expect.objectContaining({ kind: 'voice', problem: expect.stringMatching(`^${code}: `) }),
    );
  });

  it('takes as many as the joining one says, as the setting says', async () => {
    await open(
      { '/voice': watched(), '/desk': watched('maxParticipants="1"') },
      { maxParticipantsOf: 'joining' },
    );
    await joins();
    await house.place({ to: DESK });
    await house.until(() => house.told('/after')[0]);
  });

  it('loses a caller whose wait document fails, to the action', async () => {
    await open({
      '/voice': watched('waitMethod="GET"').replace('waitUrl=""', 'waitUrl="/music"'),
      'GET /music': 500,
    });
    await house.place();
    expect(await house.until(() => house.told('/after')[0])).toMatchObject({ DialCallStatus: 'failed' });
    expect(await told('conference-end')).toMatchObject({ ReasonConferenceEnded: 'last-participant-left' });
  });

  it.each([
    ['record="record-from-start"', /record/],
    ['region="ie1"', /region/],
    ['jitterBufferSize="small"', /jitterBufferSize/],
    ['statusCallback="/events" statusCallbackEvent="speaker"', /conferenceSpeakerEvents/],
    ['eventCallbackUrl="/events"', /eventCallbackUrl/],
  ])('refuses %s', async (attributes, why) => {
    await open({ '/voice': room(attributes) });
    const callSid = await house.place();
    await house.hasStatus(callSid, 'failed');
    expect(JSON.stringify(house.simulator.requests.list())).toMatch(why);
  });

  it('accepts the event of a speaker without sending it, as the setting says', async () => {
    await open(
      { '/voice': room('statusCallback="/events" statusCallbackEvent="speaker join"') },
      { conferenceSpeakerEvents: 'never' },
    );
    await joins();
  });

  it('sends start before join, end before the leaves, and DialBridged, as the settings say', async () => {
    await open(
      { '/desk': watched('endConferenceOnExit="true"') },
      {
        conferenceStartEvent: 'before-join',
        conferenceEndEvent: 'before-leaves',
        conferenceDialBridged: 'true',
      },
    );
    await joins();
    await hangUp(await joins(DESK));
    await house.until(() => events().length === 6);
    expect(events()).toEqual([
      'participant-join',
      'conference-start',
      'participant-join',
      'participant-leave',
      'conference-end',
      'participant-leave',
    ]);
    const after = await house.until(() =>
      house.told('/after').find(({ CallStatus }) => CallStatus === 'in-progress'),
    );
    expect(after).toMatchObject({ DialBridged: 'true' });
  });

  it('loses a caller to new TwiML, and with it the conference if it had endConferenceOnExit', async () => {
    await open({ '/voice': watched('endConferenceOnExit="true"'), '/new': response('<Pause length="9"/>') });
    const caller = await joins();
    const agent = await joins(DESK);
    await house.client.calls(caller).update({ url: `${house.applicationUrl}/new` });
    await house.until(() => house.told('/new')[0]);

    const left = house
      .told('/events')
      .filter(({ StatusCallbackEvent }) => StatusCallbackEvent === 'participant-leave');
    expect(left).toMatchObject([
      {
        CallSid: caller,
        ReasonParticipantLeft: 'participant_updated_via_api',
        ParticipantCallStatus: 'in-progress',
      },
      { CallSid: agent, ReasonParticipantLeft: 'moderator_ended_conference' },
    ]);
    const after = house.told('/after').find(({ CallSid }) => CallSid === caller);
    expect(after).toMatchObject({ DialCallStatus: 'answered' });
    expect(house.simulator.calls.find(caller)?.status).toBe('in-progress');
  });

  it('may be lost and doubled like the callbacks of calls', async () => {
    await open({});
    house.simulator.faults.set({ statusCallbacks: { duplicated: { probability: 1 } } });
    await joins();
    await house.until(() => house.told('/events').length === 2);
    house.simulator.faults.set({ statusCallbacks: { lost: { probability: 1 } } });
    await house.place({ to: DESK });
    await house.until(() => house.simulator.requests.list().some(({ note }) => note === 'fault: lost'));
  });

  it('is forgotten by a reset, and nobody is told', async () => {
    await open({});
    await joins();
    house.simulator.reset();
    await expect(conferences().list({ status: 'init' })).resolves.toEqual([]);
    expect(events()).toEqual(['participant-join']);
  });
});
