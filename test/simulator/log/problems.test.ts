import { afterEach, describe, expect, it } from '@jest/globals';
import type { RequestKind } from '#simulator/services.ts';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
afterEach(() => house.close());

const twiml = (inner: string) => `<Response>${inner}</Response>`;
const problem = (kind: RequestKind, text: RegExp) =>
  house.until(() => house.simulator.requests.list({ kind }).find((entry) => text.test(entry.problem ?? '')));

describe('what was wrong with a webhook is said in words', () => {
  it.each([
    [
      'an HTML page',
      'text/html',
      '\n<!DOCTYPE html><html></html>',
      'with an HTML page where TwiML was expected',
    ],
    ['JSON', 'application/json', '{"ok":true}', 'with application/json where TwiML was expected'],
    ['text as XML', 'text/xml', 'hello', 'with text/xml where TwiML was expected'],
    [
      'nothing',
      'text/xml',
      '',
      'with an empty body where TwiML was expected. To do nothing, return <Response/>',
    ],
    ['XML that breaks off', 'text/xml', '<Response><Say>', 'Failed to read the TwiML'],
    ['another root', 'text/xml', '<Answer/>', 'the root element is <Answer>, not <Response>'],
    ['an unknown verb', 'text/xml', twiml('<Sms>Hi</Sms>'), '<Sms>'],
  ])('%s', async (_, type, body, words) => {
    house = await openCallHouse({});
    house.answerWith('/voice', { type, body });
    const callSid = await house.place();
    await house.hasStatus(callSid, 'failed');
    expect(house.simulator.requests.list()).toMatchObject([
      {
        kind: 'voice',
        status: 200,
        callSid,
        problem: expect.stringContaining(words),
        response: { contentType: type, excerpt: body },
      },
    ]);
  });

  it.each([
    [
      500,
      'Your webhook returned 500. The fallback URL is requested; without one the call fails, or its wait in a queue or conference.',
    ],
    [
      404,
      'Your webhook returned 404. The fallback URL is requested; without one the call fails, or its wait in a queue or conference.',
    ],
    [302, 'Your webhook returned 302, a redirect, which the simulator does not follow.'],
  ])('status %d', async (status, words) => {
    house = await openCallHouse({ '/voice': status });
    await house.hasStatus(await house.place(), 'failed');
    expect(house.simulator.requests.list()).toMatchObject([
      { status, problem: expect.stringContaining(words) },
    ]);
  });

  it.each([
    ['http://127.0.0.1:1/voice', 'Nothing listens at 127.0.0.1:1: the connection was refused.'],
    ['http://nowhere.invalid/voice', 'There is no host of the name nowhere.invalid.'],
    ['voice', 'Your webhook was not asked: its address is not an absolute http or https URL.'],
    [
      'https://demo.twilio.com/docs/voice.xml',
      'Your webhook was not asked: its address is one of Twilio itself, to which nothing is sent from here. Serve it yourself.',
    ],
    ['ftp://127.0.0.1/', 'Your webhook was not asked: its address is not an absolute http or https URL.'],
  ])('an address like %s', async (voiceUrl, words) => {
    house = await openCallHouse({}, { phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl }] });
    await house.hasStatus(await house.place(), 'failed');
    const [first] = house.simulator.requests.list();
    expect(first).toMatchObject({ status: null, problem: words });
  });

  it('an error on a status callback, which nothing repeats', async () => {
    house = await openCallHouse({
      '/voice': twiml('<Dial><Client statusCallback="/status">ana</Client></Dial>'),
      '/status': 500,
    });
    await house
      .place({ answer: 'headless', identity: 'ana' })
      .then((sid) => house.control('POST', `/simulator/calls/${sid}/hangup`));
    const found = await problem('callStatus', /./);
    expect(found).toMatchObject({
      status: 500,
      problem: 'Your status callback returned 500. Twilio does not send this status callback again.',
    });
  });

  it('a caller id that is not allowed, and a queue of no name', async () => {
    house = await openCallHouse({
      '/voice': twiml(
        `<Dial callerId="+14155559999"><Number>+14155550177</Number></Dial><Enqueue>${'x'.repeat(65)}</Enqueue>`,
      ),
    });
    await house.place();
    expect(await problem('voice', /^13214/)).toMatchObject({
      status: null,
      url: `${house.applicationUrl}/voice`,
    });
    await problem('voice', /^14204 or 14205/);
  });

  it('a Dial that could ring nobody', async () => {
    house = await openCallHouse({
      '/voice': twiml('<Dial><Client>ana</Client><Number>+14155550177</Number></Dial>'),
    });
    await house.place();
    expect((await problem('voice', /rang nobody/)).problem).toBe(
      '<Dial> rang nobody: no browser is registered as ana, no phone page has +14155550177.',
    );
  });

  it('the log of the command has the same sentence', async () => {
    const lines: string[] = [];
    house = await openCallHouse({ '/voice': 500 }, { log: (line) => lines.push(line) });
    await house.hasStatus(await house.place(), 'failed');
    expect(lines).toContain(
      'voice: Your webhook returned 500. The fallback URL is requested; without one the call fails, or its wait in a queue or conference.',
    );
  });
});

describe('a request to the REST API', () => {
  it('is shown with its parameters masked, and the leg it is about', async () => {
    house = await openCallHouse({});
    const url = `${house.applicationUrl}/voice?card=4111111111111111`;
    const call = await house.client.calls.create({ from: NUMBER, to: '+14155550177', url });
    await house.client.calls.list({ status: 'ringing' });
    const [created, listed] = house.simulator.requests.list({ kind: 'rest' }).slice(-2);
    expect(created).toMatchObject({
      method: 'POST',
      status: 201,
      callSid: call.sid,
      parameters: { From: NUMBER, Url: `${house.applicationUrl}/voice?card=xxxxxxxxxxxx1111` },
    });
    expect(listed).toMatchObject({ method: 'GET', status: 200, parameters: { Status: 'ringing' } });
    expect(listed?.url).toMatch(/Calls\.json$/);
  });

  it('that is refused says so with code and message, or in our own words', async () => {
    house = await openCallHouse({});
    const sid = `CA${'0'.repeat(32)}`;
    await house.client
      .calls(sid)
      .fetch()
      .catch(() => {});
    await house.control('GET', '/v2/Services/4111111111111111');
    await house.client.calls
      .create({ from: NUMBER, to: NUMBER, twiml: '<Response/>', record: true })
      .catch(() => {});
    expect(house.simulator.requests.list({ kind: 'rest' })).toMatchObject([
      {
        status: 404,
        callSid: sid,
        problem: expect.stringMatching(/^20404: The requested resource .* was not found$/),
      },
      { status: 501, problem: expect.stringContaining('Failed to simulate GET /v2/Services/(digits)') },
      { status: 501, problem: expect.stringContaining('Record'), parameters: { Twiml: '(hidden)' } },
    ]);
  });

  it.each([
    [429, 429],
    ['reset', null],
  ] as const)('that met the fault %s has a note, and no problem', async (failWith, status) => {
    house = await openCallHouse({});
    house.simulator.faults.set({ rest: { probability: 1, failWith, times: 1 } });
    await fetch(`${house.simulator.url}/v1/Services`, { headers: AUTHORISED(house) }).catch(() => {});
    const [entry] = await house.until(() => {
      const found = house.simulator.requests.list({ kind: 'rest' });
      return found.length > 0 && found;
    });
    expect(entry).toMatchObject({ status, note: `fault: ${failWith}` });
    expect(entry).not.toHaveProperty('problem');
  });

  it('is not one to the control API, the phone page or the health check', async () => {
    house = await openCallHouse({});
    for (const path of ['/simulator/calls', '/phone', '/healthz', '/'])
      await fetch(house.simulator.url + path);
    expect(house.simulator.requests.list()).toEqual([]);
  });
});

const AUTHORISED = ({ simulator: { account } }: CallHouse) => ({
  authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
});
