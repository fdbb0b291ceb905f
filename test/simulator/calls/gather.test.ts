import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: CallHouse;
afterEach(() => house.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
const gather = (attributes = '', prompts = '') =>
  response(`<Gather action="/keys" ${attributes}>${prompts}</Gather><Redirect>/nothing</Redirect>`);
const one = (path: string) => house.until(() => house.told(path)[0]);

/** A call that gathers, once it listens. */
async function listening(document: string, more = {}): Promise<string> {
  house = await openCallHouse({
    '/voice': document,
    '/keys': response('<Pause length="60"/>'),
    '/nothing': response('<Pause length="60"/>'),
    ...more,
  });
  const callSid = await house.place();
  await house.until(() => house.clock.pending === 1);
  return callSid;
}
const press = (callSid: string, digits: string) =>
  house.control('POST', `/simulator/calls/${callSid}/digits`, { digits });

describe('Gather', () => {
  it.each([
    ['the number of digits', 'numDigits="3"', '1234', '123'],
    ['the finishing key, which is not among them', '', '12#', '12'],
    ['a finishing key of its own', 'finishOnKey="*"', '1#2*', '1#2'],
  ])('ends with %s', async (_what, attributes, pressed, digits) => {
    const callSid = await listening(gather(attributes));
    await press(callSid, pressed);

    expect(await one('/keys')).toMatchObject({ CallSid: callSid, Digits: digits });
    expect(house.told('/nothing')).toEqual([]);
  });

  it('ends with the timeout after the last key, and by then only', async () => {
    const callSid = await listening(gather('timeout="4" finishOnKey=""'));
    house.clock.advanceBy(3999);
    await press(callSid, '7');
    house.clock.advanceBy(3999);
    await press(callSid, '#');
    house.clock.advanceBy(3999);
    expect(house.told('/keys')).toEqual([]);
    house.clock.advanceBy(1);

    expect(await one('/keys')).toMatchObject({ Digits: '7#' });
  });

  it('without a key goes on with the next verb', async () => {
    await listening(gather());
    house.clock.advanceBy(5000);
    await one('/nothing');
    expect(house.told('/keys')).toEqual([]);
  });

  it.each([
    ['nothing', () => house.clock.advanceBy(5000)],
    ['the finishing key alone', (callSid: string) => void press(callSid, '#')],
  ])('asks the action for %s with actionOnEmptyResult', async (_what, act) => {
    act(await listening(gather('actionOnEmptyResult="true"')));
    expect(await one('/keys')).toMatchObject({ Digits: '' });
  });

  it('asks its own document again by default, and by GET if told to', async () => {
    const callSid = await listening(response('<Gather numDigits="1" method="GET"/>'), {
      'GET /voice': response('<Hangup/>'),
    });
    await press(callSid, '5');
    expect(await one('GET /voice')).toMatchObject({ Digits: '5' });
    expect(house.unsigned).toEqual([]);
  });

  it('listens during its prompts, which the first key ends, and counts its timeout after them', async () => {
    const document = gather('numDigits="2"', '<Pause length="60"/><Pause length="60"/>');
    const callSid = await listening(document);
    house.clock.advanceBy(59_000);
    await press(callSid, '12');

    expect(await one('/keys')).toMatchObject({ Digits: '12' });
  });

  it('ends the words of a prompt on the phone page with the first key', async () => {
    house = await openCallHouse({ '/voice': gather('', '<Say>Press one.</Say>') });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    await phone.next('say');
    phone.say({ type: 'key', key: '1' });
    await phone.next('hush');
    phone.say({ type: 'key', key: '#' });
    expect(await one('/keys')).toMatchObject({ Digits: '1' });
  });

  it('ends with the caller, who is asked for nothing more', async () => {
    const callSid = await listening(gather());
    await press(callSid, '1');
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);
    house.clock.advanceBy(5000);
    await house.hasStatus(callSid, 'completed');
    expect([...house.told('/keys'), ...house.told('/nothing')]).toEqual([]);
  });

  it('hides the digits in the log of requests', async () => {
    const callSid = await listening(gather());
    await press(callSid, '4111#');
    await one('/keys');
    await house.until(() => house.simulator.requests.list().length === 2);
    expect(JSON.stringify(house.simulator.requests.list())).not.toContain('4111');
  });
});

describe('loop="0"', () => {
  it('says a text again and again until something else ends it', async () => {
    house = await openCallHouse({ '/voice': response('<Say loop="0">Please wait.</Say>') });
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    for (let times = 0; times < 3; times++) {
      const { id } = await phone.next('say');
      house.clock.advanceBy(2000);
      phone.say({ type: 'heard', id });
    }
  });

  it('takes time where nobody hears it', async () => {
    house = await openCallHouse({ '/voice': response('<Play loop="0">/music.mp3</Play>') });
    const callSid = await house.place();
    await house.until(() => house.clock.pending === 1);
    house.clock.advanceBy(600_000);
    await house.hasStatus(callSid, 'in-progress');
    await house.control('POST', `/simulator/calls/${callSid}/hangup`);
    await house.hasStatus(callSid, 'completed');
  });
});
