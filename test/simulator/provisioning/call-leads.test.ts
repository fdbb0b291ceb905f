import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';

const NUMBER = '+14155550100';
const asked: string[] = [];
const application = createServer((request, response) => {
  asked.push(request.url ?? '');
  const isBroken = request.url === '/broken';
  const type = request.url === '/json' ? 'application/json' : 'text/xml';
  response
    .writeHead(isBroken ? 503 : 200, { 'Content-Type': type })
    .end(request.url === '/nonsense' ? 'no TwiML' : '<Response><Hangup/></Response>');
});
let applicationUrl = '';
let simulator: Simulator;
let client: twilio.Twilio;

beforeAll(async () => {
  application.listen(0, '127.0.0.1');
  await once(application, 'listening');
  applicationUrl = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  simulator = await createSimulator({
    port: 0,
    phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl: `${applicationUrl}/number` }],
  });
  client = twilio(simulator.account.accountSid, simulator.account.authToken);
  client.api.baseUrl = simulator.url;
});

afterAll(async () => {
  await simulator.close();
  application.closeAllConnections();
  application.close();
});

async function call(): Promise<string | undefined> {
  asked.length = 0;
  const answer = await fetch(`${simulator.url}/simulator/calls`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ to: NUMBER, answer: 'headless' }),
  });
  if (answer.status === 409) return undefined;
  const { callSid } = (await answer.json()) as { callSid: string };
  while (!isOver(callSid)) await new Promise((resolve) => setImmediate(resolve));
  return asked[0];
}

function isOver(callSid: string): boolean {
  return ['completed', 'failed', 'busy', 'canceled', 'no-answer'].includes(
    simulator.calls.find(callSid)?.status ?? '',
  );
}

describe('a call to a number', () => {
  it('goes where REST points the number: its own address, an application, nowhere while on a trunk', async () => {
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
    const sid = number?.sid ?? '';
    await expect(call()).resolves.toBe('/number');

    const app = await client.applications.create({ voiceUrl: `${applicationUrl}/application` });
    await client.incomingPhoneNumbers(sid).update({ voiceApplicationSid: app.sid });
    await expect(call()).resolves.toBe('/application');

    await client.incomingPhoneNumbers(sid).update({ trunkSid: `TK${'a'.repeat(32)}` });
    await expect(call()).resolves.toBeUndefined();
  });

  it('goes to the fallback with what went wrong when its TwiML cannot be fetched or run', async () => {
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
    const app = await client.applications.create({
      voiceUrl: `${applicationUrl}/number`,
      voiceFallbackUrl: `${applicationUrl}/fallback.xml`,
      voiceFallbackMethod: 'GET',
    });
    await client
      .incomingPhoneNumbers(number?.sid ?? '')
      .update({ trunkSid: '', voiceApplicationSid: app.sid });
    for (const [voiceUrl, code] of [
      ['http://127.0.0.1:1/nobody', '11205'],
      [`${applicationUrl}/broken`, '11200'],
      [`${applicationUrl}/nonsense`, '12100'],
      [`${applicationUrl}/json`, '12300'],
    ] as const) {
      await client.applications(app.sid).update({ voiceUrl });
      await call();
      const fallback = new URL(asked.at(-1) ?? '', applicationUrl);
      expect(fallback.pathname).toBe('/fallback.xml');
      expect(Object.fromEntries(fallback.searchParams)).toMatchObject({
        ErrorCode: code,
        ErrorUrl: voiceUrl,
        To: NUMBER,
        CallStatus: 'ringing',
      });
      expect(simulator.calls.list().at(-1)?.status).toBe('completed');
    }
  });

  it('has a fallback only beside an address', async () => {
    const voiceFallbackUrl = `${applicationUrl}/fallback.xml`;
    await expect(client.applications.create({ voiceFallbackUrl })).rejects.toMatchObject({ code: 21405 });
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
    await expect(
      client.incomingPhoneNumbers(number?.sid ?? '').update({ voiceUrl: '', voiceFallbackUrl }),
    ).rejects.toMatchObject({ code: 21405 });
  });

  it('fails when the fallback fails too', async () => {
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
    const app = await client.applications.create({
      voiceUrl: `${applicationUrl}/broken`,
      voiceFallbackUrl: `${applicationUrl}/broken`,
    });
    await client.incomingPhoneNumbers(number?.sid ?? '').update({ voiceApplicationSid: app.sid });
    await call();
    expect(asked).toEqual(['/broken', '/broken']);
    expect(simulator.calls.list().at(-1)?.status).toBe('failed');
  });

  it('needs a key that still exists from whoever asks for its calls', async () => {
    const { sid, secret } = await client.newKeys.create();
    const { accountSid } = simulator.account;
    const withKey = twilio(sid, secret, { accountSid });
    withKey.api.baseUrl = simulator.url;
    await expect(withKey.calls.list()).resolves.toBeInstanceOf(Array);

    await client.keys(sid).remove();

    await expect(withKey.calls.list()).rejects.toMatchObject({ status: 401 });
  });
});
