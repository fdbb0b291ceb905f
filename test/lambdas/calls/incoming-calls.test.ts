import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import type { TokenAnswer } from '#lambdas/contract/desk-api.ts';
import {
  ACCOUNT_SID,
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  PUBLIC_BASE_URL,
} from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => Promise.all([ANA, BEN].map((person) => presence(person, 'offline'))));
afterAll(() => house.close());

describe('POST /twiml', () => {
  it('rings every agent who is online, with the caller’s leg for payments', async () => {
    await online(ANA);
    await online(BEN);
    const callSid = newSid('CA');
    const { headers, text } = await house.webhook('twiml', { CallSid: callSid, From: '+12025550100' });
    expect(headers['content-type']).toBe('text/xml');
    const dial = read(text).Response.Dial;
    expect(dial['@_answerOnBridge']).toBe('true');
    expect(dial.Client.map(({ Identity }: { Identity: string }) => Identity).sort()).toEqual(['ana', 'ben']);
    expect(dial.Client[0]).toMatchObject({
      '@_statusCallback': `${PUBLIC_BASE_URL}/callStatus`,
      '@_statusCallbackEvent': 'initiated ringing answered completed',
      Parameter: { '@_name': 'parentCallSid', '@_value': callSid },
    });
  });

  it('rings the identity of a name with marks in it', async () => {
    const zoe: Person = { username: 'zoë@example.com', roles: ['agent'] };
    await online(zoe);
    expect((await ring()).text).toContain('<Identity>zo_c3_ab_40example_2ecom</Identity>');
    await presence(zoe, 'offline');
  });

  it('says so politely and hangs up when nobody is there', async () => {
    const { Response } = read((await ring()).text);
    expect(Response.Say).toMatch(/call again later/);
    expect(Response).toHaveProperty('Hangup');
  });

  it.each(['paused', 'offline'])('does not ring an agent who is %s', async (state) => {
    await online(ANA);
    await presence(ANA, state);
    expect((await ring()).text).not.toContain('ana');
  });

  it('does not ring an agent who never fetched a token', async () => {
    const newcomer: Person = { username: 'newcomer', roles: ['agent'] };
    await presence(newcomer, 'online');
    expect((await ring()).text).not.toContain('newcomer');
    await presence(newcomer, 'offline');
  });

  it('does not ring an agent during a call while another is free, and does again after it', async () => {
    await online(ANA);
    await online(BEN);
    const leg = { CallSid: newSid('CA'), ParentCallSid: newSid('CA'), To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    expect((await ring()).text).not.toContain('ana');
    await house.webhook('callStatus', { ...leg, CallStatus: 'completed' });
    expect((await ring()).text).toContain('ana');
  });

  it('rings busy agents when nobody is free: the end of their call may have got lost', async () => {
    await online(ANA);
    const leg = { CallSid: newSid('CA'), ParentCallSid: newSid('CA'), To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    expect((await ring()).text).toContain('ana');
  });

  it('puts the agent first who fetched a token last', async () => {
    await house.desk('token', BEN);
    await house.desk('token', ANA);
    const { Client } = read((await ring()).text).Response.Dial;
    expect(Client.map(({ Identity }: { Identity: string }) => Identity)).toEqual(['ana', 'ben']);
    await house.desk('token', BEN);
    expect(read((await ring()).text).Response.Dial.Client[0].Identity).toBe('ben');
  });

  it('takes an agent who fetches a token for free', async () => {
    await online(ANA);
    await online(BEN);
    const leg = { CallSid: newSid('CA'), ParentCallSid: newSid('CA'), To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    await house.desk('token', ANA);
    expect((await ring()).text).toContain('ana');
  });

  it('rings at most ten: who came last and those who wait longest', async () => {
    const crowd = Array.from({ length: 12 }, (_, index) => person(`agent${String(index).padStart(2, '0')}`));
    for (const someone of crowd) await online(someone);
    const { Client } = read((await ring()).text).Response.Dial;
    const expected = [...crowd.slice(-1), ...crowd.slice(0, 9)].map(({ username }) => username);
    expect(Client.map(({ Identity }: { Identity: string }) => Identity)).toEqual(expected);
    await Promise.all(crowd.map((someone) => presence(someone, 'offline')));
  });

  it('refuses calls from the desk', async () => {
    await online(ANA);
    const { text } = await house.webhook('twiml', { CallSid: newSid('CA'), From: 'client:ben' });
    expect(text).not.toContain('Dial');
  });

  it('keeps the caller’s number nowhere', async () => {
    await online(ANA);
    const { createDynamo } = await import('#lambdas/platform/dynamo.ts');
    const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
    await house.webhook('twiml', { CallSid: newSid('CA'), From: '+12025550199', CallerName: 'PAT DOE' });
    const { Items } = await createDynamo().send(new ScanCommand({ TableName: 'Sessions' }));
    expect(JSON.stringify(Items)).not.toMatch(/5550199|PAT DOE/);
  });

  it('refuses a call without a SID', async () => {
    expect((await house.webhook('twiml', { From: '+12025550100' })).status).toBe(400);
  });
});

describe('POST /callStatus', () => {
  it('makes the first agent to answer the owner, whatever the other legs report', async () => {
    const callSid = await house.rungCall(ANA);
    const leg = (person: string) => ({
      CallSid: newSid('CA'),
      ParentCallSid: callSid,
      To: `client:${person}`,
    });
    await house.webhook('callStatus', { ...leg('ben'), CallStatus: 'ringing' });
    await house.webhook('callStatus', { ...leg('ana'), CallStatus: 'in-progress' });
    await house.webhook('callStatus', { ...leg('ben'), CallStatus: 'no-answer' });
    expect(await startStatus(ANA, callSid)).toBe(201);
    expect(await startStatus(BEN, callSid)).toBe(403);
  });

  it('knows the end of a call that is reported before its beginning', async () => {
    const callSid = await house.rungCall(ANA);
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ana' };
    await house.webhook('callStatus', { ...leg, CallStatus: 'completed' });
    await house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' });
    expect(await startStatus(ANA, callSid)).toBe(409);
    expect((await ring()).text).toContain('ana');
  });

  it('knows the end from the caller’s own leg, where the number reports it', async () => {
    const callSid = await house.answeredCall(ANA);
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed', To: '+12025550142' });
    expect(await startStatus(ANA, callSid)).toBe(409);
    expect((await ring()).text).toContain('ana');
  });

  it.each([
    ['a leg that is no agent’s', { To: '+12025550100' }],
    ['an identity nobody can have', { To: 'client:a b' }],
    ['no status', { To: 'client:ana', CallStatus: '' }],
  ])('ignores %s', async (_, form) => {
    const callSid = newSid('CA');
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, CallStatus: 'in-progress', ...form };
    expect((await house.webhook('callStatus', leg)).status).toBe(204);
    expect(await startStatus(ANA, callSid)).toBe(404);
  });
});

describe('POST /token', () => {
  it('gives a token for the agent’s own identity, to receive calls and read documents', async () => {
    const { json } = await house.desk<TokenAnswer>('token', ANA);
    expect(json).toMatchObject({ identity: 'ana', phoneNumber: '+12025550142' });
    const payload = JSON.parse(Buffer.from(json.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(payload).toMatchObject({
      sub: ACCOUNT_SID,
      grants: {
        identity: 'ana',
        voice: { incoming: { allow: true } },
        data_sync: { service_sid: json.syncServiceSid },
      },
    });
    expect(payload.grants.voice).not.toHaveProperty('outgoing');
    expect(new Date(payload.exp * 1000).toISOString().slice(0, 19)).toBe(json.expiresAt.slice(0, 19));
  });

  it('takes no identity from the request', async () => {
    const { json } = await house.desk<TokenAnswer>('token', ANA, { identity: 'ben' });
    expect(json.identity).toBe('ana');
  });

  it('leaves an agent who paused paused when the token is renewed', async () => {
    await online(ANA);
    await presence(ANA, 'paused');
    await house.desk('token', ANA);
    expect((await ring()).text).not.toContain('ana');
  });
});

describe('POST /presence', () => {
  it.each([[{}], [{ state: 'busy' }], [{ state: null }], [{ state: 'online', agent: 'ben' }]])(
    'refuses %j',
    async (body) => {
      expect((await house.desk('presence', ANA, body)).status).toBe(400);
    },
  );
});

const ring = () => house.webhook('twiml', { CallSid: newSid('CA'), From: '+12025550100' });
const person = (username: string): Person => ({ username, roles: ['agent'] });

async function online(someone: Person): Promise<void> {
  await house.desk('token', someone);
  await presence(someone, 'online');
}

async function presence(someone: Person, state: string): Promise<void> {
  await house.desk('presence', someone, { state });
}

async function startStatus(someone: Person, callSid: string): Promise<number> {
  return (await house.desk('startPaySession', someone, { callSid, chargeAmount: '1.00' })).status;
}

function read(xml: string) {
  return new XMLParser({ ignoreAttributes: false }).parse(xml);
}
