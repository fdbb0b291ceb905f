import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_TWIML_APP_SID } from '#simulator/defaults.ts';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone, PHONE_ANSWER } from '#test/support/phone-page.ts';
import { BROWSER_SDP, type OpenSocket, registerClient } from '#test/support/signal-client.ts';

const OUTBOUND = 'TJS0d4d1f0e';

let house: CallHouse;
let ana: OpenSocket;
let twiml: string;
beforeEach(async () => {
  twiml = `<Response><Dial answerOnBridge="true" callerId="${NUMBER}"><Number>+14155550142</Number></Dial></Response>`;
  house = await openCallHouse({ '/voice': () => twiml });
  ana = await registerClient(house, 'ana', { applicationSid: DEFAULT_TWIML_APP_SID });
});
afterEach(() => house.close());

const connect = (params?: string) =>
  ana.send('invite', { callsid: OUTBOUND, sdp: BROWSER_SDP, twilio: params ? { params } : {} });

describe('device.connect', () => {
  it("asks the application's voice URL with the client as caller and its parameters", async () => {
    connect('To=%2B14155550142&order=a%20b%26c');
    const { payload } = await ana.next('ringing');
    await house.until(() => house.told('/voice').length === 1);

    expect(payload.callsid).toMatch(/^CA[0-9a-f]{32}$/);
    expect(house.told('/voice')[0]).toMatchObject({
      CallSid: payload.callsid,
      From: 'client:ana',
      To: '+14155550142',
      order: 'a b&c',
      Direction: 'inbound',
      ApplicationSid: DEFAULT_TWIML_APP_SID,
    });
    expect(house.unsigned).toEqual([]);
  });

  it('lets no parameter of the client take the place of one that Twilio sets', async () => {
    const forged = {
      CallSid: 'CA0',
      AccountSid: 'AC0',
      ApiVersion: '1',
      CallStatus: 'completed',
      From: 'client:eve',
    };
    const more = {
      Caller: 'client:eve',
      Called: '+1',
      Direction: 'outbound-api',
      ApplicationSid: 'AP0',
      order: '7',
    };
    connect(String(new URLSearchParams({ ...forged, ...more })));
    const { payload } = await ana.next('ringing');
    await house.until(() => house.told('/voice').length === 1);

    expect(house.told('/voice')[0]).toEqual({
      AccountSid: house.simulator.account.accountSid,
      ApiVersion: '2010-04-01',
      ApplicationSid: DEFAULT_TWIML_APP_SID,
      CallSid: payload.callsid,
      CallStatus: 'ringing',
      Called: '',
      Caller: 'client:ana',
      Direction: 'inbound',
      From: 'client:ana',
      To: '',
      order: '7',
      path: '/voice',
    });
    expect(house.unsigned).toEqual([]);
  });

  it('reaches a phone page with its offer, and gets the answer of the page', async () => {
    const phone = await openPhone(house.simulator);
    connect();
    const { payload } = await ana.next('ringing');
    const incoming = await phone.next('incoming');
    expect(incoming).toMatchObject({ from: NUMBER });
    expect(incoming.offer).not.toContain('telephone-event');
    phone.say({ type: 'accept', sdp: PHONE_ANSWER });

    expect((await ana.next('answer')).payload).toEqual({
      callsid: payload.callsid,
      sdp: PHONE_ANSWER,
      reconnect: expect.any(String),
    });
    await phone.state('in-progress');
  });

  it('ends on the phone page when the client hangs up, by either of its names', async () => {
    const phone = await openPhone(house.simulator);
    connect();
    await phone.next('incoming');
    ana.send('hangup', { callsid: OUTBOUND });

    await phone.state('canceled');
  });

  it('takes digits of the client as keys of its leg', async () => {
    const phone = await openPhone(house.simulator);
    connect();
    await phone.next('incoming');
    phone.say({ type: 'accept', sdp: PHONE_ANSWER });
    const { payload } = await ana.next('answer');
    ana.send('dtmf', { callsid: payload.callsid, dtmf: '12w#' });
    ana.send('message', { callsid: payload.callsid, voiceeventsid: 'KX1' });

    await ana.next('ack');
    expect(house.simulator.calls.find(payload.callsid)?.status).toBe('in-progress');
  });

  it('is hung up with what went wrong when its TwiML is refused', async () => {
    twiml = '<Response><Dial><Client>ben</Client></Dial></Response>';
    connect();

    const { payload } = await ana.next('hangup');
    expect(payload.error?.message).toContain('a browser client that dials another has no sound here');
  });

  it.each([
    ['a token without an application', undefined],
    ['an application there is not', `AP${'0'.repeat(32)}`],
  ])('is refused with %s', async (_what, applicationSid) => {
    const eve = await registerClient(house, 'eve', applicationSid ? { applicationSid } : {});
    eve.send('invite', { callsid: OUTBOUND, sdp: BROWSER_SDP, twilio: {} });

    expect((await eve.next('hangup')).payload).toMatchObject({ callsid: OUTBOUND, error: { code: 31002 } });
    expect(house.simulator.calls.list()).toEqual([]);
  });

  it('ends when its socket goes before anybody answered', async () => {
    await openPhone(house.simulator);
    connect();
    const { payload } = await ana.next('ringing');
    ana.kill();

    await house.hasStatus(payload.callsid, 'no-answer');
  });
});
