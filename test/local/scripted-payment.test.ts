import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ToResolveResponse } from '#lambdas/contract/desk-api.ts';
import { KEYS, Script } from './support/script.ts';
import { startStack, type TestStack } from './support/start-stack.ts';

jest.setTimeout(60_000);

let stack: TestStack;
let ana: Script;

beforeAll(async () => {
  stack = await startStack();
  ana = await signIn('ana');
  await ana.goOnline();
});

afterAll(() => stack.remove());

function signIn(username: string, role?: 'agent' | 'supervisor') {
  return Script.signIn({ deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url }, username, role);
}

describe('a whole payment by script alone', () => {
  it('charges a card', async () => {
    const session = await ana.pay({ callSid: await ana.call(), chargeAmount: '12.00', currency: 'USD' });
    expect(session).toMatchObject({
      agent: 'ana',
      state: 'succeeded',
      paymentMethod: 'credit-card',
      chargeAmount: '12.00',
      currency: 'USD',
      required: [],
      captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
      cardType: 'visa',
      confirmationCode: expect.stringMatching(/.+/),
      allowed: [],
      trail: { verified: true },
    });
    expect(session.events.length).toBe(session.trail.events);
  });

  it.each([
    ['500', 'JPY', '500'],
    ['1.25', 'KWD', '1.250'],
  ])('charges %s %s, a currency without cents', async (chargeAmount, currency, kept) => {
    const session = await ana.pay({ callSid: await ana.call(), chargeAmount, currency });
    expect(session).toMatchObject({
      state: 'succeeded',
      outcome: 'charged',
      chargeAmount: kept,
      currency,
      confirmationCode: expect.stringMatching(/.+/),
    });
  });

  it('saves a card', async () => {
    const session = await ana.pay({ callSid: await ana.call(), tokenType: 'reusable' });
    expect(session).toMatchObject({
      state: 'succeeded',
      tokenType: 'reusable',
      paymentToken: expect.stringMatching(/.+/),
      trail: { verified: true },
    });
    expect(session.chargeAmount).toBeUndefined();
  });

  it.each([
    ['charges', { chargeAmount: '30.00' }, 'confirmationCode'],
    ['saves', { tokenType: 'one-time' }, 'paymentToken'],
  ])('%s a bank account', async (_what, terms, proof) => {
    const session = await ana.pay({
      callSid: await ana.call(),
      paymentMethod: 'ach-debit',
      bankAccountType: 'consumer-checking',
      parameters: { AVSName: 'Jo Doe' },
      ...terms,
    });
    expect(session).toMatchObject({
      state: 'succeeded',
      paymentMethod: 'ach-debit',
      [proof]: expect.stringMatching(/.+/),
    });
    expect(session.captured['bank-account-number']).toMatch(/^x{5,7}(67)?89$/);
  });

  it('ends as failed when the processor declines, and the same call takes a second payment', async () => {
    const callSid = await ana.call();
    const declined = await ana.pay({ callSid, chargeAmount: '12.01' });
    expect(declined).toMatchObject({
      state: 'failed',
      outcome: 'notCharged',
      error: { guidance: expect.any(String) },
    });
    const second = await ana.pay({ callSid, chargeAmount: '12.00' });
    expect(second.state).toBe('succeeded');
    expect(second.paySid).not.toBe(declined.paySid);
  });

  it('stays in doubt after a malformed answer, until a supervisor finds out', async () => {
    const callSid = await ana.call();
    const doubtful = await ana.pay({ callSid, chargeAmount: '20.10' });
    expect(doubtful).toMatchObject({
      state: 'failed',
      outcome: 'unknown',
      error: { code: 'result-unknown', guidance: expect.stringMatching(/Check with the processor before/) },
    });
    const { paySid } = doubtful;
    const again = { callSid, chargeAmount: '20.00' };
    expect((await ana.post('/startPaySession', again)).status).toBe(409);

    const sam = await signIn('sam', 'supervisor');
    const open = await sam.get<ToResolveResponse>('/paySessions/toResolve');
    expect(open.body.items).toMatchObject([{ paySid, chargeAmount: '20.10', agent: 'ana' }]);
    const found = { paySid, finding: 'notCharged', note: 'Nothing under its transaction id' };
    expect(await sam.post('/resolvePaySession', found)).toMatchObject({
      status: 200,
      body: { outcome: 'notCharged', resolution: { by: 'sam' } },
    });
    expect((await sam.get<ToResolveResponse>('/paySessions/toResolve')).body.items).toEqual([]);
    expect((await ana.pay(again)).outcome).toBe('charged');
  });

  it('calls an entry that stopped after four digits incomplete, not invalid', async () => {
    const terms = { callSid: await ana.call(), chargeAmount: '12.00', timeout: 1 };
    const { body } = await ana.post('/startPaySession', terms);
    const { paySid, callSid } = body;
    await ana.post('/updatePaySession', { paySid, capture: 'payment-card-number' });
    await ana.simulator('POST', `/calls/${callSid}/digits`, { digits: '4111' });
    const { error } = await ana.until(paySid, (session) => session.error !== undefined);
    expect(error).toEqual({
      code: 'input-timeout',
      field: 'payment-card-number',
      guidance: 'No complete entry in time. Ask for the field again.',
    });
    await ana.post('/cancelPaySession', { paySid });
  });

  it('ends as cancelled when the agent stops it or the caller hangs up', async () => {
    const callSid = await ana.call();
    const first = await ana.post('/startPaySession', { callSid, chargeAmount: '5.00' });
    expect((await ana.post('/cancelPaySession', { paySid: first.body.paySid })).status).toBe(202);
    await ana.until(first.body.paySid, ({ state }) => state === 'cancelled');

    const second = await ana.post('/startPaySession', { callSid, chargeAmount: '5.00' });
    await ana.simulator('POST', `/calls/${callSid}/hangup`);
    await ana.until(
      second.body.paySid,
      ({ state, allowed }) => ['cancelled', 'failed'].includes(state) && allowed.length === 0,
    );
  });

  it('belongs to the agent who answered; a supervisor reads it', async () => {
    const callSid = await ana.call();
    const { body } = await ana.post('/startPaySession', { callSid, chargeAmount: '5.00' });
    const ben = await signIn('ben');
    const sam = await signIn('sam', 'supervisor');
    expect((await ben.get(`/paySessions/${body.paySid}`)).status).toBe(403);
    expect((await ben.post('/cancelPaySession', { paySid: body.paySid })).status).toBe(403);
    expect((await ben.post('/startPaySession', { callSid, chargeAmount: '5.00' })).status).toBe(403);
    expect((await sam.post('/startPaySession', { callSid, chargeAmount: '5.00' })).status).toBe(403);
    expect((await sam.get(`/paySessions/${body.paySid}`)).status).toBe(200);
    expect((await sam.post('/cancelPaySession', { paySid: body.paySid })).status).toBe(400);
    expect(
      (await sam.post('/cancelPaySession', { paySid: body.paySid, reason: 'wrong amount' })).status,
    ).toBe(202);
  });

  it('leaves no card or account number in any file it wrote or request it remembers', async () => {
    const numbers = [KEYS['payment-card-number'], KEYS['bank-account-number']] as string[];
    const { body } = await ana.simulator<unknown>('GET', '/requests');
    const texts = [JSON.stringify(body)];
    for (const entry of await readdir(stack.dataDir, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
    }
    expect(texts.length).toBeGreaterThan(4);
    const found = numbers.filter((number) => texts.some((text) => text.includes(number)));
    // Counted, not shown: a failure must not print what leaked.
    expect(found.length).toBe(0);
  });
});
