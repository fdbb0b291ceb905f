import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_TWIML_APP_SID } from '#simulator/defaults.ts';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { BROWSER_SDP, registerClient } from '#test/support/signal-client.ts';

let house: CallHouse;
beforeEach(async () => {
  house = await openCallHouse({
    'GET /voice': '<Response><Say>Hi</Say></Response>',
    'GET /broken': 500,
    'GET /fallback': '<Response><Hangup/></Response>',
    'GET /dial':
      '<Response><Dial action="/after" method="GET"><Client url="/whisper" method="GET" statusCallback="/leg" ' +
      'statusCallbackMethod="GET">ana</Client></Dial></Response>',
    'GET /whisper': '<Response><Hangup/></Response>',
  });
});
afterEach(() => {
  expect(house.unsigned).toEqual([]);
  return house.close();
});

const url = (path: string) => `${house.applicationUrl}${path}`;
const one = (path: string) => house.until(() => house.told(path)[0]);
const numberSid = async () => (await house.client.incomingPhoneNumbers.list())[0]?.sid ?? '';

describe('a webhook by GET', () => {
  it('of a number has every parameter in the query, after those of the address, and is signed', async () => {
    await house.client.incomingPhoneNumbers(await numberSid()).update({
      voiceUrl: url('/voice?tenant=a%2Fb#rc=2'),
      voiceMethod: 'GET',
      statusCallback: url('/end'),
      statusCallbackMethod: 'GET',
    });
    const callSid = await house.place({ from: '+14155550199' });

    expect(await one('GET /voice')).toEqual({
      path: 'GET /voice',
      tenant: 'a/b',
      AccountSid: house.simulator.account.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: callSid,
      CallStatus: 'ringing',
      Called: NUMBER,
      Caller: '+14155550199',
      Direction: 'inbound',
      From: '+14155550199',
      To: NUMBER,
    });
    expect(await one('GET /end')).toMatchObject({
      CallStatus: 'completed',
      CallbackSource: expect.any(String),
    });
    expect(house.webhooks).toHaveLength(2);
  });

  it('of an application the number points at, with its fallback and status callback', async () => {
    const app = await house.client.applications.create({
      voiceUrl: url('/broken'),
      voiceMethod: 'GET',
      voiceFallbackUrl: url('/fallback'),
      voiceFallbackMethod: 'GET',
      statusCallback: url('/end'),
      statusCallbackMethod: 'GET',
    });
    await house.client.incomingPhoneNumbers(await numberSid()).update({ voiceApplicationSid: app.sid });
    await house.place();

    expect(await one('GET /fallback')).toMatchObject({ ErrorCode: '11200', ErrorUrl: url('/broken') });
    await one('GET /end');
  });

  it('of an application that a browser calls, with its fallback and status callback', async () => {
    await house.client.applications(DEFAULT_TWIML_APP_SID).update({
      voiceUrl: url('/broken'),
      voiceMethod: 'GET',
      voiceFallbackUrl: url('/fallback'),
      voiceFallbackMethod: 'GET',
      statusCallback: url('/end'),
      statusCallbackMethod: 'GET',
    });
    const ana = await registerClient(house, 'ana', { applicationSid: DEFAULT_TWIML_APP_SID });
    ana.send('invite', { callsid: 'TJS1', sdp: BROWSER_SDP, twilio: { params: 'order=7' } });

    expect(await one('GET /broken')).toMatchObject({ From: 'client:ana', order: '7' });
    await one('GET /fallback');
    expect(await one('GET /end')).toMatchObject({ From: 'client:ana', CallStatus: 'completed' });
  });

  it('of a call the application makes', async () => {
    await house.control('PUT', '/simulator/customers/+14155550199', {});
    await house.client.calls.create({
      to: '+14155550199',
      from: NUMBER,
      url: url('/broken'),
      method: 'GET',
      fallbackUrl: url('/fallback'),
      fallbackMethod: 'GET',
      statusCallback: url('/end'),
      statusCallbackMethod: 'GET',
    });
    expect(await one('GET /fallback')).toMatchObject({ Direction: 'outbound-api' });
    await one('GET /end');
  });

  it('of a Dial and its nouns', async () => {
    await house.client
      .incomingPhoneNumbers(await numberSid())
      .update({ voiceUrl: url('/dial'), voiceMethod: 'GET' });
    const callSid = await house.place({ answer: 'headless' });

    expect(await one('GET /whisper')).toMatchObject({ ParentCallSid: callSid });
    expect(await one('GET /leg')).toMatchObject({ CallStatus: 'completed' });
    expect(await one('GET /after')).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'false' });
  });
});

describe('what is set on a number and cannot be obeyed', () => {
  it.each([{ voiceCallerIdLookup: true }, { voiceReceiveMode: 'fax' as const }])(
    'is refused: %j',
    async (parameters) => {
      const number = house.client.incomingPhoneNumbers(await numberSid());
      await expect(number.update(parameters)).rejects.toMatchObject({ status: 501 });
    },
  );
});
