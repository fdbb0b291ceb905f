import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone, PHONE_ANSWER, PHONE_OFFER } from '#test/support/phone-page.ts';
import { BROWSER_SDP, registerClient } from '#test/support/signal-client.ts';

let house: CallHouse;
afterEach(() => house.close());

const DIAL = '<Response><Dial answerOnBridge="true"><Client>ana</Client></Dial></Response>';

describe('a phone page', () => {
  it('has a number of its own, and the configured one to dial', async () => {
    house = await openCallHouse({});
    const first = await openPhone(house.simulator);
    const second = await openPhone(house.simulator);

    expect([first.number, second.number]).toEqual(['+14155550142', '+14155550143']);
    expect(first.dial).toBe(NUMBER);
    await first.socket.close();
    await house.until(() => true);
  });

  it('calls, gives its offer to the client that is rung, and gets the answer back', async () => {
    house = await openCallHouse({ '/voice': DIAL });
    const ana = await registerClient(house, 'ana');
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.offer();
    const { payload } = await ana.next('invite');
    expect(payload).toMatchObject({ sdp: PHONE_OFFER, parameters: { From: phone.number } });
    ana.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });

    expect(await phone.next('connect')).toEqual({ type: 'connect', sdp: BROWSER_SDP });
    await phone.state('in-progress');
  });

  it.each([
    ['+266696687', 'Anonymous'],
    ['sip:pat@office.example', 'sip:pat@office.example'],
    ['no address', '+14155550142'],
  ])('calls from %s, which rings as %s', async (from, shown) => {
    house = await openCallHouse({ '/voice': DIAL });
    const ana = await registerClient(house, 'ana');
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER, from });
    await phone.offer();
    expect((await ana.next('invite')).payload).toMatchObject({ parameters: { From: shown } });
  });

  it('carries an ICE restart of the client to the phone and its answer back', async () => {
    house = await openCallHouse({ '/voice': DIAL });
    const ana = await registerClient(house, 'ana');
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.offer();
    const { callsid } = (await ana.next('invite')).payload;
    ana.send('answer', { callsid, sdp: BROWSER_SDP });
    await phone.state('in-progress');
    ana.send('reinvite', { callsid, sdp: BROWSER_SDP });
    const { id, sdp } = await phone.next('wantAnswer');
    expect(sdp).toBe(BROWSER_SDP);
    phone.say({ type: 'sdp', id, sdp: PHONE_ANSWER });

    expect((await ana.next('answer')).payload).toEqual({ callsid, sdp: PHONE_ANSWER });
  });

  it('hears Say, and the next verb waits until it was said', async () => {
    house = await openCallHouse({
      '/voice':
        '<Response><Say language="es-ES" loop="2">Hola</Say><Play>beep.wav</Play><Hangup/></Response>',
    });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    for (let times = 0; times < 2; times++) {
      const said = await phone.next('say');
      expect(said).toMatchObject({ text: 'Hola', language: 'es-ES' });
      phone.say({ type: 'heard', id: said.id });
    }
    const played = await phone.next('play');
    expect(played.url).toBe(`${house.applicationUrl}/beep.wav`);
    phone.say({ type: 'heard', id: played.id });

    await phone.state('completed');
  });

  it('does not hold a call up for ever when it never says it heard', async () => {
    house = await openCallHouse({ '/voice': '<Response><Say>Hi</Say></Response>' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.next('say');
    house.clock.advanceBy(10_000);

    await phone.state('completed');
  });

  it('hears a plain text', async () => {
    house = await openCallHouse({});
    house.answerWith('/voice', { type: 'text/plain; charset=utf-8', body: 'We are closed.' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    expect(await phone.next('say')).toMatchObject({ text: 'We are closed.' });
  });

  it('shows plainly what the simulator refused', async () => {
    house = await openCallHouse({ '/voice': '<Response><Record/></Response>' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });

    expect((await phone.state('failed')).note).toContain('<Record> in <Response> is not supported');
  });

  it('shows an application that fails', async () => {
    house = await openCallHouse({ '/voice': 500 });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });

    expect((await phone.state('failed')).note).toContain('an application error has occurred');
  });

  it('refuses a number that is not in service, naming those that are', async () => {
    house = await openCallHouse({});
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: '+15550000000' });

    expect((await phone.next('refused')).message).toContain(NUMBER);
  });

  it('makes one call at a time', async () => {
    house = await openCallHouse({ '/voice': '<Response><Pause length="60"/></Response>' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.state('ringing');
    phone.say({ type: 'call', to: NUMBER });

    expect((await phone.next('refused')).message).toBe('This phone is already on a call.');
    expect(house.simulator.calls.list()).toHaveLength(1);
  });

  it('hangs up', async () => {
    house = await openCallHouse({ '/voice': '<Response><Say>Hi</Say></Response>' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.next('say');
    phone.say({ type: 'hangUp' });

    await phone.state('completed');
  });

  it('hangs up when the page goes', async () => {
    house = await openCallHouse({ '/voice': '<Response><Say>Hi</Say></Response>' });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    const { callSid } = await phone.state('in-progress');
    phone.socket.kill();

    await house.hasStatus(String(callSid), 'completed');
  });

  it('rings when the application calls its number, and runs the TwiML once answered', async () => {
    house = await openCallHouse({});
    const phone = await openPhone(house.simulator);
    const { sid } = await house.client.calls.create({
      to: phone.number,
      from: NUMBER,
      twiml: '<Response><Say>Hi</Say></Response>',
    });
    expect(await phone.next('incoming')).toMatchObject({ callSid: sid, from: NUMBER });
    phone.say({ type: 'accept' });

    expect((await phone.next('say')).text).toBe('Hi');
  });

  it('may decline', async () => {
    house = await openCallHouse({});
    const phone = await openPhone(house.simulator);
    const { sid } = await house.client.calls.create({ to: phone.number, from: NUMBER, twiml: '<Response/>' });
    await phone.next('incoming');
    phone.say({ type: 'reject' });

    await house.hasStatus(sid, 'busy');
  });

  it.each(['hello', '[]', '{"type":"key","key":"12"}', '{"type":"call"}'])('survives %s', async (frame) => {
    house = await openCallHouse({ '/voice': '<Response><Reject/></Response>' });
    const phone = await openPhone(house.simulator);
    phone.socket.raw(frame);
    phone.say({ type: 'call', to: NUMBER });

    await phone.state('no-answer');
  });
});

describe('the page itself', () => {
  it('comes with its script and style, in a policy that allows no inline code', async () => {
    house = await openCallHouse({});
    const { url } = house.simulator;
    const page = await fetch(`${url}/phone`);
    const [script, style] = await Promise.all(
      ['/phone/phone.js', '/phone/phone.css'].map(async (path) => (await fetch(url + path)).text()),
    );

    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).toContain('/phone/phone.js');
    expect(script?.length).toBeGreaterThan(10_000);
    expect(style).toContain('.phone');
    expect(script).not.toMatch(/localStorage|sessionStorage|indexedDB|document\.cookie/);
  });
});
