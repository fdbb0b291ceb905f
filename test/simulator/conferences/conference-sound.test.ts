import { afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_TWIML_APP_SID } from '#simulator/defaults.ts';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone, PHONE_ANSWER, PHONE_OFFER } from '#test/support/phone-page.ts';
import { BROWSER_SDP, openSocket, registerClient, voiceToken } from '#test/support/signal-client.ts';

let house: CallHouse;
afterEach(() => house.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
const ROOM = response(
  '<Dial><Conference beep="false" waitUrl="" statusCallback="/events" statusCallbackEvent="join start leave">room-1</Conference></Dial>',
);
type Phone = Awaited<ReturnType<typeof openPhone>>;

async function calls(wanted?: string): Promise<Phone> {
  const phone = await openPhone(house.simulator, wanted);
  phone.say({ type: 'call', to: NUMBER });
  await phone.next('conference');
  return phone;
}
/** The phone makes the answer to an offer that another leg makes. */
async function answers(phone: Phone): Promise<string> {
  const { id, sdp } = await phone.next('wantAnswer');
  phone.say({ type: 'sdp', id, sdp: PHONE_ANSWER });
  return sdp;
}
const view = async (phone: Phone, size: number) => {
  for (;;) {
    const seen = await phone.next('conference');
    if (seen.size === size) return seen;
  }
};
const sid = async () => (await house.client.conferences.list())[0]?.sid ?? '';
const legOf = (phone: Phone) =>
  house.simulator.calls.list().find(({ from }) => from === phone.number)?.sid ?? '';

describe('sound in a conference', () => {
  it('is between two phone pages, which hold and mute turn off and on again', async () => {
    house = await openCallHouse({ '/voice': ROOM });
    const one = await calls();
    const other = await calls();
    await one.offer();
    expect(await answers(other)).toBe(PHONE_OFFER);
    expect(await one.next('connect')).toEqual({ type: 'connect', sdp: PHONE_ANSWER });

    const room = house.client.conferences(await sid());
    await room.participants(legOf(one)).update({ muted: true });
    expect(await view(one, 2)).toMatchObject({ sends: true, hears: true });
    expect(await view(one, 2)).toMatchObject({ sends: false, hears: true });
    expect(await view(other, 2)).toMatchObject({ sends: true, hears: false });
    await room.participants(legOf(one)).update({ muted: false, hold: true });
    expect(await one.next('play')).toMatchObject({ url: '/phone/hold-music.wav' });
    expect(await view(one, 2)).toMatchObject({ sends: false, hears: false });
    await room.participants(legOf(one)).update({ hold: false });
    await one.next('hush');
    expect(await view(one, 2)).toMatchObject({ sends: true, hears: true });
    await room.participants(legOf(one)).update({ callSidToCoach: legOf(other) });
    expect(await view(one, 2)).toMatchObject({ sends: true, hears: true });

    one.say({ type: 'hangUp' });
    await other.next('part');
    expect(await view(other, 1)).toMatchObject({ size: 1, sends: false, hears: false });
  });

  it('stops with three, as page and log say, and comes back with two', async () => {
    const lines: string[] = [];
    house = await openCallHouse({ '/voice': ROOM }, { log: (line) => lines.push(line) });
    const one = await calls();
    const other = await calls();
    await one.offer();
    await answers(other);
    const third = await calls();
    expect(await view(one, 3)).toEqual({ type: 'conference', size: 3, sends: false, hears: false });
    const problem = expect.stringMatching(
      /^Conference CF\w+ has 3 participants: the simulator has sound for two/,
    );
    expect(house.simulator.requests.list()).toContainEqual(expect.objectContaining({ problem }));
    expect(lines.join('\n')).toMatch(/has 3 participants/);
    expect(third.socket.messages().filter(({ type }) => type.startsWith('want'))).toEqual([]);

    third.say({ type: 'hangUp' });
    expect(await view(one, 2)).toMatchObject({ sends: true, hears: true });
    expect(one.socket.messages().filter(({ type }) => type === 'part')).toEqual([]);
  });

  it('is between a phone page and a browser client that called', async () => {
    house = await openCallHouse({ '/voice': ROOM });
    const socket = await openSocket(`${house.simulator.url.replace(/^http/, 'ws')}/signal`);
    const token = await voiceToken(house, 'ana', { applicationSid: DEFAULT_TWIML_APP_SID });
    socket.send('listen', { token, browserinfo: {}, reconnectTimeout: 0 });
    await socket.next('connected');
    socket.send('invite', { callsid: 'TJSout', sdp: BROWSER_SDP, twilio: { params: '' } });
    await socket.next('ringing');
    await house.until(() => house.told('/events').length === 1);
    const phone = await calls();
    const offered = await answers(phone);
    expect(offered).toContain('opus/48000');
    expect((await socket.next('answer')).payload.sdp).toBe(PHONE_ANSWER);
  });

  it('is between a phone page that waits and a browser client that is added', async () => {
    house = await openCallHouse({ '/voice': ROOM });
    const ana = await registerClient(house, 'ana');
    const phone = await calls();
    const [waiting] = await house.client.conferences.list({ status: 'init' });
    await house.client.conferences(waiting?.sid ?? '').participants.create({
      from: NUMBER,
      to: 'client:ana?order=7',
    });
    expect(await phone.next('play')).toMatchObject({ url: '/phone/ringing.wav' });
    await phone.offer();
    const { payload } = await ana.next('invite');
    expect(payload.sdp).toBe(PHONE_OFFER);
    expect(payload).toMatchObject({ parameters: { Params: 'order=7', To: 'client:ana' } });
    ana.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });
    await phone.next('hush');
    expect(await phone.next('connect')).toEqual({ type: 'connect', sdp: BROWSER_SDP });
  });

  it('goes on when a Dial becomes a conference, although a browser client takes no second offer', async () => {
    house = await openCallHouse({
      '/voice': response('<Dial action="/room"><Client>ana</Client></Dial>'),
      '/room': ROOM,
    });
    const ana = await registerClient(house, 'ana');
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.offer();
    const { payload } = await ana.next('invite');
    ana.send('answer', { callsid: payload.callsid, sdp: BROWSER_SDP });
    await phone.next('connect');
    await house.client.calls(payload.callsid).update({ url: `${house.applicationUrl}/room` });
    await phone.next('part');
    await phone.next('resume');
    expect(await view(phone, 2)).toMatchObject({ sends: true, hears: true });
  });

  it('opens the call of a browser client without sound where there are more than two', async () => {
    house = await openCallHouse({ '/voice': ROOM });
    await house.place();
    await house.place();
    await house.until(() => house.told('/events').length === 3);
    const socket = await openSocket(`${house.simulator.url.replace(/^http/, 'ws')}/signal`);
    const token = await voiceToken(house, 'ana', { applicationSid: DEFAULT_TWIML_APP_SID });
    socket.send('listen', { token, browserinfo: {}, reconnectTimeout: 0 });
    await socket.next('connected');
    socket.send('invite', { callsid: 'TJSout', sdp: BROWSER_SDP, twilio: { params: '' } });
    expect((await socket.next('answer')).payload.sdp).toMatch(/^v=0/);
  });
});
