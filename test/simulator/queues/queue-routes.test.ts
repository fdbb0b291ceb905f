import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
let queues: CallHouse['client']['queues'];
beforeEach(async () => {
  house = await openCallHouse({
    '/voice': '<Response><Enqueue action="/after" waitUrl="">sales</Enqueue></Response>',
    '/after': '<Response><Hangup/></Response>',
    '/offer': '<Response><Pause length="60"/></Response>',
  });
  queues = house.client.queues;
});
afterEach(() => house.close());

const NOWHERE = `QU${'0'.repeat(32)}`;
const offer = () => ({ url: `${house.applicationUrl}/offer` });
async function three() {
  const callers: string[] = [];
  for (let place = 1; place <= 3; place++) {
    callers.push(await house.place());
    while ((await queues.list())[0]?.currentSize !== place);
    house.clock.advanceBy(10_000);
  }
  const [queue] = await queues.list();
  return { sid: queue?.sid ?? '', callers };
}

describe('queues through the twilio package', () => {
  it('are made, found, changed and removed', async () => {
    const made = await queues.create({ friendlyName: 'support', maxSize: 20 });
    expect(made.sid).toMatch(/^QU[0-9a-f]{32}$/);
    expect(made.toJSON()).toMatchObject({
      accountSid: house.simulator.account.accountSid,
      friendlyName: 'support',
      maxSize: 20,
      currentSize: 0,
      averageWaitTime: 0,
      dateCreated: new Date('2026-01-15T10:00:00Z'),
      uri: `/2010-04-01/Accounts/${house.simulator.account.accountSid}/Queues/${made.sid}.json`,
    });

    await expect(queues(made.sid).update({ maxSize: 30, friendlyName: 'help' })).resolves.toMatchObject({
      maxSize: 30,
      friendlyName: 'help',
    });
    await expect(queues(made.sid).fetch()).resolves.toMatchObject({ friendlyName: 'help' });
    await queues.create({ friendlyName: 'more' });
    await expect(queues.list({ pageSize: 1 })).resolves.toHaveLength(2);
    await expect(queues(made.sid).remove()).resolves.toBe(true);
    await expect(queues(made.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('hold a thousand unless they say otherwise', async () => {
    await expect(queues.create({ friendlyName: 'a' })).resolves.toMatchObject({ maxSize: 1000 });
  });

  it.each([
    ['no name', { friendlyName: '' }],
    ['a name too long', { friendlyName: 'n'.repeat(65) }],
    ['a size of none', { friendlyName: 'a', maxSize: 0 }],
    ['a size past the largest', { friendlyName: 'a', maxSize: 5001 }],
  ])('refuse %s', async (_what, parameters) => {
    await expect(queues.create(parameters)).rejects.toMatchObject({ status: 400, code: 20001 });
  });

  it('refuse a name that exists, of a new queue or a changed one', async () => {
    const { sid } = await queues.create({ friendlyName: 'a' });
    const other = await queues.create({ friendlyName: 'b' });

    await expect(queues.create({ friendlyName: 'a' })).rejects.toMatchObject({ status: 400 });
    await expect(queues(other.sid).update({ friendlyName: 'a' })).rejects.toMatchObject({ status: 400 });
    await expect(queues(sid).update({ friendlyName: 'a' })).resolves.toMatchObject({ sid });
  });

  it('are not removed while somebody waits', async () => {
    const { sid } = await three();
    await expect(queues(sid).remove()).rejects.toMatchObject({ status: 400 });
  });

  it('take the SID in the path, not the name, and the right credentials', async () => {
    await queues.create({ friendlyName: 'support' });
    await expect(queues('support').fetch()).rejects.toMatchObject({ code: 20404 });
    const stranger = twilio(house.simulator.account.accountSid, 'wrong');
    stranger.api.baseUrl = house.simulator.url;
    await expect(stranger.queues.list()).rejects.toMatchObject({ status: 401 });
    await expect(stranger.queues(NOWHERE).members.list()).rejects.toMatchObject({ status: 401 });
  });
});

describe('members through the twilio package', () => {
  it('are listed, front first, and fetched by CallSid and as Front', async () => {
    const { sid, callers } = await three();
    const members = await queues(sid).members.list();
    expect(members.map(({ callSid, position, waitTime }) => [callSid, position, waitTime])).toEqual([
      [callers[0], 1, 30],
      [callers[1], 2, 20],
      [callers[2], 3, 10],
    ]);
    await expect(queues(sid).members('Front').fetch()).resolves.toMatchObject({
      callSid: callers[0],
      queueSid: sid,
      dateEnqueued: new Date('2026-01-15T10:00:00Z'),
    });
    await expect(
      queues(sid)
        .members(callers[1] ?? '')
        .fetch(),
    ).resolves.toMatchObject({ position: 2 });
  });

  it('are taken out by an update, which runs its TwiML and tells the action first', async () => {
    const { sid, callers } = await three();
    const [, second = ''] = callers;
    await expect(queues(sid).members(second).update(offer())).resolves.toMatchObject({ callSid: second });
    await house.until(() => house.told('/offer').length === 1);

    expect(house.webhooks.slice(-2)).toEqual([
      expect.objectContaining({
        path: '/after',
        CallSid: second,
        QueueResult: 'redirected',
        QueueTime: '20',
      }),
      expect.objectContaining({ path: '/offer', CallSid: second, CallStatus: 'in-progress' }),
    ]);
    // The action's document is dropped: its <Hangup/> did nothing.
    expect(house.simulator.calls.find(second)?.status).toBe('in-progress');
    await expect(queues(sid).members(second).update(offer())).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('give every Front another caller, however fast they come', async () => {
    const { sid, callers } = await three();
    const taken = await Promise.all([1, 2, 3].map(() => queues(sid).members('Front').update(offer())));

    expect(taken.map(({ callSid }) => callSid).sort()).toEqual([...callers].sort());
    await expect(queues(sid).members('Front').update(offer())).rejects.toMatchObject({ code: 20404 });
    await expect(queues(sid).members('Front').fetch()).rejects.toMatchObject({ code: 20404 });
  });

  it('ask by GET if told to', async () => {
    const { sid } = await three();
    await queues(sid)
      .members('Front')
      .update({ ...offer(), method: 'GET' });
    await house.until(() => house.told('GET /offer').length === 1);
    expect(house.unsigned).toEqual([]);
  });

  it('are still taken out when the reply is lost', async () => {
    const { sid, callers } = await three();
    house.simulator.faults.set({
      rest: { probability: 1, failWith: 'reset', afterEffect: true, operations: ['updateMember'], times: 1 },
    });
    await expect(queues(sid).members('Front').update(offer())).rejects.toThrow();
    await house.until(() => house.told('/offer').length === 1);
    expect(house.told('/offer')[0]).toMatchObject({ CallSid: callers[0] });
  });

  it('refuse an address that is none', async () => {
    const { sid } = await three();
    await expect(queues(sid).members('Front').update({ url: '/offer' })).rejects.toMatchObject({
      code: 21205,
    });
    await expect(queues(sid).fetch()).resolves.toMatchObject({ currentSize: 3 });
  });
});
