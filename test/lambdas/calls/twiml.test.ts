import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  PUBLIC_BASE_URL,
} from '#test/support/handler-house.ts';
import { goOnline, ring, rung, setPresence } from '#test/support/incoming-calls.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => Promise.all([ANA, BEN].map((person) => setPresence(house, person, 'offline'))));
afterAll(() => house.close());

describe('POST /twiml', () => {
  it('rings every agent who is online, with the caller’s leg for payments', async () => {
    await goOnline(house, ANA);
    await goOnline(house, BEN);
    const callSid = newSid('CA');
    const { headers, text } = await ring(house, { CallSid: callSid });
    expect(headers['content-type']).toBe('text/xml');
    const dial = read(text).Response.Dial;
    expect(dial['@_answerOnBridge']).toBe('true');
    expect(dial.Client.map(({ Identity }: { Identity: string }) => Identity).sort()).toEqual(['ana', 'ben']);
    expect(dial.Client[0]).toMatchObject({
      '@_statusCallback': expect.stringMatching(
        `^${PUBLIC_BASE_URL}/callStatus\\?ring=\\d{13}&from=\\d{13}$`,
      ),
      '@_statusCallbackEvent': 'answered completed',
      Parameter: { '@_name': 'parentCallSid', '@_value': callSid },
    });
  });

  it('rings the identity of a name with marks in it', async () => {
    const zoe: Person = { username: 'zoë@example.com', roles: ['agent'] };
    await goOnline(house, zoe);
    expect((await ring(house)).text).toContain('<Identity>zo_c3_ab_40example_2ecom</Identity>');
    await setPresence(house, zoe, 'offline');
  });

  it('has the caller wait when nobody is free', async () => {
    const { Response } = read((await ring(house)).text);
    expect(Response.Say).toMatch(/stay on the line/);
    expect(Response.Enqueue).toMatchObject({
      '@_waitUrl': `${PUBLIC_BASE_URL}/twiml/waiting`,
      '@_action': `${PUBLIC_BASE_URL}/twiml/leftQueue`,
    });
  });

  it.each(['paused', 'offline'])('does not ring an agent who is %s', async (state) => {
    await goOnline(house, ANA);
    await setPresence(house, ANA, state);
    expect((await ring(house)).text).not.toContain('ana');
  });

  it('does not ring an agent who never fetched a token', async () => {
    const newcomer: Person = { username: 'newcomer', roles: ['agent'] };
    await setPresence(house, newcomer, 'online');
    expect((await ring(house)).text).not.toContain('newcomer');
    await setPresence(house, newcomer, 'offline');
  });

  it('does not ring an agent during a call while another is free, and does again after it', async () => {
    await goOnline(house, ANA);
    await goOnline(house, BEN);
    const leg = { CallSid: newSid('CA'), ParentCallSid: newSid('CA'), To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    expect((await ring(house)).text).not.toContain('ana');
    await house.webhook('callStatus', { ...leg, CallStatus: 'completed' });
    expect((await ring(house)).text).toContain('ana');
  });

  it('takes an agent for free who says so: the report of the end of their call may have been lost', async () => {
    await goOnline(house, ANA);
    const leg = { CallSid: newSid('CA'), ParentCallSid: newSid('CA'), To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    await house.desk('presence', ANA, { state: 'online', callSid: leg.ParentCallSid, beat: true });
    expect(await rung(house)).toEqual([]);
    await house.desk('presence', ANA, { state: 'online', beat: true });
    expect(await rung(house)).toEqual(['ana']);
  });

  it('rings three, the longest waiting first, and the others for the next caller', async () => {
    const crowd = Array.from({ length: 5 }, (_, index) => person(`agent${index}`));
    for (const someone of crowd) await goOnline(house, someone);
    const [first, second] = [newSid('CA'), newSid('CA')];
    const names = async (CallSid: string) => {
      const { text } = await house.webhook('twiml', { CallSid, From: '+12025550100' });
      return [...text.matchAll(/<Identity>(.*?)</g)].map(([, name]) => name);
    };
    expect(await names(first)).toEqual(['agent0', 'agent1', 'agent2']);
    expect(await names(second)).toEqual(['agent3', 'agent4']);
    for (const CallSid of [first, second])
      await house.webhook('callStatus', { CallSid, CallStatus: 'completed' });
    expect(await rung(house)).toEqual(['agent0', 'agent1', 'agent2']);
    await Promise.all(crowd.map((someone) => setPresence(house, someone, 'offline')));
  });

  it('refuses calls from the desk', async () => {
    await goOnline(house, ANA);
    const { text } = await house.webhook('twiml', { CallSid: newSid('CA'), From: 'client:ben' });
    expect(text).not.toContain('Dial');
  });

  it('keeps the caller’s number nowhere', async () => {
    await goOnline(house, ANA);
    const { createDocumentClient } = await import('#test/support/document-client.ts');
    const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
    for (const From of [
      '+12025550199',
      'sip:5550199@office.example',
      'sip:4111111111111111@x',
      '+266696687',
    ]) {
      const { text } = await ring(house, { From, CallerName: 'PAT DOE' });
      expect(text).toContain('<Identity>ana</Identity>');
    }
    const { Items } = await createDocumentClient().send(new ScanCommand({ TableName: 'Sessions' }));
    expect(JSON.stringify(Items)).not.toMatch(/5550199|PAT DOE|41{15}|266696687/);
  });

  it('refuses a call without a SID', async () => {
    expect((await house.webhook('twiml', { From: '+12025550100' })).status).toBe(400);
  });
});

const person = (username: string): Person => ({ username, roles: ['agent'] });

function read(xml: string) {
  return new XMLParser({ ignoreAttributes: false }).parse(xml);
}
