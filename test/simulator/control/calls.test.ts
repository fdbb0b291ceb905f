import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
beforeEach(async () => {
  house = await openCallHouse({ '/voice': '<Response><Dial><Client>ana</Client></Dial></Response>' });
});
afterEach(() => house.close());

const calls = (body: unknown) => house.control('POST', '/simulator/calls', body);

describe('POST /simulator/calls', () => {
  it('answers a headless call once it is up', async () => {
    const answer = await calls({ answer: 'headless' });

    expect(answer).toEqual({
      status: 201,
      body: {
        callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
        status: 'in-progress',
        answeredBy: 'client:ana',
      },
    });
  });

  it('has a call that another softphone answered, of which the application hears nothing', async () => {
    const { status, body } = await calls({ answer: 'elsewhere' });
    expect([status, body.status]).toEqual([201, 'in-progress']);
    expect(house.told('/voice')).toEqual([]);
    expect((await house.control('GET', `/simulator/calls/${body.callSid}`)).body).toMatchObject({
      direction: 'outbound-api',
      from: NUMBER,
    });
  });

  it.each([
    ['+266696687', 'Anonymous'],
    ['+7378742833', 'Restricted'],
    ['+2562533', 'Blocked'],
    ['+8656696', 'Unknown'],
    ['anonymous', 'anonymous'],
    ['constructor', 'constructor'],
    ['sip:pat@office.example', 'sip:pat@office.example'],
    ['client:pat', 'client:pat'],
    ['sim:DE1', 'sim:DE1'],
  ])('calls from %s, which rings as %s', async (from, shown) => {
    const { body } = await calls({ answer: 'headless', from });
    expect(house.told('/voice').at(-1)).toMatchObject({ From: from, Caller: from });
    expect(house.children(body.callSid).map((leg) => leg.from)).toEqual([shown]);
  });

  it('needs no body at all', async () => {
    expect(await house.control('POST', '/simulator/calls')).toMatchObject({
      status: 201,
      body: { status: 'ringing' },
    });
  });

  it.each([
    ['a number that is none', { from: '555' }, 'from'],
    ['an address with a blank', { from: 'sip:a b@c' }, 'from'],
    ['an address of another kind', { from: 'mailto:a@b' }, 'from'],
    ['a number that is not text', { from: 4155550132 }, 'from'],
    ['a number nobody configured', { to: '+15550000000' }, 'to'],
    ['another way to answer', { answer: 'robot' }, 'answer'],
    ['an identity with a space', { answer: 'headless', identity: 'a b' }, 'identity'],
    ['a field it does not know', { colour: 'blue' }, 'colour'],
    ['a list', [], 'body'],
    ['null', null, 'body'],
  ])('refuses %s, naming the field, and places nothing', async (_what, body, field) => {
    expect(await calls(body)).toMatchObject({ status: 400, body: { simulator: 'bad request', field } });
    expect(house.simulator.calls.list()).toEqual([]);
  });

  it.each([
    ['text', 'hello'],
    ['JSON cut short', '{"from":'],
    ['a huge body', `{"from":"${'1'.repeat(20_000)}"}`],
  ])('refuses %s', async (_what, body) => {
    expect((await calls(body)).status).toBe(400);
  });

  it('refuses where the number leads nowhere', async () => {
    house.simulator.configure({ phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl: '' }] });

    expect((await calls({})).status).toBe(409);
  });

  it('is closed to pages of another site', async () => {
    const answer = await fetch(`${house.simulator.url}/simulator/calls`, {
      method: 'POST',
      headers: { Origin: 'https://evil.example', 'Content-Type': 'text/plain' },
      body: '{}',
    });

    expect(answer.status).toBe(403);
    expect(house.simulator.calls.list()).toEqual([]);
  });
});

describe('GET /simulator/calls', () => {
  it('shows a call with its times, and its legs with their parent', async () => {
    const { body } = await calls({ answer: 'headless', from: '+14155550199' });
    const now = house.clock.now().toISOString();

    expect((await house.control('GET', `/simulator/calls/${body.callSid}`)).body).toEqual({
      callSid: body.callSid,
      from: '+14155550199',
      to: NUMBER,
      direction: 'inbound',
      status: 'in-progress',
      answer: 'headless',
      dateCreated: now,
      dateUpdated: now,
      startTime: now,
    });
    const list = await house.control('GET', '/simulator/calls');
    expect(list.body).toEqual([
      expect.objectContaining({ callSid: body.callSid }),
      expect.objectContaining({ parentCallSid: body.callSid, to: 'client:ana', direction: 'outbound-dial' }),
    ]);
  });

  it('answers 404 for a call there is not', async () => {
    expect(await house.control('GET', `/simulator/calls/CA${'0'.repeat(32)}`)).toMatchObject({
      status: 404,
      body: { simulator: 'not found' },
    });
  });
});

describe('POST /simulator/calls/{CallSid}/digits', () => {
  it('presses keys on a call that is up', async () => {
    const { body } = await calls({ answer: 'headless' });

    expect(
      await house.control('POST', `/simulator/calls/${body.callSid}/digits`, { digits: '12*#' }),
    ).toEqual({
      status: 200,
      body: { callSid: body.callSid, status: 'in-progress' },
    });
  });

  it.each([
    ['a letter', { digits: '4111x' }, 'must be 1 to 256 of 0-9, * and #'],
    ['a number', { digits: 4111 }, 'must be text of 0-9, * and #'],
    ['nothing', { digits: '' }, 'must be 1 to 256 of 0-9, * and #'],
    ['no digits', {}, 'is missing'],
    ['far too many', { digits: '4'.repeat(257) }, 'must be 1 to 256 of 0-9, * and #'],
  ])('refuses %s without repeating it', async (_what, body, problem) => {
    const { callSid } = (await calls({ answer: 'headless' })).body;
    const answer = await house.control('POST', `/simulator/calls/${callSid}/digits`, body);

    const message = `Failed to press keys: "digits" ${problem}.`;
    expect(answer).toMatchObject({ status: 400, body: { field: 'digits', message } });
    expect(JSON.stringify(answer.body)).not.toContain('4111');
  });

  it('refuses while the call is not up', async () => {
    const { callSid } = (await calls({ answer: 'headless' })).body;
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);

    expect(await house.control('POST', `/simulator/calls/${callSid}/digits`, { digits: '1' })).toMatchObject({
      status: 409,
      body: { message: 'Failed to press keys: the call is completed, not in-progress.' },
    });
  });

  it('answers 404 for a call there is not', async () => {
    expect((await house.control('POST', '/simulator/calls/CA1/digits', { digits: '1' })).status).toBe(404);
  });
});

describe('POST /simulator/calls/{CallSid}/hangup', () => {
  it('ends the call, and may be repeated', async () => {
    const { callSid } = (await calls({ answer: 'headless' })).body;
    for (let times = 0; times < 2; times++) {
      expect(await house.control('POST', `/simulator/calls/${callSid}/hangup`)).toEqual({
        status: 200,
        body: { callSid, status: 'completed' },
      });
    }
  });

  it('answers 404 for a call there is not', async () => {
    expect((await house.control('POST', '/simulator/calls/CA1/hangup')).status).toBe(404);
  });
});

it('POST /simulator/reset forgets calls, requests and faults', async () => {
  await calls({ answer: 'headless' });
  house.simulator.faults.set({ syncDown: true });

  expect((await house.control('POST', '/simulator/reset')).status).toBe(204);

  expect(house.simulator.calls.list()).toEqual([]);
  expect(house.simulator.requests.list()).toEqual([]);
  expect(house.simulator.faults.current).toEqual({});
});

it('GET /healthz answers 200', async () => {
  expect(await house.control('GET', '/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
});
