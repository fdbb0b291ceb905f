import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: CallHouse;
afterEach(() => house.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
const enqueue = (attributes = '', name = 'sales', more = '') =>
  response(`<Enqueue action="/after" waitUrl="/wait" ${attributes}>${name}</Enqueue>${more}`);

/** A caller who waits, once the wait URL was asked for them. */
async function waits(caller: { readonly from?: string } = {}): Promise<string> {
  const callSid = await house.place(caller);
  await house.until(() => house.told('/wait').some(({ CallSid }) => CallSid === callSid));
  return callSid;
}
const queueNamed = async (name = 'sales') =>
  (await house.client.queues.list()).find(({ friendlyName }) => friendlyName === name);
const leftWith = (callSid: string) =>
  house.until(() => house.told('/after').find(({ CallSid }) => CallSid === callSid));

describe('Enqueue', () => {
  it('asks the wait URL again and again, with the place and the times of those who wait', async () => {
    house = await openCallHouse({
      '/voice': enqueue(),
      '/wait': response('<Pause length="8"/>'),
    });
    const first = await waits();
    await house.until(() => house.clock.pending === 1);
    house.clock.advanceBy(4000);
    const second = await waits();
    await house.until(() => house.clock.pending === 2);
    house.clock.advanceBy(4000);
    await house.until(() => house.told('/wait').length === 3);

    const queue = await queueNamed();
    expect(queue).toMatchObject({ currentSize: 2, maxSize: 1000, averageWaitTime: 6 });
    expect(house.told('/wait')[0]).toEqual({
      path: '/wait',
      AccountSid: house.simulator.account.accountSid,
      ApiVersion: '2010-04-01',
      AvgQueueTime: '0',
      CallSid: first,
      CallStatus: 'in-progress',
      Called: NUMBER,
      Caller: '+14155550132',
      CurrentQueueSize: '1',
      Direction: 'inbound',
      From: '+14155550132',
      MaxQueueSize: '1000',
      QueuePosition: '1',
      QueueSid: queue?.sid,
      QueueTime: '0',
      To: NUMBER,
    });
    expect(house.told('/wait')[1]).toMatchObject({ CallSid: second, QueuePosition: '2', AvgQueueTime: '2' });
    expect(house.told('/wait')[2]).toMatchObject({ CallSid: first, QueueTime: '8', CurrentQueueSize: '2' });
    expect(house.unsigned).toEqual([]);
  });

  it('leaves some time between requests of a document that takes none', async () => {
    house = await openCallHouse({ '/voice': enqueue(), '/wait': response('') });
    await waits();
    await house.until(() => house.clock.pending === 1);

    expect(house.told('/wait')).toHaveLength(1);
    house.clock.advanceBy(1000);
    await house.until(() => house.told('/wait').length === 2);
  });

  it('asks wait URL and action by GET when the document says so', async () => {
    house = await openCallHouse({
      '/voice': response(
        '<Enqueue action="/after" method="GET" waitUrl="/wait" waitUrlMethod="get">a</Enqueue>',
      ),
      'GET /wait': response('<Leave/>'),
      'GET /after': response('<Hangup/>'),
    });
    const callSid = await house.place();
    await house.hasStatus(callSid, 'completed');

    expect(house.told('GET /wait')).toEqual([expect.objectContaining({ QueuePosition: '1' })]);
    expect(house.told('GET /after')).toEqual([expect.objectContaining({ QueueResult: 'leave' })]);
    expect(house.unsigned).toEqual([]);
  });

  it('leaves with <Leave/>: the action says how long it was, and its document goes on', async () => {
    let polls = 0;
    house = await openCallHouse({
      '/voice': enqueue(),
      '/wait': () => response(polls++ === 0 ? '<Pause length="5"/>' : '<Leave/><Pause length="99"/>'),
      '/after': response('<Redirect>/next</Redirect>'),
      '/next': response('<Hangup/>'),
    });
    const callSid = await waits();
    await house.until(() => house.clock.pending === 1);
    house.clock.advanceBy(5000);
    await house.hasStatus(callSid, 'completed');

    const queue = await queueNamed();
    expect(house.told('/after')).toEqual([
      expect.objectContaining({
        CallStatus: 'in-progress',
        QueueResult: 'leave',
        QueueSid: queue?.sid,
        QueueTime: '5',
      }),
    ]);
    expect(house.told('/next')).toHaveLength(1);
    expect(queue?.currentSize).toBe(0);
  });

  it('goes on with the next verb after it where there is no action', async () => {
    house = await openCallHouse({
      '/voice': response('<Enqueue waitUrl="/wait">a</Enqueue><Redirect>/next</Redirect>'),
      '/wait': response('<Leave/>'),
      '/next': response(''),
    });
    await house.hasStatus(await house.place(), 'completed');

    expect(house.told('/next')).toHaveLength(1);
  });

  it('follows redirects in the wait document, with the parameters of the queue', async () => {
    house = await openCallHouse({
      '/voice': enqueue(),
      '/wait': response('<Redirect>/wait/more</Redirect>'),
      '/wait/more': response('<Leave/>'),
    });
    await leftWith(await house.place());

    expect(house.told('/wait/more')[0]).toMatchObject({ QueuePosition: '1', CurrentQueueSize: '1' });
  });

  it('or without them, as the setting says', async () => {
    house = await openCallHouse(
      {
        '/voice': enqueue(),
        '/wait': response('<Redirect>/wait/more</Redirect>'),
        '/wait/more': response('<Leave/>'),
      },
      { settings: { queueParametersFollow: false } },
    );
    await leftWith(await house.place());

    expect(house.told('/wait')[0]).toHaveProperty('QueuePosition');
    expect(house.told('/wait/more')[0]).not.toHaveProperty('QueuePosition');
  });

  it('ends with the caller', async () => {
    house = await openCallHouse({
      '/voice': enqueue(),
      '/wait': response('<Pause length="8"/>'),
      '/after': response('<Redirect>/never</Redirect>'),
    });
    const callSid = await waits();
    house.clock.advanceBy(3000);
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);

    expect(await leftWith(callSid)).toMatchObject({
      QueueResult: 'hangup',
      QueueTime: '3',
      CallStatus: 'completed',
    });
    expect(await queueNamed()).toMatchObject({ currentSize: 0 });
    expect(house.told('/never')).toEqual([]);
  });

  it('ends with a <Hangup/> in the wait document', async () => {
    house = await openCallHouse({ '/voice': enqueue(), '/wait': response('<Hangup/>') });
    const callSid = await house.place();

    expect(await leftWith(callSid)).toMatchObject({ QueueResult: 'hangup' });
    await house.hasStatus(callSid, 'completed');
  });

  it('says queue-full without having queued the caller', async () => {
    house = await openCallHouse({
      '/voice': enqueue('maxQueueSize="1"'),
      '/wait': response('<Pause length="8"/>'),
    });
    await waits();
    const late = await house.place();

    const told = await leftWith(late);
    expect(told).toMatchObject({ QueueResult: 'queue-full' });
    expect(told).not.toHaveProperty('QueueSid');
    expect(told).not.toHaveProperty('QueueTime');
    expect(await queueNamed()).toMatchObject({ currentSize: 1, maxSize: 1 });
  });

  it.each([
    ['a name too long', enqueue('', 'n'.repeat(65)), response('<Leave/>')],
    ['no name', enqueue('', ''), response('<Leave/>')],
    ['a wait URL that fails', enqueue(), 500],
    ['a wait document that is none', enqueue(), 'nonsense'],
    ['a verb that may not stand there', enqueue(), response('<Dial>+14155550142</Dial>')],
  ] as const)('says error for %s, and the action goes on', async (_what, voice, wait) => {
    house = await openCallHouse({ '/voice': voice, '/wait': wait, '/after': response('<Hangup/>') });
    const callSid = await house.place();

    expect(await leftWith(callSid)).toMatchObject({ QueueResult: 'error', CallStatus: 'in-progress' });
    await house.hasStatus(callSid, 'completed');
  });

  it('fails the call for a wait document that the simulator does not know', async () => {
    house = await openCallHouse({ '/voice': enqueue(), '/wait': response('<Record/>') });
    await house.hasStatus(await house.place(), 'failed');
  });

  it('refuses <Leave> outside of a queue', async () => {
    house = await openCallHouse({ '/voice': response('<Leave/>') });
    await house.hasStatus(await house.place(), 'failed');
    expect(house.simulator.requests.list().at(-1)?.problem).toContain('<Leave> is not allowed outside');
  });

  it('gathers keys while waiting', async () => {
    house = await openCallHouse({
      '/voice': enqueue(),
      '/wait': response('<Gather numDigits="1" action="/key" timeout="60"><Say>Press 1.</Say></Gather>'),
      '/key': response('<Leave/>'),
    });
    const callSid = await waits();
    await house.until(() => house.clock.pending === 1);
    await house.control('POST', `/simulator/calls/${callSid}/digits`, { digits: '1' });

    expect(await leftWith(callSid)).toMatchObject({ QueueResult: 'leave' });
    expect(house.told('/key')[0]).toMatchObject({ Digits: '1', QueuePosition: '1' });
  });
});

describe('what a caller in a queue hears on a phone page', () => {
  it('is music by default, again and again, and its place', async () => {
    house = await openCallHouse({ '/voice': response('<Enqueue>sales</Enqueue>') });
    const ahead = await house.place();
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });

    expect(await phone.next('queue')).toEqual({ type: 'queue', position: 2, size: 2 });
    const { id, url } = await phone.next('play');
    const music = await fetch(new URL(url, house.simulator.url));
    expect(music.headers.get('content-type')).toBe('audio/wav');
    const bytes = new DataView(await music.arrayBuffer());
    expect(bytes.getUint32(4, true)).toBe(bytes.byteLength - 8);
    expect(bytes.byteLength).toBeLessThan(100_000);
    house.clock.advanceBy(9000);
    phone.say({ type: 'heard', id });
    expect((await phone.next('play')).url).toBe(url);

    await house.control('POST', `/simulator/calls/${ahead}/hangup`);
    expect(await phone.next('queue')).toEqual({ type: 'queue', position: 1, size: 1 });
  });

  it('is a sound file in place of a wait document', async () => {
    house = await openCallHouse({
      '/voice': response('<Enqueue waitUrl="/w" waitUrlMethod="GET">s</Enqueue>'),
    });
    house.answerWith('GET /w', { type: 'audio/mpeg', body: 'ID3' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });

    expect((await phone.next('play')).url).toBe(`${house.applicationUrl}/w`);
  });

  it('stops when the caller leaves the queue', async () => {
    house = await openCallHouse({
      '/voice': response('<Enqueue>sales</Enqueue>'),
      '/offer': response('<Say>Your turn.</Say><Pause length="9"/>'),
    });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.next('play');
    await phone.next('queue');
    const queue = await queueNamed();
    await house.client
      .queues(queue?.sid ?? '')
      .members('Front')
      .update({ url: `${house.applicationUrl}/offer` });

    await phone.next('hush');
    expect(await phone.next('queue')).toEqual({ type: 'queue' });
    expect(await phone.next('say')).toMatchObject({ text: 'Your turn.' });
  });
});
