import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: CallHouse;
afterEach(() => house.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
const STATUS = 'statusCallback="/status" statusCallbackEvent="answered completed"';
const talk = (attributes = 'action="/after"', more = '') =>
  response(`<Dial ${attributes}><Client ${STATUS}>ana</Client></Dial>${more}`);
const open = async (answers: Parameters<typeof openCallHouse>[0], settings = {}) => {
  house = await openCallHouse(
    { '/new': response('<Pause length="60"/>'), '/after': response('<Hangup/>'), ...answers },
    { settings },
  );
};
const one = (path: string) => house.until(() => house.told(path)[0]);
const update = (callSid: string, parameters: Record<string, string>) =>
  house.client.calls(callSid).update(parameters);
const newUrl = () => ({ url: `${house.applicationUrl}/new` });
/** The response came, and what it says has begun. */
const isAnswered = (path: string) =>
  house.until(() => house.simulator.requests.list().some(({ url }) => url === house.applicationUrl + path));
const childOf = (callSid: string) => house.children(callSid)[0]?.sid ?? '';

describe('a live call with new TwiML', () => {
  it('leaves what it did, a pause for instance, and ends with its new document', async () => {
    await open({ '/voice': response('<Pause length="5"/><Say>a</Say><Pause length="600"/>') });
    const callSid = await house.place();
    await house.until(() => house.clock.pending === 1);
    house.clock.advanceBy(5000);
    await house.hasStatus(callSid, 'in-progress');

    await expect(update(callSid, newUrl())).resolves.toMatchObject({ sid: callSid, status: 'in-progress' });
    expect(await one('/new')).toMatchObject({ CallSid: callSid, CallStatus: 'in-progress' });
    await house.until(() => house.clock.pending === 1);
    house.clock.advanceBy(60_000);
    await house.hasStatus(callSid, 'completed');
    expect(house.unsigned).toEqual([]);
  });

  it('takes the document itself, and an address by GET', async () => {
    await open({ '/voice': talk(), 'GET /new': response('<Pause length="60"/>') });
    const callSid = await house.place({ answer: 'headless' });
    await update(callSid, {
      twiml: `<Response><Redirect method="GET">${newUrl().url}</Redirect></Response>`,
    });
    expect(await one('GET /new')).toMatchObject({ CallSid: callSid });
    await update(callSid, { ...newUrl(), method: 'GET' });
    await house.until(() => house.told('GET /new').length === 2);
    expect(house.unsigned).toEqual([]);
  });

  it('takes the newest of two at once', async () => {
    await open({ '/voice': talk(), '/newest': response('<Pause length="9"/>') });
    const callSid = await house.place({ answer: 'headless' });
    await Promise.all([
      update(callSid, newUrl()),
      update(callSid, { url: `${house.applicationUrl}/newest` }),
    ]);
    await one('/newest');
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
  });

  it('as the parent of a live Dial ends the child, tells the action and drops its document', async () => {
    await open({ '/voice': talk() });
    const callSid = await house.place({ answer: 'headless' });
    house.clock.advanceBy(3000);
    await update(callSid, newUrl());
    await one('/new');

    const child = childOf(callSid);
    expect(house.simulator.calls.find(child)?.status).toBe('completed');
    const paths = house.webhooks.map(({ path }) => path).filter((path) => path !== '/status');
    expect(paths).toEqual(['/voice', '/after', '/new']);
    expect(house.told('/after')[0]).toMatchObject({
      CallStatus: 'in-progress',
      DialCallStatus: 'completed',
      DialCallSid: child,
      DialCallDuration: '3',
    });
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
  });

  it('need not tell the action, as the setting says', async () => {
    await open({ '/voice': talk() }, { actionAfterRedirect: false });
    await update(await house.place({ answer: 'headless' }), newUrl());
    await one('/new');
    expect(house.told('/after')).toEqual([]);
  });

  it('as the parent of a Dial that still rings cancels the legs', async () => {
    await open({ '/voice': talk() });
    const callSid = await house.place({ answer: 'browser' });
    await house.until(() => childOf(callSid));
    await update(callSid, newUrl());
    await one('/new');

    expect(house.children(callSid)[0]?.status).toBe('canceled');
    expect(house.told('/after')[0]).toMatchObject({ DialCallStatus: 'canceled', CallStatus: 'in-progress' });
  });

  it("as the child ends the parent's Dial, whose action rules the parent, and goes its own way", async () => {
    await open({ '/voice': talk(), '/after': response('<Pause length="30"/>') });
    const callSid = await house.place({ answer: 'headless' });
    const child = childOf(callSid);
    await update(child, newUrl());
    await Promise.all([one('/after'), one('/new')]);

    expect(house.told('/new')[0]).toMatchObject({ CallSid: child, ParentCallSid: callSid });
    expect(house.told('/after')[0]).toMatchObject({
      CallSid: callSid,
      DialCallStatus: 'completed',
      DialCallSid: child,
      DialBridged: 'true',
    });
    expect(house.told('/after')[0]).not.toHaveProperty('DialCallDuration');
    await Promise.all([isAnswered('/after'), isAnswered('/new')]);
    house.clock.advanceBy(30_000);
    await house.hasStatus(callSid, 'completed');
    expect(house.simulator.calls.find(child)?.status).toBe('in-progress');
    house.clock.advanceBy(30_000);
    await house.hasStatus(child, 'completed');
  });

  it('as the child, without an action, lets the parent go on with the next verb', async () => {
    await open({ '/voice': talk('', '<Redirect>/next</Redirect>'), '/next': response('') });
    const callSid = await house.place({ answer: 'headless' });
    await update(childOf(callSid), newUrl());
    await one('/next');
    await house.hasStatus(callSid, 'completed');
  });

  it('in a queue leaves the queue, with the action told first', async () => {
    await open({ '/voice': response('<Enqueue action="/after" waitUrl="">sales</Enqueue>') });
    const callSid = await house.place();
    while ((await house.client.queues.list())[0]?.currentSize !== 1);
    await update(callSid, newUrl());
    await one('/new');

    expect(house.webhooks.map(({ path }) => path)).toEqual(['/voice', '/after', '/new']);
    expect(house.told('/after')[0]).toMatchObject({ QueueResult: 'redirected' });
    await expect(house.client.queues.list()).resolves.toMatchObject([{ currentSize: 0 }]);
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
  });

  it('bears an action that fails', async () => {
    await open({ '/voice': talk(), '/after': 500 });
    const callSid = await house.place({ answer: 'headless' });
    await update(callSid, newUrl());
    await one('/new');
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
  });

  it('hears the new document at once on a phone page', async () => {
    await open({ '/voice': response('<Say loop="0">Wait.</Say>') });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.next('say');
    const [call] = house.simulator.calls.list();
    await update(call?.sid ?? '', { twiml: response('<Say>Now.</Say><Pause length="9"/>') });

    await phone.next('hush');
    expect(await phone.next('say')).toMatchObject({ text: 'Now.' });
  });

  it('has another fallback and status callback from then on', async () => {
    await open({ '/voice': talk(), '/broken': 500, 'GET /fallback': response('<Hangup/>') });
    const callSid = await house.place({ answer: 'headless' });
    await update(callSid, {
      url: `${house.applicationUrl}/broken`,
      fallbackUrl: `${house.applicationUrl}/fallback`,
      fallbackMethod: 'GET',
      statusCallback: `${house.applicationUrl}/ended`,
      statusCallbackMethod: 'GET',
    });

    expect(await one('GET /fallback')).toMatchObject({ ErrorCode: '11200' });
    expect(await one('GET /ended')).toMatchObject({ CallSid: callSid, CallStatus: 'completed' });
    expect(house.unsigned).toEqual([]);
  });

  it.each([
    [
      'is over',
      async () => {
        const callSid = await house.place({ answer: 'headless' });
        house.simulator.calls.hangUp(callSid);
        return callSid;
      },
    ],
    [
      'still rings',
      async () => {
        const callSid = await house.place({ answer: 'browser' });
        await house.until(() => childOf(callSid));
        return callSid;
      },
    ],
  ] as const)('is refused with 21220 when it %s', async (_what, place) => {
    await open({ '/voice': talk('answerOnBridge="true"') });
    await expect(update(await place(), newUrl())).rejects.toMatchObject({ status: 400, code: 21220 });
    expect(house.told('/new')).toEqual([]);
  });

  it('may ring behind answerOnBridge, as the setting says', async () => {
    await open({ '/voice': talk('answerOnBridge="true"') }, { redirectRinging: true });
    const callSid = await house.place({ answer: 'browser' });
    await house.until(() => childOf(callSid));
    await update(callSid, newUrl());
    await one('/new');
  });

  it.each([
    ['an address that is none', { url: '/new' }, 21205],
    ['a method that is none', { url: 'https://a.example/', method: 'PUT' }, 20001],
    ['a document too long', { twiml: `<Response><Say>${'a'.repeat(4000)}</Say></Response>` }, 20001],
    ['a status that is none', { status: 'ringing' }, 20001],
    ['nothing at all', {}, 20001],
  ])('is refused with %s', async (_what, parameters, code) => {
    await open({ '/voice': talk() });
    const callSid = await house.place({ answer: 'headless' });
    await expect(update(callSid, parameters as Record<string, string>)).rejects.toMatchObject({
      status: 400,
      code,
    });
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
  });

  it('fails for a relative action in a document of its own', async () => {
    await open({ '/voice': talk() });
    const callSid = await house.place({ answer: 'headless' });
    await update(callSid, { twiml: response('<Gather action="/keys"/>') });
    await house.hasStatus(callSid, 'failed');
  });
});
