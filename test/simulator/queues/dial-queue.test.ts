import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone, PHONE_ANSWER } from '#test/support/phone-page.ts';

let house: CallHouse;
afterEach(() => house.close());

const DESK = '+14155550177';
const response = (inner: string) => `<Response>${inner}</Response>`;
const CALLER = response('<Enqueue action="/after" waitUrl="">sales</Enqueue><Redirect>/next</Redirect>');
const dialQueue = (inner = '<Queue>sales</Queue>', attributes = '') =>
  response(`<Dial action="/dialled" ${attributes}>${inner}</Dial>`);

/** Callers of one number wait, whoever calls the other dials the queue. */
async function open(answers: Parameters<typeof openCallHouse>[0], settings = {}) {
  house = await openCallHouse({ '/voice': CALLER, ...answers }, { settings });
  house.simulator.configure({
    phoneNumbers: [
      { phoneNumber: NUMBER, voiceUrl: `${house.applicationUrl}/voice` },
      { phoneNumber: DESK, voiceUrl: `${house.applicationUrl}/desk` },
    ],
  });
}
const size = async () => (await house.client.queues.list())[0]?.currentSize;
async function waits(from?: string): Promise<string> {
  const before = (await size()) ?? 0;
  const callSid = await house.place(from ? { from } : {});
  while ((await size()) !== before + 1);
  return callSid;
}
const desk = () => house.place({ to: DESK, from: '+14155550199' });
const one = (path: string) => house.until(() => house.told(path)[0]);
const hangUp = (callSid: string) => house.control('POST', `/simulator/calls/${callSid}/hangup`);

describe('<Dial><Queue>', () => {
  it('connects the one who waits longest, and both actions come after the talk', async () => {
    await open({ '/desk': dialQueue() });
    const first = await waits();
    house.clock.advanceBy(7000);
    const second = await waits();
    const agent = await desk();
    while ((await size()) !== 1);
    house.clock.advanceBy(3500);
    expect([...house.told('/after'), ...house.told('/dialled')]).toEqual([]);
    await hangUp(agent);

    expect(await one('/after')).toMatchObject({
      CallSid: first,
      CallStatus: 'in-progress',
      QueueResult: 'bridged',
      QueueTime: '7',
    });
    expect(await one('/dialled')).toMatchObject({
      CallSid: agent,
      CallStatus: 'completed',
      DialCallStatus: 'completed',
      DialCallSid: first,
      DialBridged: 'true',
      DialCallDuration: '4',
    });
    expect(house.simulator.calls.find(second)?.status).toBe('in-progress');
    expect(house.unsigned).toEqual([]);
  });

  it('gives two who dial at once two callers', async () => {
    await open({ '/desk': dialQueue() });
    const callers = [await waits(), await waits()];
    const agents = await Promise.all([desk(), desk()]);
    while ((await size()) !== 0);
    await Promise.all(callers.map(hangUp));
    await house.until(() => house.told('/dialled').length === 2);

    expect(
      house
        .told('/dialled')
        .map(({ CallSid }) => CallSid)
        .sort(),
    ).toEqual([...agents].sort());
    expect(
      house
        .told('/dialled')
        .map(({ DialCallSid }) => DialCallSid)
        .sort(),
    ).toEqual([...callers].sort());
  });

  it('tells the caller first, with the dialler', async () => {
    await open({
      '/desk': dialQueue('<Queue url="/soon" method="GET">sales</Queue>'),
      'GET /soon': response('<Say>You are next.</Say>'),
    });
    const caller = await waits();
    house.clock.advanceBy(2000);
    const agent = await desk();

    const queue = (await house.client.queues.list())[0];
    expect(await one('GET /soon')).toMatchObject({
      CallSid: caller,
      DequeingCallSid: agent,
      QueueSid: queue?.sid,
      QueueTime: '2',
    });
    await hangUp(agent);
    expect(await one('/after')).toMatchObject({ QueueResult: 'bridged' });
  });

  it.each(['bridging-in-process', 'error'] as const)(
    'ends as the setting says when the dialler leaves before the bridge: %s',
    async (queueResultBeforeBridge) => {
      await open(
        { '/desk': dialQueue('<Queue url="/soon">sales</Queue>'), '/soon': response('<Pause length="9"/>') },
        { queueResultBeforeBridge },
      );
      await waits();
      const agent = await desk();
      await one('/soon');
      await hangUp(agent);

      expect(await one('/after')).toMatchObject({ QueueResult: queueResultBeforeBridge });
      expect(await one('/dialled')).toMatchObject({ DialBridged: 'false' });
    },
  );

  it('goes on for both when what the caller should hear fails', async () => {
    await open({ '/desk': dialQueue('<Queue url="/soon">sales</Queue>'), '/soon': 500 });
    await waits();
    await desk();

    expect(await one('/after')).toMatchObject({ QueueResult: 'error' });
    expect(await one('/dialled')).toMatchObject({ DialCallStatus: 'failed', DialBridged: 'false' });
  });

  it('waits for somebody to come', async () => {
    await open({ '/desk': dialQueue() });
    await hangUp(await waits());
    const agent = await desk();
    await house.hasStatus(agent, 'in-progress');
    const caller = await house.place();
    await house.hasStatus(caller, 'in-progress');
    await hangUp(caller);

    expect(await one('/dialled')).toMatchObject({ DialCallStatus: 'completed', DialCallSid: caller });
  });

  it('for as long as its timeout', async () => {
    await open({ '/desk': dialQueue('<Queue>sales</Queue>', 'timeout="10"') });
    await hangUp(await waits());
    await house.hasStatus(await desk(), 'in-progress');
    house.clock.advanceBy(9999);
    expect(house.told('/dialled')).toEqual([]);
    house.clock.advanceBy(1);

    expect(await one('/dialled')).toMatchObject({ DialCallStatus: 'no-answer', DialBridged: 'false' });
  });

  it('fails for a queue there is not', async () => {
    await open({ '/desk': dialQueue('<Queue>nowhere</Queue>') });
    await desk();

    expect(await one('/dialled')).toMatchObject({ DialCallStatus: 'failed' });
  });

  it('goes on with the next verb of a caller without action when the agent hangs up', async () => {
    await open({
      '/voice': response('<Enqueue waitUrl="">sales</Enqueue><Redirect>/next</Redirect>'),
      '/desk': dialQueue(),
    });
    await waits();
    const agent = await desk();
    while ((await size()) !== 0);
    await hangUp(agent);

    await one('/next');
  });

  it('takes a redirected caller out of the talk, and both actions say so', async () => {
    await open({ '/desk': dialQueue(), '/elsewhere': response('<Pause length="9"/>') });
    const caller = await waits();
    const agent = await desk();
    while ((await size()) !== 0);
    await house.client.calls(caller).update({ url: `${house.applicationUrl}/elsewhere` });
    await one('/elsewhere');

    expect(await one('/after')).toMatchObject({ QueueResult: 'redirected-from-bridged' });
    expect(await one('/dialled')).toMatchObject({ CallSid: agent, DialBridged: 'true' });
    expect(house.told('/next')).toEqual([]);
  });

  it('has sound between two phone pages', async () => {
    await open({ '/desk': dialQueue() });
    const caller = await openPhone(house.simulator);
    caller.say({ type: 'call', to: NUMBER });
    await caller.next('queue');
    const agent = await openPhone(house.simulator);
    agent.say({ type: 'call', to: DESK });
    await agent.offer();
    const { id } = await caller.next('wantAnswer');
    caller.say({ type: 'sdp', id, sdp: PHONE_ANSWER });

    expect(await agent.next('connect')).toEqual({ type: 'connect', sdp: PHONE_ANSWER });
    agent.say({ type: 'hangUp' });
    await caller.next('part');
  });
});
