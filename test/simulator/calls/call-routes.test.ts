import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: CallHouse;
beforeEach(async () => {
  house = await openCallHouse({ '/voice': '<Response><Dial><Client>ana</Client></Dial></Response>' });
});
afterEach(() => house.close());

const ringing = { to: '+14155550199', from: NUMBER, twiml: '<Response/>' };

describe('calls through the twilio package', () => {
  it('fetches a call with the fields Twilio answers with', async () => {
    const sid = await house.place({ answer: 'headless', from: '+14155550199' });
    house.clock.advanceBy(4200);
    await house.control('POST', `/simulator/calls/${sid}/hangup`);

    const call = await house.client.calls(sid).fetch();

    expect(call.toJSON()).toMatchObject({
      sid,
      accountSid: house.simulator.account.accountSid,
      from: '+14155550199',
      to: NUMBER,
      direction: 'inbound',
      status: 'completed',
      duration: '5',
      parentCallSid: null,
      apiVersion: '2010-04-01',
      priceUnit: 'USD',
      uri: `/2010-04-01/Accounts/${house.simulator.account.accountSid}/Calls/${sid}.json`,
    });
    expect(call.startTime.getTime()).toBe(Math.floor((house.clock.now().getTime() - 4200) / 1000) * 1000);
    expect(call.subresourceUris.payments).toMatch(/\/Payments\.json$/);
  });

  it('lists legs of one parent, newest first, page after page', async () => {
    const sid = await house.place({ answer: 'headless' });
    const other = await house.place({ answer: 'headless' });

    const children = await house.client.calls.list({ parentCallSid: sid });
    const all = await house.client.calls.list({ pageSize: 1 });

    expect(children.map(({ to, parentCallSid }) => [to, parentCallSid])).toEqual([['client:ana', sid]]);
    expect(all).toHaveLength(4);
    expect(all.at(-1)?.sid).toBe(sid);
    expect(all.map(({ sid }) => sid)).toContain(other);
    await expect(house.client.calls.list({ status: 'in-progress', to: NUMBER })).resolves.toHaveLength(2);
  });

  it.each(['PageSize=0', 'PageSize=x', 'Page=-1', 'Page='])(
    'refuses %s instead of ignoring it',
    async (query) => {
      const { accountSid, authToken } = house.simulator.account;
      const headers = { Authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` };
      for (const path of [`2010-04-01/Accounts/${accountSid}/Calls.json`, 'v1/Services']) {
        const response = await fetch(`${house.simulator.url}/${path}?${query}`, { headers });
        expect([path, response.ok]).toEqual([path, false]);
      }
    },
  );

  it('says where a page begins and ends, counted from 0', async () => {
    for (let calls = 0; calls < 3; calls++) await house.place();
    const page = await house.client.calls.page({ pageSize: 2, to: NUMBER });
    const { simulator } = house;
    const path = `/2010-04-01/Accounts/${simulator.account.accountSid}/Calls.json`;
    const raw = await fetch(`${simulator.url}${path}?PageSize=2&To=%2B14155550100`, {
      headers: {
        Authorization: `Basic ${btoa(`${simulator.account.accountSid}:${simulator.account.authToken}`)}`,
      },
    });
    const uri = (number: number) => `${path}?PageSize=2&To=%2B14155550100&Page=${number}`;

    expect(page.instances).toHaveLength(2);
    await expect(raw.json()).resolves.toMatchObject({
      start: 0,
      end: 1,
      page: 0,
      page_size: 2,
      uri: uri(0),
      first_page_uri: uri(0),
      next_page_uri: uri(1),
      previous_page_uri: null,
    });
    const next = await page.nextPage();
    expect(next?.instances).toHaveLength(1);
  });

  it('finds calls by when they started and ended, by day or by second', async () => {
    const first = await house.place({ answer: 'headless' });
    house.clock.advanceBy(3600_000);
    await house.control('POST', `/simulator/calls/${first}/hangup`);
    house.clock.advanceBy(24 * 3600_000);
    const second = await house.place({ answer: 'headless' });
    const found = async (filter: Parameters<typeof house.client.calls.list>[0]) =>
      (await house.client.calls.list({ to: NUMBER, ...filter })).map(({ sid }) => sid);
    const at = (time: string) => new Date(`2026-01-${time}Z`);

    expect(await found({ startTime: at('15T10:00:00') })).toEqual([first]);
    expect(await found({ startTimeAfter: at('16T00:00:00') })).toEqual([second]);
    expect(await found({ startTimeBefore: at('15T10:00:00') })).toEqual([first]);
    expect(await found({ startTimeBefore: at('15T09:59:59') })).toEqual([]);
    expect(await found({ endTime: at('15T11:00:00') })).toEqual([first]);
    expect(await found({ endTimeAfter: at('15T11:00:01') })).toEqual([]);
    expect(await found({ endTimeBefore: at('20T00:00:00') })).toEqual([first]);
    // A plain client may send a day.
    expect(await found({ startTime: '2026-01-15' as unknown as Date })).toEqual([first]);
    await expect(found({ startTime: 'today' as unknown as Date })).rejects.toMatchObject({ code: 20001 });
  });

  it('has the number it came by, numbers as people write them, and no times it has not', async () => {
    const sid = await house.place({ answer: 'browser' });
    await house.until(() => house.children(sid).length === 1);
    const [number] = await house.client.incomingPhoneNumbers.list();
    const child = await house.client.calls(house.children(sid)[0]?.sid ?? '').fetch();
    await expect(house.client.calls(sid).fetch()).resolves.toMatchObject({
      phoneNumberSid: number?.sid,
      toFormatted: '(415) 555-0100',
      fromFormatted: '(415) 555-0132',
      endTime: null,
      duration: null,
    });
    expect(child).toMatchObject({ toFormatted: 'client:ana', phoneNumberSid: null, startTime: null });
    const abroad = await house.place({ from: '+4930901820' });
    await expect(house.client.calls(abroad).fetch()).resolves.toMatchObject({ fromFormatted: '+4930901820' });
    const made = await house.client.calls.create(ringing);
    await house.hasStatus(made.sid, 'no-answer');
    await expect(house.client.calls(made.sid).fetch()).resolves.toMatchObject({
      phoneNumberSid: number?.sid,
      startTime: new Date('2026-01-15T10:00:00Z'),
      endTime: null,
      duration: null,
    });
  });

  it('ends a call that is up, and refuses a second time with 21220', async () => {
    const sid = await house.place({ answer: 'headless' });

    await expect(house.client.calls(sid).update({ status: 'completed' })).resolves.toMatchObject({
      status: 'completed',
    });
    await expect(house.client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({
      status: 400,
      code: 21220,
      message: 'Call is not in-progress. Cannot redirect.',
    });
  });

  it('cancels only what nobody answered yet', async () => {
    const sid = await house.place({ answer: 'headless' });
    await expect(house.client.calls(sid).update({ status: 'canceled' })).rejects.toMatchObject({
      code: 21220,
    });

    const phone = await openPhone(house.simulator);
    const created = await house.client.calls.create({ ...ringing, to: phone.number });
    await phone.next('incoming');
    await house.client.calls(created.sid).update({ status: 'canceled' });

    expect(created.status).toBe('queued');
    await phone.state('canceled');
  });

  it('answers 404/20404 in Twilio’s words for a call there is not', async () => {
    const sid = `CA${'0'.repeat(32)}`;
    const path = `/2010-04-01/Accounts/${house.simulator.account.accountSid}/Calls/${sid}.json`;

    await expect(house.client.calls(sid).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
      message: `The requested resource ${path} was not found`,
    });
  });

  it('refuses wrong credentials with 401/20003', async () => {
    const stranger = twilio(house.simulator.account.accountSid, 'wrong');
    stranger.api.baseUrl = house.simulator.url;

    await expect(stranger.calls.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  it('gives no answer for a number nobody has, and reports the events asked for', async () => {
    const { sid } = await house.client.calls.create({
      ...ringing,
      statusCallback: `${house.applicationUrl}/status`,
      statusCallbackEvent: ['initiated', 'completed'],
    });
    await house.hasStatus(sid, 'no-answer');
    await house.until(() => house.told('/status').length === 2);

    expect(house.told('/status').map(({ CallStatus, Direction }) => [CallStatus, Direction])).toEqual([
      ['initiated', 'outbound-api'],
      ['no-answer', 'outbound-api'],
    ]);
    expect(house.unsigned).toEqual([]);
  });

  it.each([
    ['no TwiML and no address', { to: '+14155550199', from: NUMBER }, 400, 21205],
    ['an address that is none', { to: '+14155550199', from: NUMBER, url: 'voice' }, 400, 21205],
    [
      'an application there is not',
      { to: '+14155550199', from: NUMBER, applicationSid: `AP${'0'.repeat(32)}` },
      400,
      21218,
    ],
    ['an empty To', { ...ringing, to: '' }, 400, 21201],
    ['an empty From', { ...ringing, from: '' }, 400, 21213],
    ['a relative status callback', { ...ringing, statusCallback: '/status' }, 400, 21609],
    ['a timeout past the longest', { ...ringing, timeout: 601 }, 400, 20001],
    [
      'an event that is none',
      { ...ringing, statusCallbackEvent: ['busy'], statusCallback: 'https://a.example' },
      400,
      20001,
    ],
  ])('refuses %s', async (_what, parameters, status, code) => {
    await expect(house.client.calls.create(parameters)).rejects.toMatchObject({ status, code });
    expect(house.simulator.calls.list()).toEqual([]);
  });

  it.each([
    ['a parameter it does not know', () => house.client.calls.create({ ...ringing, record: true })],
    ['a filter given twice', () => house.client.calls.list({ status: ['busy', 'failed'] as never })],
    ['a page nobody has', () => house.client.calls.page({ pageToken: 'PA1' })],
    [
      'an end and new TwiML at once',
      async () =>
        house.client
          .calls(await house.place({ answer: 'headless' }))
          .update({ status: 'completed', twiml: '<Response/>' }),
    ],
    ['a SIP address', () => house.client.calls.create({ ...ringing, to: 'sip:pat@office.example' })],
  ])('says in its own voice that it cannot do %s', async (_what, ask) => {
    await expect(ask()).rejects.toMatchObject({ status: 501 });
  });
});
