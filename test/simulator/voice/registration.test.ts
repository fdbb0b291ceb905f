import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';
import { type OpenSocket, openSocket, registerClient, voiceToken } from '#test/support/signal-client.ts';

const FIRST_TO_RING = '<Response><Dial answerOnBridge="true"><Client>ana</Client></Dial></Response>';

let house: CallHouse;
let socket: OpenSocket;
beforeEach(async () => {
  house = await openCallHouse({ '/voice': FIRST_TO_RING });
  socket = await openSocket(signalUrl());
});
afterEach(() => house.close());

const signalUrl = () => `${house.simulator.url.replace(/^http/, 'ws')}/signal`;
const listen = (token: unknown) => socket.send('listen', { token, browserinfo: {}, reconnectTimeout: 0 });
const token = (ttl: number) => voiceToken(house, 'ana', { ttl });

async function isRung(): Promise<boolean> {
  const callSid = await house.place();
  const child = await house.until(() => house.children(callSid)[0]);
  const rung = await house.until(() => {
    const status = house.simulator.calls.find(child.sid)?.status;
    return (status === 'ringing' && 'yes') || (status === 'no-answer' && 'no');
  });
  house.simulator.calls.hangUp(callSid);
  return rung === 'yes';
}

describe('registering', () => {
  it('goes listen, connected, register, ready, and the client can be rung', async () => {
    await expect(isRung()).resolves.toBe(false);
    listen(await token(3600));
    expect((await socket.next('connected')).payload).toMatchObject({
      edge: 'ashburn',
      token: { identity: 'ana', ttl: 3599 },
    });
    socket.send('register', { media: { audio: true } });
    await socket.next('ready');

    await expect(isRung()).resolves.toBe(true);
  });

  it('answers ready to every repeat, and offline to the end of it', async () => {
    listen(await token(3600));
    for (let times = 0; times < 3; times++) {
      socket.send('register', { media: { audio: true } });
      await socket.next('ready');
    }
    socket.send('register', { media: { audio: false } });
    await socket.next('offline');

    await expect(isRung()).resolves.toBe(false);
  });

  it('ends with the socket', async () => {
    const other = await registerClient(house, 'ana');
    await other.close();

    await expect(isRung()).resolves.toBe(false);
  });

  it.each([
    ['no token at all', () => undefined],
    ['text that is no token', () => 'hello'],
    ['a token signed with another secret', () => voiceToken(house, 'ana', { secret: 'wrong' })],
  ])('refuses %s with 31204 and stays open for a better one', async (_what, bad) => {
    listen(await bad());
    expect((await socket.next('error')).payload.error.code).toBe(31204);

    listen(await token(3600));
    await socket.next('connected');
  });

  it('refuses to register without a token, and with one that allows no incoming calls', async () => {
    socket.send('register', { media: { audio: true } });
    expect((await socket.next('error')).payload.error.code).toBe(31204);

    listen(await voiceToken(house, 'ana', { incoming: false }));
    await socket.next('connected');
    socket.send('register', { media: { audio: true } });
    expect((await socket.next('error')).payload.error.code).toBe(31201);
    await expect(isRung()).resolves.toBe(false);
  });

  it('tells of the token’s end with 31205, rings nobody until it is renewed, and then without being asked', async () => {
    listen(await token(60));
    await socket.next('connected');
    socket.send('register', { media: { audio: true } });
    await socket.next('ready');

    house.clock.advanceBy(60_000);
    expect((await socket.next('error')).payload.error.code).toBe(31205);
    await expect(isRung()).resolves.toBe(false);
    listen(await token(60));
    await socket.next('connected');
    await expect(isRung()).resolves.toBe(true);
  });

  it('refuses a token that has ended with 31205', async () => {
    const ended = await token(60);
    house.clock.advanceBy(61_000);
    listen(ended);

    expect((await socket.next('error')).payload.error.code).toBe(31205);
  });
});

describe('the socket', () => {
  it('sends a heartbeat of one newline every eight seconds, token or not', async () => {
    house.clock.advanceBy(7999);
    socket.send('register', { media: { audio: true } });
    await socket.next('error');
    expect(socket.frames).not.toContain('\n');

    house.clock.advanceBy(1);
    await house.until(() => socket.frames.filter((frame) => frame === '\n').length === 1);
    socket.raw('\n');
    house.clock.advanceBy(16_000);
    await house.until(() => socket.frames.filter((frame) => frame === '\n').length === 3);
  });

  it.each([
    ['text', 'hello'],
    ['JSON of another shape', '[1,2]'],
    ['a type it does not know', '{"type":"zzz","payload":{}}'],
    ['a message without its fields', '{"type":"answer","payload":{}}'],
    ['an answer to a call there is not', '{"type":"hangup","payload":{"callsid":"CA1"}}'],
  ])('survives %s', async (_what, frame) => {
    listen(await token(3600));
    socket.raw(frame);
    socket.send('register', { media: { audio: true } });

    await expect(socket.next('ready')).resolves.toBeDefined();
  });

  it('is closed to pages of another site', async () => {
    await expect(openSocket(signalUrl(), { origin: 'https://evil.example' })).rejects.toThrow('403');
    const local = await openSocket(signalUrl(), { origin: 'http://localhost:3000' });
    await local.close();
  });
});
