import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { registerClient } from '#test/support/signal-client.ts';

let house: CallHouse;
afterEach(() => house.close());

const CUSTOMER = '+14155550190';
const OTHER = '+14155550191';
const response = (inner: string) => `<Response>${inner}</Response>`;
const dial = (nouns: string, attributes = '') =>
  response(`<Dial action="/after" ${attributes}>${nouns}</Dial>`);
const open = async (voice: string, settings = {}) => {
  house = await openCallHouse({ '/voice': voice, '/after': response('<Pause length="60"/>') }, { settings });
};
const customer = (number: string, answer: string) =>
  house.control('PUT', `/simulator/customers/${number}`, { answer });
const told = () => house.until(() => house.told('/after')[0]);

describe('the action of Dial', () => {
  it('says no-answer at once for clients that are not registered', async () => {
    await open(dial('<Client>ana</Client><Client>ben</Client>'));
    const callSid = await house.place();

    const action = await told();
    expect(action).toMatchObject({
      DialCallStatus: 'no-answer',
      DialBridged: 'false',
      CallStatus: 'in-progress',
    });
    expect(action).not.toHaveProperty('DialCallDuration');
    expect(house.children(callSid).map(({ status }) => status)).toEqual(['no-answer', 'no-answer']);
  });

  it('says busy when the client declines, or all do, and no-answer when not all', async () => {
    await open(dial('<Client>ana</Client><Client>ben</Client>'));
    const clients = await Promise.all([registerClient(house, 'ana'), registerClient(house, 'ben')]);
    await house.place();
    for (const client of clients) {
      const { payload } = await client.next('invite');
      client.send('reject', { callsid: payload.callsid });
    }
    expect(await told()).toMatchObject({ DialCallStatus: 'busy' });
  });

  it('says busy once every device rejected, as the setting says', async () => {
    await open(dial('<Client>ana</Client>'), { rejectEnds: 'device' });
    const devices = [await registerClient(house, 'ana'), await registerClient(house, 'ana')];
    const callSid = await house.place();
    const invites = await Promise.all(devices.map((device) => device.next('invite')));
    const reject = (index: number) =>
      devices[index]?.send('reject', { callsid: invites[index]?.payload.callsid });
    reject(0);
    await house.control('GET', '/simulator/calls');
    expect(house.children(callSid)[0]?.status).toBe('ringing');
    reject(1);
    expect(await told()).toMatchObject({ DialCallStatus: 'busy' });
  });

  it.each([
    ['rings', 20_000],
    ['no-answer', 0],
  ] as const)(
    'says no-answer when the browser is gone: it %s',
    async (vanishedWhileRinging, milliseconds) => {
      await open(dial('<Client>ana</Client>', 'timeout="20"'), { vanishedWhileRinging });
      const ana = await registerClient(house, 'ana');
      await house.place();
      await ana.next('invite');
      ana.kill();
      house.clock.advanceBy(milliseconds);
      expect(await told()).toMatchObject({ DialCallStatus: 'no-answer' });
    },
  );

  it('says no-answer when one is busy and the other absent, of the leg that ended last', async () => {
    await open(dial(`<Number>${CUSTOMER}</Number><Number>${OTHER}</Number>`, 'timeout="10"'));
    await customer(CUSTOMER, 'rings');
    await customer(OTHER, 'busy');
    const callSid = await house.place();
    await house.until(() => house.children(callSid).some(({ status }) => status === 'busy'));
    house.clock.advanceBy(10_000);

    expect(await told()).toMatchObject({
      DialCallStatus: 'no-answer',
      DialCallSid: house.children(callSid).find(({ to }) => to === CUSTOMER)?.sid,
    });
  });

  it('says canceled, with a call that is over, when the caller gives up', async () => {
    await open(dial(`<Number>${CUSTOMER}</Number>`));
    await customer(CUSTOMER, 'rings');
    const callSid = await house.place();
    await house.until(() => house.children(callSid)[0]?.status === 'ringing');
    house.simulator.calls.hangUp(callSid);

    expect(await told()).toMatchObject({
      DialCallStatus: 'canceled',
      CallStatus: 'completed',
      DialBridged: 'false',
      DialCallSid: house.children(callSid)[0]?.sid,
    });
    expect(house.children(callSid)[0]?.status).toBe('canceled');
  });

  it.each([
    ['a number that is none', 'ten'],
    ['a number that cannot be reached', '+15005550002'],
    ['a blocked number', '+15005550004'],
  ])('says failed for %s', async (_what, number) => {
    await open(dial(`<Number>${number}</Number>`));
    const callSid = await house.place();

    expect(await told()).toMatchObject({ DialCallStatus: 'failed', DialBridged: 'false' });
    expect(house.children(callSid)[0]?.status).toBe('failed');
  });

  it('says completed when the far end answered and was never joined', async () => {
    house = await openCallHouse({
      '/voice': dial('<Client url="/screen">ana</Client>'),
      '/screen': response('<Hangup/>'),
    });
    await house.place({ answer: 'headless' });

    const action = await told();
    expect(action).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'false' });
    expect(action).not.toHaveProperty('DialCallDuration');
  });

  it('comes later by the seconds that Twilio adds, if they are set', async () => {
    await open(dial(`<Number>${CUSTOMER}</Number>`, 'timeout="10"'), { dialTimeoutExtraSeconds: 5 });
    await customer(CUSTOMER, 'rings');
    const callSid = await house.place();
    await house.until(() => house.children(callSid)[0]?.status === 'ringing');
    house.clock.advanceBy(14_999);
    expect(house.children(callSid)[0]?.status).toBe('ringing');
    house.clock.advanceBy(1);
    expect(await told()).toMatchObject({ DialCallStatus: 'no-answer' });
  });
});

describe('the caller ID of a dialled number', () => {
  it.each([
    ['the caller', ''],
    ['the caller, said so', 'callerId="+14155550132"'],
    ['the called number', `callerId="${NUMBER}"`],
    ['another number of the account', 'callerId="+14155550177"'],
  ])('may be %s', async (_what, attributes) => {
    await open(dial(`<Number>${CUSTOMER}</Number>`, attributes));
    house.simulator.configure({
      phoneNumbers: [NUMBER, '+14155550177'].map((phoneNumber) => ({
        phoneNumber,
        voiceUrl: `${house.applicationUrl}/voice`,
      })),
    });
    const callSid = await house.place({ answer: 'headless' });
    expect(house.children(callSid)[0]?.status).toBe('in-progress');
  });

  it("may not be a stranger's, and does what the setting says", async () => {
    const stranger = dial(`<Number>${CUSTOMER}</Number>`, 'callerId="+14155550166"');
    await open(stranger);
    await house.place();
    expect(await told()).toMatchObject({ DialCallStatus: 'failed' });
    await house.close();

    await open(stranger, { badCallerId: 'rings' });
    const callSid = await house.place({ answer: 'headless' });
    expect(house.children(callSid)[0]).toMatchObject({ status: 'in-progress', from: '+14155550166' });
  });
});

describe('status callbacks of legs, by fault', () => {
  it.each([
    ['lost', { lost: { probability: 1 } }, []],
    ['duplicated', { duplicated: { probability: 1 } }, ['0', '0', '1', '1', '2', '2']],
  ])('are %s', async (_what, statusCallbacks, sequence) => {
    await open(
      dial('<Client statusCallback="/s" statusCallbackEvent="initiated ringing answered">ana</Client>'),
    );
    const set = await house.control('PUT', '/simulator/faults', { statusCallbacks });
    expect(set.status).toBe(200);
    await house.place({ answer: 'headless' });

    expect(house.told('/s').map(({ SequenceNumber }) => SequenceNumber)).toEqual(sequence);
  });
});
