import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import type { CallView, TokenResponse } from '#lambdas/contract/desk-api.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  PUBLIC_BASE_URL,
} from '#test/support/handler-house.ts';
import { goOnline, rung, setPresence } from '#test/support/incoming-calls.ts';
import { only } from '#test/support/only-date.ts';

let house: HandlerHouse;
beforeAll(async () => {
  process.env[ENV.outbound] = 'on';
  process.env[ENV.outboundCountries] = 'US,DE';
  house = await openHouse();
  await goOnline(house, ANA);
});
afterAll(() => house.close());

/** What a page asks for with `device.connect`. */
async function dial(form: Record<string, string>, CallSid = newSid('CA')) {
  const { text } = await house.webhook('twiml', { CallSid, From: 'client:ana', ...form });
  return { CallSid, text, response: new XMLParser({ ignoreAttributes: false }).parse(text).Response };
}

/** Reports of the customer's leg. */
function report(text: string, parent: string, leg: string, CallStatus: string) {
  const query = /callStatus(\?by=[\w-]+)/.exec(text)?.[1] ?? '';
  return house.webhook(
    'callStatus',
    { CallSid: leg, ParentCallSid: parent, To: '+12025550123', CallStatus },
    {},
    query,
  );
}

describe('an agent who calls out', () => {
  it('holds a token that may, for the TwiML app only', async () => {
    const { json } = await house.desk<TokenResponse>('token', ANA);
    const { grants } = JSON.parse(Buffer.from(json.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(grants.voice.outgoing).toEqual({ application_sid: `AP${'3'.repeat(32)}` });
  });

  it.each([
    ['+1 (202) 555-0123', '+12025550123'],
    ['202 555 0123', '+12025550123'],
    ['+49 30 123456', '+4930123456'],
  ])('reaches %s under our own number', async (To, number) => {
    const { response, CallSid, text } = await dial({ To });
    expect(response.Dial).toMatchObject({ '@_callerId': '+12025550142', '@_answerOnBridge': 'true' });
    expect(`+${response.Dial.Number['#text']}`.replace('++', '+')).toBe(number);
    expect(response.Dial.Number['@_statusCallback']).toMatch(`${PUBLIC_BASE_URL}/callStatus?by=`);
    await report(text, CallSid, newSid('CA'), 'no-answer');
  });

  it.each([
    ['a country that is not allowed', '+442071838750', /country/],
    ['no number', 'sip:x@y', /cannot be called/],
    ['a client', 'client:ben', /cannot be called/],
    ['an emergency number', '911', /cannot be called/],
    ['nothing', '', /cannot be called/],
    ['digits of a card', '4111111111111111', /cannot be called/],
  ])('is refused %s', async (_, To, sentence) => {
    const { response } = await dial({ To });
    expect(response).not.toHaveProperty('Dial');
    expect(response.Say).toMatch(sentence);
  });

  it('takes a payment on the customer’s leg, is not rung meanwhile, and is free afterwards', async () => {
    const { CallSid: own, text } = await dial({ To: '+12025550123' });
    const leg = newSid('CA');
    expect(await rung(house)).toEqual([]);
    await report(text, own, leg, 'in-progress');
    house.twilio.next(new RegExp(own), { status: 200, body: { sid: own, parent_call_sid: null } });
    house.twilio.legs = [{ sid: leg, to: '+12025550123', status: 'in-progress' }];
    const { json } = await house.desk<CallView>('getCall', ANA, undefined, {
      pathParameters: { callSid: own },
    });
    expect(json).toMatchObject({ callSid: leg, agent: 'ana' });
    house.twilio.legs = [];

    expect((await house.desk('startPaySession', BEN, { callSid: leg, chargeAmount: '1.00' })).status).toBe(
      403,
    );
    const started = await house.desk('startPaySession', ANA, { callSid: leg, chargeAmount: '1.00' });
    expect(started.status).toBe(201);
    expect(house.twilio.payments().at(-1)?.path).toContain(leg);
    expect(await rung(house)).toEqual([]);
    await report(text, own, leg, 'completed');
    expect((await house.desk('startPaySession', ANA, { callSid: leg, chargeAmount: '2.00' })).status).toBe(
      409,
    );
    expect(await rung(house)).toEqual(['ana']);
  });

  it('is free again when nobody answers', async () => {
    const { CallSid: own, text } = await dial({ To: '+12025550123' });
    await report(text, own, newSid('CA'), 'busy');
    expect(await rung(house)).toEqual(['ana']);
  });

  it('is refused a second call while the first is under way, with a word', async () => {
    const first = await dial({ To: '+12025550123' });
    const second = await dial({ To: '+12025550124' });
    expect(second.response).not.toHaveProperty('Dial');
    expect(second.response.Say).toMatch(/on another call/);
    // Twilio asks again when it missed the response.
    expect((await dial({ To: '+12025550123' }, first.CallSid)).response).toHaveProperty('Dial');
    await report(first.text, first.CallSid, newSid('CA'), 'no-answer');
    const third = await dial({ To: '+12025550124' });
    expect(third.response).toHaveProperty('Dial');
    await report(third.text, third.CallSid, newSid('CA'), 'no-answer');
  });

  it('is free at once when Twilio could not call at all, and reports no leg', async () => {
    const { CallSid, response } = await dial({ To: '+12025550123' });
    const below = response.Dial['@_action'].replace(`${PUBLIC_BASE_URL}/twiml`, '');
    const { text } = await house.webhook(
      'twiml',
      { CallSid, From: 'client:ana', DialCallStatus: 'failed' },
      {},
      below,
    );
    expect(text).toContain('<Hangup/>');
    expect(await rung(house)).toEqual(['ana']);
  });

  it('is not freed from the call they make by a word that there is none, and is by itself when all is lost', async () => {
    await dial({ To: '+12025550123' });
    await setPresence(house, ANA, 'online');
    expect(await rung(house)).toEqual([]);
    jest.useFakeTimers({ ...only('Date'), now: Date.now() + 60_000 });
    try {
      expect((await dial({ To: '+12025550124' })).response).toHaveProperty('Dial');
      jest.setSystemTime(Date.now() + 60_000);
      await house.desk('presence', ANA, { state: 'online', beat: true });
      expect(await rung(house)).toEqual(['ana']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('calls out, whose call is paid on and ends, with a name that is too long for an address', async () => {
    const long: Person = { username: `${'ก'.repeat(127)}1`, roles: ['agent'] };
    const From = `client:${identityOf(long.username)}`;
    expect((await dial({ To: '+12025550123', From })).response).not.toHaveProperty('Dial');
    await goOnline(house, long);
    const { CallSid: own, text } = await dial({ To: '+12025550123', From });
    const leg = newSid('CA');
    await report(text, own, leg, 'in-progress');
    const started = await house.desk('startPaySession', long, { callSid: leg, chargeAmount: '1.00' });
    expect(started).toMatchObject({ status: 201, json: { agent: long.username } });
    await report(text, own, leg, 'completed');
    await setPresence(house, long, 'offline');
  });

  it('calls back the customer of a call of their own, whose number the page never learns', async () => {
    const back = await house.answeredCall(ANA);
    const inbound = { status: 200, body: { sid: back, direction: 'inbound', from: '+12025550177' } };
    house.twilio.next(new RegExp(back), inbound);
    expect((await dial({ Back: back })).text).toContain('+12025550177');

    house.twilio.next(new RegExp(back), inbound);
    const { text } = await house.webhook('twiml', { CallSid: newSid('CA'), From: 'client:ben', Back: back });
    expect(text).not.toContain('Dial');
    expect((await dial({ Back: newSid('CA') })).text).not.toContain('Dial');
  });
});
