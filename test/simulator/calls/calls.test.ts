import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
afterEach(() => house.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
/** The webhook is answered and its own timers are gone: the one left is the pause. */
const pausing = () =>
  house.until(() => house.simulator.requests.list().length > 0 && house.clock.pending === 1);
const EVENTS = 'statusCallback="/status" statusCallbackEvent="initiated ringing answered completed"';

describe('an incoming call', () => {
  it('asks the voice URL with the documented parameters, signed', async () => {
    house = await openCallHouse({ '/voice': response('<Hangup/>') });

    const callSid = await house.place({ from: '+14155550199' });
    await house.hasStatus(callSid, 'completed');

    expect(house.told('/voice')).toEqual([
      {
        path: '/voice',
        AccountSid: house.simulator.account.accountSid,
        ApiVersion: '2010-04-01',
        CallSid: callSid,
        CallStatus: 'ringing',
        Called: NUMBER,
        Caller: '+14155550199',
        Direction: 'inbound',
        From: '+14155550199',
        To: NUMBER,
      },
    ]);
    expect(house.unsigned).toEqual([]);
  });

  it.each([
    ['<Reject/>', 'no-answer'],
    ['<Reject reason="busy"/>', 'busy'],
    ['<Hangup/>', 'completed'],
    ['', 'completed'],
    ['<Say>Bye</Say>', 'completed'],
  ] as const)('ends %s as %s', async (inner, status) => {
    house = await openCallHouse({ '/voice': response(inner) });

    const call = await house.hasStatus(await house.place(), status);

    expect(call.endTime).toEqual(house.clock.now());
  });

  it('follows a redirect, relative to the document it stands in', async () => {
    house = await openCallHouse({
      '/voice': response('<Redirect>deep/one</Redirect>'),
      '/deep/one': response('<Redirect>two</Redirect>'),
      '/deep/two': response('<Hangup/>'),
    });

    await house.hasStatus(await house.place(), 'completed');

    expect(house.webhooks.map(({ path }) => path)).toEqual(['/voice', '/deep/one', '/deep/two']);
  });

  it('stops a redirect that never ends', async () => {
    house = await openCallHouse({ '/voice': response('<Redirect>/voice</Redirect>') });

    await house.hasStatus(await house.place(), 'failed');

    expect(house.simulator.requests.list().at(-1)?.problem).toContain('Check the TwiML for a redirect loop.');
  });

  it('pauses on the clock, and a pause at the start leaves the call ringing', async () => {
    house = await openCallHouse({
      '/voice': response('<Pause length="3"/><Say>Hi</Say><Pause length="9"/>'),
    });
    const callSid = await house.place();
    await pausing();

    house.clock.advanceBy(2999);
    expect(house.simulator.calls.find(callSid)?.status).toBe('ringing');
    house.clock.advanceBy(1);
    await house.hasStatus(callSid, 'in-progress');
  });

  it.each([
    ['returns 500', 500, 'the application returned 500'],
    ['returns 404', 404, 'the application returned 404'],
  ])('fails when the application %s', async (_what, answer) => {
    house = await openCallHouse({ '/voice': answer });

    const call = await house.hasStatus(await house.place({ answer: 'headless' }), 'failed');

    expect(call).not.toHaveProperty('startTime');
  });

  it('fails at once when the document has something it does not know, before any of it ran', async () => {
    house = await openCallHouse({
      '/voice': response('<Dial><Client statusCallback="/s">a</Client></Dial><Record/>'),
    });

    const callSid = await house.place({ answer: 'headless' });
    await house.hasStatus(callSid, 'failed');

    expect(house.children(callSid)).toEqual([]);
    expect(house.simulator.requests.list().at(-1)).toMatchObject({
      kind: 'voice',
      status: 200,
      problem: 'Simulator: Failed to run the TwiML: <Record> in <Response> is not supported.',
    });
  });

  it("tells the number's status callback when it is over, with its duration", async () => {
    house = await openCallHouse({ '/voice': response('<Pause length="60"/><Hangup/>') });
    house.simulator.configure({
      phoneNumbers: [
        {
          phoneNumber: NUMBER,
          voiceUrl: `${house.applicationUrl}/voice`,
          statusCallback: `${house.applicationUrl}/end`,
        },
      ],
    });
    const callSid = await house.place();
    await pausing();
    house.clock.advanceBy(60_000);
    await house.hasStatus(callSid, 'completed');
    await house.until(() => house.told('/end').length === 1);

    expect(house.told('/end')[0]).toMatchObject({
      CallSid: callSid,
      CallStatus: 'completed',
      CallDuration: '0',
    });
  });
});

describe('Dial', () => {
  const ring = (attributes = '', more = '') =>
    response(
      `<Dial ${attributes}><Client ${EVENTS}><Identity>ana</Identity>` +
        `<Parameter name="parentCallSid" value="CA1"/></Client></Dial>${more}`,
    );

  it('follows a headless leg from initiated to completed, in order and signed', async () => {
    house = await openCallHouse({ '/voice': ring('answerOnBridge="true"') });

    const callSid = await house.place({ answer: 'headless', from: '+14155550199' });
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
    house.clock.advanceBy(61_000);
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);
    await house.until(() => house.told('/status').length === 4);

    const [child] = house.children(callSid);
    expect(
      house.told('/status').map(({ CallStatus, SequenceNumber }) => [CallStatus, SequenceNumber]),
    ).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3'],
    ]);
    expect(house.told('/status')[3]).toMatchObject({
      CallSid: child?.sid,
      ParentCallSid: callSid,
      Direction: 'outbound-dial',
      From: '+14155550199',
      To: 'client:ana',
      CallDuration: '61',
      Duration: '2',
    });
    expect(house.told('/status')[0]).not.toHaveProperty('CallDuration');
    expect(house.unsigned).toEqual([]);
  });

  it('has the simulator answer as the first one rung, and cancels the others', async () => {
    house = await openCallHouse({
      '/voice': response(`<Dial><Client ${EVENTS}>ana</Client><Client ${EVENTS}>ben</Client></Dial>`),
    });

    const callSid = await house.place({ answer: 'headless' });

    expect(house.children(callSid).map(({ to, status }) => [to, status])).toEqual([
      ['client:ana', 'in-progress'],
      ['client:ben', 'canceled'],
    ]);
  });

  it('has the simulator answer as the identity asked for, however many ring', async () => {
    house = await openCallHouse({
      '/voice': response('<Dial><Client>ana</Client><Client>ben</Client></Dial>'),
    });

    const callSid = await house.place({ answer: 'headless', identity: 'ben' });

    expect(house.children(callSid).map(({ to, status }) => [to, status])).toEqual([
      ['client:ana', 'canceled'],
      ['client:ben', 'in-progress'],
    ]);
  });

  it('ends losing legs as the setting says', async () => {
    house = await openCallHouse(
      { '/voice': response('<Dial><Client>ana</Client><Client>ben</Client></Dial>') },
      { settings: { losingLegStatus: 'no-answer' } },
    );

    const callSid = await house.place({ answer: 'headless' });

    expect(house.children(callSid)[1]?.status).toBe('no-answer');
  });

  it('gives no answer where nobody is registered, and tells the action URL', async () => {
    house = await openCallHouse({ '/voice': ring('action="/after"'), '/after': response('<Reject/>') });

    const callSid = await house.place();
    await house.hasStatus(callSid, 'completed');

    expect(house.told('/after')).toEqual([
      expect.objectContaining({
        CallSid: callSid,
        DialCallStatus: 'no-answer',
        DialBridged: 'false',
        DialCallSid: house.children(callSid)[0]?.sid,
      }),
    ]);
    expect(house.told('/after')[0]).not.toHaveProperty('DialCallDuration');
  });

  it('goes on with the next verb where there is no action URL', async () => {
    house = await openCallHouse({ '/voice': ring('', '<Redirect>/next</Redirect>'), '/next': response('') });

    await house.hasStatus(await house.place(), 'completed');

    expect(house.told('/next')).toHaveLength(1);
  });

  it('ends with the agent, tells the action URL how long it lasted, and runs what it answers', async () => {
    house = await openCallHouse({
      '/voice': ring('action="/after"'),
      '/after': response('<Redirect>/bye</Redirect>'),
      '/bye': response(''),
    });
    const callSid = await house.place({ answer: 'headless' });
    house.clock.advanceBy(5500);

    house.simulator.calls.hangUp(house.children(callSid)[0]?.sid ?? '');
    await house.hasStatus(callSid, 'completed');

    expect(house.told('/after')[0]).toMatchObject({
      DialCallStatus: 'completed',
      DialBridged: 'true',
      DialCallDuration: '6',
      CallStatus: 'in-progress',
    });
    expect(house.told('/bye')).toHaveLength(1);
  });

  it('asks the action URL but runs nothing when it was the caller who hung up', async () => {
    house = await openCallHouse({
      '/voice': ring('action="/after"'),
      '/after': response('<Redirect>/never</Redirect>'),
    });
    const callSid = await house.place({ answer: 'headless' });

    house.simulator.calls.hangUp(callSid);
    await house.until(() => house.told('/after').length === 1);
    await house.until(() => house.told('/status').length === 4);

    expect(house.told('/after')[0]).toMatchObject({ CallStatus: 'completed', DialCallStatus: 'completed' });
    expect(house.told('/never')).toEqual([]);
  });

  it.each([
    ['true', 'ringing'],
    ['false', 'in-progress'],
  ] as const)(
    'with answerOnBridge="%s" leaves the caller %s until somebody answers',
    async (value, status) => {
      house = await openCallHouse({ '/voice': ring(`answerOnBridge="${value}" timeout="20"`) });

      const callSid = await house.place({ answer: 'browser' });
      await house.until(() => house.children(callSid).length === 1);

      expect(house.simulator.calls.find(callSid)?.status).toBe(status);
      house.clock.advanceBy(20_000);
      await house.hasStatus(callSid, value === 'true' ? 'no-answer' : 'completed');
      expect(house.children(callSid)[0]?.status).toBe('no-answer');
    },
  );

  it('waits for a browser only as long as its timeout', async () => {
    house = await openCallHouse({ '/voice': ring('timeout="7"') });
    const callSid = await house.place({ answer: 'browser' });
    await house.until(() => house.children(callSid).length === 1);

    house.clock.advanceBy(6999);
    expect(house.children(callSid)[0]?.status).toBe('queued');
    house.clock.advanceBy(1);
    await house.hasStatus(callSid, 'completed');
  });

  it('runs the TwiML of a noun on the dialled leg before bridging, and an agent may decline there', async () => {
    house = await openCallHouse({
      '/voice': response('<Dial answerOnBridge="true"><Client url="/whisper">ana</Client></Dial><Hangup/>'),
      '/whisper': response('<Say>A payment call.</Say><Hangup/>'),
    });

    const callSid = await house.place({ answer: 'headless' });
    await house.hasStatus(callSid, 'completed');

    const [child] = house.children(callSid);
    expect(house.told('/whisper')[0]).toMatchObject({ CallSid: child?.sid, ParentCallSid: callSid });
    expect(child?.status).toBe('completed');
  });

  it('refuses a Dial on the dialled leg', async () => {
    house = await openCallHouse({
      '/voice': response('<Dial><Client url="/whisper">ana</Client></Dial>'),
      '/whisper': response('<Dial>+14155550142</Dial>'),
    });

    const callSid = await house.place({ answer: 'headless' });
    await house.hasStatus(callSid, 'completed');

    expect(house.children(callSid)[0]?.status).toBe('failed');
  });

  it('takes the caller id of the document for the dialled leg', async () => {
    house = await openCallHouse({ '/voice': ring('callerId="sales"') });

    const callSid = await house.place({ answer: 'headless' });

    expect(house.children(callSid)[0]?.from).toBe('sales');
  });

  it('ends everything on reset, telling nobody', async () => {
    house = await openCallHouse({ '/voice': ring('action="/after"') });
    await house.place({ answer: 'headless' });
    const before = house.webhooks.length;

    house.simulator.reset();

    expect(house.simulator.calls.list()).toEqual([]);
    const next = await house.place({ answer: 'headless' });
    await house.hasStatus(next, 'in-progress');
    expect(
      house.webhooks
        .slice(before)
        .every(({ CallSid, ParentCallSid }) => [CallSid, ParentCallSid].includes(next)),
    ).toBe(true);
  });
});
