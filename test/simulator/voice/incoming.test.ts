import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';
import { BROWSER_SDP, type OpenSocket, registerClient } from '#test/support/signal-client.ts';

let house: CallHouse;
let ana: OpenSocket;
beforeEach(async () => {
  house = await openCallHouse({
    '/voice': ({ CallSid }) =>
      '<Response><Dial answerOnBridge="true" timeout="20" action="/after">' +
      `<Client><Identity>ana</Identity><Parameter name="parentCallSid" value="${CallSid}"/>` +
      '<Parameter name="note" value="a b&amp;c"/></Client><Client>ben</Client></Dial></Response>',
    '/after': '<Response/>',
  });
  ana = await registerClient(house, 'ana');
});
afterEach(() => house.close());

const anasLeg = (callSid: string) => house.children(callSid).find(({ to }) => to === 'client:ana')?.status;

async function answered(): Promise<{ callSid: string; callsid: string; reconnect: string }> {
  const callSid = await house.place();
  const { payload } = await ana.next('invite');
  ana.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });
  await house.hasStatus(callSid, 'in-progress');
  return { callSid, callsid: payload.callsid, reconnect: payload.reconnect };
}

describe('a client that is rung', () => {
  it('is invited with the leg, the caller, its own parameters and a token to come back with', async () => {
    const callSid = await house.place({ from: '+14155550199' });
    const { payload } = await ana.next('invite');

    const child = house.children(callSid).find(({ to }) => to === 'client:ana');
    expect(payload).toMatchObject({
      callsid: child?.sid,
      sdp: expect.stringMatching(/^v=0\r\n/),
      reconnect: expect.any(String),
      parameters: {
        CallSid: child?.sid,
        AccountSid: house.simulator.account.accountSid,
        From: '+14155550199',
        To: 'client:ana',
        ApiVersion: '2010-04-01',
        Params: `parentCallSid=${callSid}&note=a%20b%26c`,
      },
    });
    expect(payload.sdp).not.toContain('telephone-event');
  });

  it('has the call when it answers, and the caller is connected only then', async () => {
    const callSid = await house.place();
    const { payload } = await ana.next('invite');
    expect(house.simulator.calls.find(callSid)?.status).toBe('ringing');

    ana.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });
    await house.hasStatus(callSid, 'in-progress');

    expect(anasLeg(callSid)).toBe('in-progress');
  });

  it('is cancelled when another answers first', async () => {
    const ben = await registerClient(house, 'ben');
    const callSid = await house.place();
    const { payload } = await ben.next('invite');
    const toAna = await ana.next('invite');
    ben.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });

    expect((await ana.next('cancel')).payload.callsid).toBe(toAna.payload.callsid);
    expect(anasLeg(callSid)).toBe('canceled');
  });

  it('rings in every tab, and stops in the others when one answers', async () => {
    const tab = await registerClient(house, 'ana');
    await house.place();
    const { payload } = await ana.next('invite');
    expect((await tab.next('invite')).payload.callsid).toBe(payload.callsid);
    tab.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });

    expect((await ana.next('cancel')).payload.callsid).toBe(payload.callsid);
  });

  it('is cancelled, not hung up, when the caller leaves before it answered', async () => {
    const callSid = await house.place();
    const { payload } = await ana.next('invite');
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);

    expect((await ana.next('cancel')).payload).toEqual({ callsid: payload.callsid });
    expect(ana.messages().map(({ type }) => type)).not.toContain('hangup');
    expect(house.simulator.calls.find(callSid)?.status).toBe('no-answer');
  });

  it('is cancelled when it lets it ring too long', async () => {
    const callSid = await house.place();
    await ana.next('invite');
    house.clock.advanceBy(20_000);

    await ana.next('cancel');
    expect(anasLeg(callSid)).toBe('no-answer');
  });

  it.each(['reject', 'hangup'])('declines with %s, and the next thing happens', async (type) => {
    const callSid = await house.place();
    const { payload } = await ana.next('invite');
    ana.send(type, { callsid: payload.callsid });
    await house.until(() => house.told('/after').length === 1);

    expect(anasLeg(callSid)).toBe('busy');
  });

  it('stops ringing on every device when one of them rejects', async () => {
    const other = await registerClient(house, 'ana');
    const callSid = await house.place();
    const { payload } = await ana.next('invite');
    await other.next('invite');
    ana.send('reject', { callsid: payload.callsid });
    await other.next('cancel');

    expect(anasLeg(callSid)).toBe('busy');
  });

  it('is told when it answers a call that is gone', async () => {
    const callSid = await house.place();
    const { payload } = await ana.next('invite');
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);
    await ana.next('cancel');
    ana.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });

    await ana.next('cancel');
  });

  it('may register while the call waits for a browser', async () => {
    const ben = await house.place({ answer: 'browser' });
    await ana.next('invite');
    const late = await registerClient(house, 'ben');

    const { payload } = await late.next('invite');
    expect(house.children(ben).find(({ to }) => to === 'client:ben')?.sid).toBe(payload.callsid);
  });
});

describe('a client on a call', () => {
  it('is hung up when the caller leaves', async () => {
    const { callSid, callsid } = await answered();
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);

    expect((await ana.next('hangup')).payload).toEqual({ callsid });
  });

  it('ends the call by hanging up, and hears nothing back', async () => {
    const { callSid, callsid } = await answered();
    ana.send('hangup', { callsid });
    await house.hasStatus(callSid, 'completed');

    expect(ana.messages().map(({ type }) => type)).not.toContain('hangup');
  });

  it('gets its messages acknowledged', async () => {
    const { callsid } = await answered();
    ana.send('message', {
      callsid,
      voiceeventsid: 'KX1',
      content: '{}',
      messagetype: 'user-defined-message',
    });

    expect((await ana.next('ack')).payload).toEqual({ acktype: 'message', callsid, voiceeventsid: 'KX1' });
  });

  it('keeps its call when the socket drops and comes back in time', async () => {
    const { callSid, callsid, reconnect } = await answered();
    ana.kill();
    const back = await registerClient(house, 'ana');
    back.send('invite', { callsid, reconnect, sdp: BROWSER_SDP, twilio: {} });

    expect((await back.next('answer')).payload).toEqual({ callsid, reconnect });
    house.clock.advanceBy(60_000);
    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);
    await back.next('hangup');
  });

  it('loses its call when the socket stays away', async () => {
    const { callSid } = await answered();
    const timers = house.clock.pending;
    ana.kill();
    await house.until(() => house.clock.pending !== timers);

    house.clock.advanceBy(30_000);
    await house.hasStatus(callSid, 'completed');
  });

  it('is told with 31005 when the call it comes back for is gone', async () => {
    ana.send('invite', { callsid: 'CA1', reconnect: 'rc-CA1', sdp: BROWSER_SDP, twilio: {} });

    expect((await ana.next('hangup')).payload).toMatchObject({ callsid: 'CA1', error: { code: 31005 } });
  });

  it('cannot be spoken for by another client', async () => {
    const { callSid, callsid } = await answered();
    const eve = await registerClient(house, 'eve');
    eve.send('hangup', { callsid });
    eve.send('message', { callsid, voiceeventsid: 'KX1' });
    await eve.next('ack');

    expect(house.simulator.calls.find(callSid)?.status).toBe('in-progress');
  });
});
