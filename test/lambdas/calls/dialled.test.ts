import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { queue } from '#lambdas/wiring/real-services.ts';
import { ANA, BEN, type HandlerHouse, newSid, openHouse, type Person } from '#test/support/handler-house.ts';
import { goOnline, rung, setPresence } from '#test/support/incoming-calls.ts';
import { only } from '#test/support/only-date.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => Promise.all([ANA, BEN].map((person) => setPresence(house, person, 'offline'))));
afterAll(() => house.close());

const dialled = (callSid: string, form: Record<string, string>) =>
  house.webhook('twiml', { CallSid: callSid, CallStatus: 'in-progress', ...form }, {}, '/dialled');

describe('POST /twiml/dialled', () => {
  it.each([
    ['answered', 'ended', 'dialled'],
    ['answered', 'dialled', 'ended'],
    ['dialled', 'answered', 'ended'],
    ['dialled', 'ended', 'answered'],
    ['ended', 'dialled', 'answered'],
    ['ended', 'answered', 'dialled'],
  ])(
    'rings the next one when a phone answered and was gone before the caller heard it, told as %s, %s, %s',
    async (...told) => {
      await goOnline(house, ANA);
      const callSid = newSid('CA');
      const { text: rang } = await house.webhook('twiml', { CallSid: callSid });
      const ring = /\?ring=\d+/.exec(rang)?.[0] ?? '';
      await setPresence(house, ANA, 'offline');
      const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ana' };
      const tell: Record<string, () => Promise<unknown>> = {
        answered: () => house.webhook('callStatus', { ...leg, CallStatus: 'in-progress' }, {}, ring),
        ended: () => house.webhook('callStatus', { ...leg, CallStatus: 'completed' }, {}, ring),
        dialled: () =>
          dialled(callSid, { DialCallStatus: 'completed', DialBridged: 'false', DialCallSid: leg.CallSid }),
      };
      for (const what of told) await tell[what]?.();
      await setPresence(house, ANA, 'offline');
      await goOnline(house, BEN);
      const { text } = await house.webhook('twiml', { CallSid: callSid }, {}, '/offered');

      expect(text).toContain('<Identity>ben</Identity>');
      const other = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ben' };
      await house.webhook('callStatus', { ...other, CallStatus: 'in-progress' });
      expect((await house.desk('startPaySession', BEN, { callSid, chargeAmount: '1.00' })).status).toBe(201);
      expect((await house.desk('startPaySession', ANA, { callSid, chargeAmount: '1.00' })).status).toBe(403);
      await house.webhook('callStatus', { ...other, CallStatus: 'completed' });
    },
  );

  it('ends the call after a conversation', async () => {
    const { text } = await dialled(newSid('CA'), { DialCallStatus: 'completed', DialBridged: 'true' });
    expect(text).toContain('<Hangup/>');
  });

  it('rings nobody for a caller who has left, and frees who rang', async () => {
    await goOnline(house, ANA);
    const callSid = newSid('CA');
    await house.webhook('twiml', { CallSid: callSid });
    expect(await rung(house)).toEqual([]);
    const { text } = await dialled(callSid, {
      DialCallStatus: 'canceled',
      DialBridged: 'false',
      CallStatus: 'completed',
    });
    expect(text).toContain('<Response/>');
    expect(await rung(house)).toEqual(['ana']);
  });

  it('goes on with whoever rings now when it is told twice that the ones before did not answer', async () => {
    await goOnline(house, ANA);
    const callSid = newSid('CA');
    const { text: rang } = await house.webhook('twiml', { CallSid: callSid });
    const ring = /\/dialled(\?ring=\d+)/.exec(rang)?.[1] ?? '';
    await goOnline(house, BEN);
    const tell = () =>
      house.webhook(
        'twiml',
        { CallSid: callSid, CallStatus: 'in-progress', DialCallStatus: 'no-answer', DialBridged: 'false' },
        {},
        `/dialled${ring}`,
      );
    const { text: first } = await tell();
    const zoe: Person = { username: 'zoe', roles: ['agent'] };
    await goOnline(house, zoe);
    const { text: again } = await tell();

    expect(first).toContain('<Identity>ben</Identity>');
    const timeless = (text: string) => text.replace(/;from=\d+/, '');
    expect(timeless(again)).toBe(timeless(first));
    expect(await rung(house)).toEqual(['zoe']);
    await setPresence(house, zoe, 'offline');
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
  });

  it('keeps the place of a caller who was rung for in vain', async () => {
    for (const { callSid } of await queue().waiting(100))
      await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
    await goOnline(house, ANA);
    const [first, second] = [newSid('CA'), newSid('CA')];
    await house.webhook('twiml', { CallSid: first });
    await house.webhook('twiml', { CallSid: second });
    await dialled(first, { DialCallStatus: 'no-answer', DialBridged: 'false' });

    expect((await queue().waiting(10)).map(({ callSid }) => callSid)).toEqual([first, second]);
    for (const CallSid of [first, second])
      await house.webhook('callStatus', { CallSid, CallStatus: 'completed' });
  });

  it('has the caller wait, with a word, when nobody else is free', async () => {
    await goOnline(house, ANA);
    const callSid = newSid('CA');
    await house.webhook('twiml', { CallSid: callSid });
    const { text } = await dialled(callSid, { DialCallStatus: 'no-answer', DialBridged: 'false' });
    expect(text).toMatch(/<Say>Nobody could answer just now.*<\/Say><Enqueue/);
  });
});

describe('a caller who is sent away', () => {
  const CARL: Person = { username: 'carl', roles: ['agent'] };
  const hangsUp = (callSid: string) =>
    house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
  beforeEach(async () => {
    for (const { callSid } of await queue().waiting(100)) await hangsUp(callSid);
    await goOnline(house, CARL);
  });
  afterEach(() => setPresence(house, CARL, 'offline'));

  it('leaves nobody reserved for them', async () => {
    const callSid = newSid('CA');
    await house.webhook('twiml', { CallSid: callSid });
    expect(await rung(house)).toEqual([]);
    const form = { CallSid: callSid, QueueResult: 'queue-full' };
    expect((await house.webhook('twiml', form, {}, '/leftQueue')).text).toContain('<Hangup/>');
    expect(await rung(house)).toEqual(['carl']);
  });

  it('leaves their agent to the next one in line', async () => {
    const [first, second] = [newSid('CA'), newSid('CA')];
    await house.webhook('twiml', { CallSid: first });
    await house.webhook('twiml', { CallSid: second });
    await house.webhook('twiml', { CallSid: first, QueueResult: 'queue-full' }, {}, '/leftQueue');
    const { text } = await house.webhook('twiml', { CallSid: second }, {}, '/offered');
    expect(text).toContain('<Identity>carl</Identity>');
    await hangsUp(second);
  });
});

describe('an agent who was rung in vain', () => {
  let start = Date.parse('2031-05-01T09:00:00Z');
  /** Seconds after the call came in. */
  const at = (seconds: number) => jest.setSystemTime(start + seconds * 1_000);
  beforeEach(() => void jest.useFakeTimers({ ...only('Date'), now: start }));
  afterEach(() => void jest.useRealTimers());

  /** Reserved for a caller at once, but rung only after so many seconds: until then, something else was played. */
  async function rungAfter(seconds: number) {
    start += 120_000;
    at(0);
    const callSid = newSid('CA');
    await house.webhook('twiml', { CallSid: callSid });
    at(seconds);
    const { text } = await house.webhook('twiml', { CallSid: callSid }, {}, '/offered');
    const [, ring = ''] = /callStatus(\?ring=[^"]*)"/.exec(text) ?? [];
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ana', CallStatus: 'no-answer' };
    return {
      over: () => dialled(callSid, { DialCallStatus: 'no-answer', DialBridged: 'false' }),
      reported: (form = {}) =>
        house.webhook('callStatus', { ...leg, ...form }, {}, ring.replaceAll('&amp;', '&')),
      end: () => house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' }),
    };
  }

  const orders = [
    ['reported', 'over'],
    ['over', 'reported'],
  ] as const;

  it.each(orders)(
    'is away, and never paused, where Twilio found no desk: told as %s, %s',
    async (...told) => {
      await goOnline(house, ANA);
      for (const _ of [1, 2, 3]) {
        const ringing = await rungAfter(10);
        at(10.3);
        for (const what of told) await ringing[what]();
        await ringing.end();
        expect(await rung(house)).toEqual([]);
        const { json } = await house.desk<{ state: string }>('presence', ANA, {
          state: 'online',
          beat: true,
        });
        expect(json.state).toBe('online');
      }
    },
  );

  it('is away, too, when the report of it comes late', async () => {
    await goOnline(house, ANA);
    for (const _ of [1, 2]) {
      const ringing = await rungAfter(0);
      at(18);
      await ringing.reported({ Timestamp: new Date(start + 400).toUTCString() });
      await ringing.end();
      expect(await rung(house)).toEqual([]);
      const { json } = await house.desk<{ state: string }>('presence', ANA, { state: 'online', beat: true });
      expect(json.state).toBe('online');
    }
  });

  it.each(orders)('is paused after two calls that rang there, told as %s, %s', async (...told) => {
    await goOnline(house, ANA);
    for (const state of ['online', 'paused']) {
      const ringing = await rungAfter(10);
      at(30);
      for (const what of told) await ringing[what]();
      await ringing.end();
      const { json } = await house.desk<{ state: string }>('presence', ANA, { state: 'online', beat: true });
      expect(json.state).toBe(state);
    }
  });

  it('is free again, and nobody is blamed, when no report comes', async () => {
    await goOnline(house, ANA);
    for (const _ of [1, 2, 3]) {
      const ringing = await rungAfter(0);
      at(20);
      await ringing.over();
      await ringing.end();
      at(41);
      expect(await rung(house)).toEqual(['ana']);
    }
  });
});
