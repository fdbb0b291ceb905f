import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { WebSocket } from 'ws';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
afterEach(() => house.close());

const time = (change: object) => house.control('POST', '/simulator/clock', change);
const stop = () => time({ state: 'stopped' });
const step = (stepMilliseconds: number) => time({ stepMilliseconds });
const twiml = (inner: string) => `<Response>${inner}</Response>`;
const CONNECTOR = {
  uniqueName: 'Default',
  endpointUrl: 'http://127.0.0.1:1/',
  username: 'u',
  password: 'p',
  mode: 'TEST',
} as const;

describe('the clock of the control API', () => {
  it('stands still once stopped, is stepped, and goes on from there', async () => {
    house = await openCallHouse({}, { ownTime: true });
    expect((await house.control('GET', '/simulator/clock')).body.state).toBe('running');
    const { now } = (await stop()).body;
    const at = (milliseconds: number) => new Date(Date.parse(now) + milliseconds).toISOString();
    expect((await stop()).body).toEqual({ now, state: 'stopped' });
    expect((await step(90_000)).body).toEqual({ now: at(90_000), state: 'stopped' });
    const running = (await time({ state: 'running' })).body;
    expect(running.state).toBe('running');
    const ahead = Date.parse(running.now) - Date.now();
    expect(ahead).toBeGreaterThan(60_000);
    expect(ahead).toBeLessThanOrEqual(90_000);
  });

  it('is not stepped while it runs, nor changed when a test has one of its own', async () => {
    house = await openCallHouse({}, { ownTime: true });
    expect(await step(1)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('Stop it first') },
    });
    expect((await time({ state: 'paused' })).status).toBe(400);
    expect((await time({ stepMilliseconds: -1 })).status).toBe(400);
    expect(await step(4111111111111111)).toEqual({
      status: 400,
      body: {
        simulator: 'bad request',
        message:
          'Failed to change the clock: "stepMilliseconds" must be a whole number from 0 to thirty days.',
        field: 'stepMilliseconds',
      },
    });
    await house.close();
    house = await openCallHouse({});
    expect((await stop()).status).toBe(409);
    expect((await house.control('GET', '/simulator/clock')).body).toEqual({
      now: house.clock.now().toISOString(),
      state: 'running',
    });
  });

  it('ends a Dial that nobody answers, at its own time, and asks its action before later timers run', async () => {
    house = await openCallHouse(
      {
        '/voice': twiml('<Dial timeout="20" action="/after"><Number>+14155550177</Number></Dial>'),
        '/after': twiml('<Pause length="10"/><Redirect>/then</Redirect>'),
        '/then': twiml('<Hangup/>'),
      },
      { ownTime: true },
    );
    const { now } = (await stop()).body;
    await house.control('PUT', '/simulator/customers/+14155550177', { answer: 'rings' });
    const callSid = await house.place();
    await house.until(() => house.children(callSid)[0]?.status === 'ringing');

    await step(19_999);
    expect(house.children(callSid)[0]?.status).toBe('ringing');
    await step(60_000);

    const since = (date: Date | undefined) => (date?.getTime() ?? 0) - Date.parse(now);
    expect(since(house.children(callSid)[0]?.endTime)).toBe(20_000);
    expect(since((await house.hasStatus(callSid, 'completed')).endTime)).toBe(30_000);
    expect(house.webhooks.map(({ path }) => path)).toEqual(['/voice', '/after', '/then']);
  });

  it('lets the time for the digits of a payment run out', async () => {
    house = await openCallHouse(
      { '/voice': twiml('<Dial><Client>ana</Client></Dial>') },
      { ownTime: true, connectors: [CONNECTOR] },
    );
    await stop();
    const callSid = await house.place({ answer: 'headless', identity: 'ana' });
    const statusCallback = `${house.applicationUrl}/paid`;
    const payments = house.client.calls(callSid).payments;
    const { sid } = await payments.create({
      idempotencyKey: '1',
      statusCallback,
      chargeAmount: 1,
      timeout: 7,
    });
    await house.client
      .calls(callSid)
      .payments(sid)
      .update({ idempotencyKey: '2', statusCallback, capture: 'payment-card-number' });
    await house.control('POST', `/simulator/calls/${callSid}/digits`, { digits: '4111' });

    await step(6_999);
    expect(house.told('/paid').filter(({ ErrorType }) => ErrorType)).toEqual([]);
    await step(1);
    expect(house.told('/paid').at(-1)).toMatchObject({ ErrorType: 'invalid-card-number' });
  });

  it('expires a Sync document and an access token', async () => {
    house = await openCallHouse({}, { ownTime: true });
    const { account, url, syncServiceSid } = house.simulator;
    const authorization = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`;
    const documents = `${url}/v1/Services/${syncServiceSid}/Documents`;
    const body = new URLSearchParams({ UniqueName: 'short', Ttl: '60' });
    await fetch(documents, { method: 'POST', headers: { authorization }, body });
    const there = async () => (await fetch(`${documents}/short`, { headers: { authorization } })).status;

    const { AccessToken } = twilio.jwt;
    const [key] = account.apiKeys;
    const token = new AccessToken(account.accountSid, key?.sid ?? '', key?.secret ?? '', {
      identity: 'ana',
      ttl: 3600,
    });
    token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
    const socket = new WebSocket(`${url.replace('http', 'ws')}/signal`);
    const told: { type: string; payload: { error?: { code: number } } }[] = [];
    socket.on('message', (data) => String(data).startsWith('{') && told.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'listen', version: '1.6', payload: { token: token.toJwt() } }));
    await house.until(() => told.some(({ type }) => type === 'connected'));

    await stop();
    expect(await there()).toBe(200);
    await step(60_000);
    expect(await there()).toBe(404);
    expect(told.some(({ type }) => type === 'error')).toBe(false);
    await step(3600_000);
    const { payload } = await house.until(() => told.find(({ type }) => type === 'error'));
    expect(payload.error?.code).toBe(31205);
    socket.terminate();
  });
});

it('time that stands still does not hold up a webhook, nor the measure of it', async () => {
  house = await openCallHouse(
    { '/voice': twiml('<Dial timeout="5" action="/slow"><Number>+14155550177</Number></Dial>') },
    { ownTime: true },
  );
  await stop();
  await house.control('PUT', '/simulator/customers/+14155550177', { answer: 'rings' });
  house.simulator.configure({
    phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl: `${house.applicationUrl}/voice` }],
  });
  await house.place();
  await house.until(() => house.simulator.calls.list().length === 2);
  // Far more than the 15 seconds a webhook may take: the request is over before the next timer runs.
  await step(3600_000);
  expect(house.simulator.requests.list({ kind: 'voice' })).toMatchObject([{ status: 200 }, { status: 204 }]);
});
