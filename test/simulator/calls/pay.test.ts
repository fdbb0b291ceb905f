import { afterEach, describe, expect, it } from '@jest/globals';
import { NUMBER } from '#test/support/call-house.ts';
import { openPayHouse, type PayHouse, type PayHouseOptions, payDocument } from '#test/support/pay-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: PayHouse;
afterEach(() => house.close());

const CARD = '4111111111111111';
const KEYS = `${CARD}122894111#123`;
const WAIT = '<Response><Pause length="600"/></Response>';
const pay = (
  attributes = 'action="/done" statusCallback="/st"',
  inner = '',
  after = '<Redirect>/next</Redirect>',
) => `<Response><Pay ${attributes}>${inner}</Pay>${after}</Response>`;
const next = () => house.until(() => house.told('/next')[0]);

async function begin(document = pay(), options: PayHouseOptions = {}): Promise<string> {
  house = await openPayHouse(document, options);
  return house.begin();
}

/** A processor that responds when it is told to. */
function slowProcessor() {
  let respond = () => {};
  const allowed = new Promise<void>((resolve) => {
    respond = resolve;
  });
  return {
    respond: () => respond(),
    processor: async () => {
      await allowed;
      return { status: 200, body: '{"charge_id":"ch_1","token_id":"tok_1","error_code":null}' };
    },
  };
}

describe('the action of <Pay>', () => {
  it('is the document itself by default, which then gets the result', async () => {
    const callSid = await begin(pay('statusCallback="/st"'), {
      more: { '/voice': ({ Result }) => (Result ? WAIT : pay('')) },
    });
    await house.press(callSid, KEYS);
    const [, told] = await house.until(() => house.told('/voice')[1] && house.told('/voice'));
    expect(told).toMatchObject({ Result: 'success', PaymentToken: 'tok_1', PaymentConfirmationCode: '' });
  });

  it('gets its request after the last status callback has its response', async () => {
    const callSid = await begin();
    await house.press(callSid, KEYS);
    await house.done();
    expect(house.webhooks.map(({ path }) => path)).toEqual(['/voice', ...Array(5).fill('/st'), '/done']);
    expect(house.unsigned).toEqual([]);
  });

  it.each([
    ['an address elsewhere without https', 'action="http://shop.example/done"', {}],
    ['plain http at all', 'action="/done"', { payHttpAction: 'refused' } as const],
  ])('refuses %s with 64016 and runs the next verb', async (_, attributes, settings) => {
    await begin(pay(attributes), { settings });
    await next();
    expect(house.notes()).toEqual(['64016 Pay: Invalid Action URL']);
    expect(house.told('/done')).toEqual([]);
  });

  it('hangs up instead where setting payBadAction says so', async () => {
    house = await openPayHouse(pay('action="http://shop.example/done"'), {
      settings: { payBadAction: 'hang-up' },
    });
    await house.hasStatus(await house.place(), 'completed');
    expect(house.told('/next')).toEqual([]);
  });

  it.each([
    ['absolute', 'action="URL/done"', 'success'],
    ['missing', '', undefined],
    ['relative', 'action="/done"', undefined],
  ])('may be %s in a document given with the call', async (_, attributes, result) => {
    house = await openPayHouse(pay());
    const phone = await openPhone(house.simulator);
    const twiml = pay(
      attributes.replace('URL', house.applicationUrl),
      '',
      '<Redirect>/next</Redirect>',
    ).replace('/next', `${house.applicationUrl}/next`);
    const { sid } = await house.client.calls.create({ to: phone.number, from: NUMBER, twiml });
    await phone.next('incoming');
    phone.say({ type: 'accept' });
    if (!result) {
      await next();
      expect(house.notes()).toContain('64016 Pay: Invalid Action URL');
      return;
    }
    await phone.next('say');
    await house.press(sid, KEYS);
    phone.say({ type: 'heard', id: (await phone.next('say')).id });
    expect(await house.done()).toMatchObject({ CallSid: sid, Result: result, Direction: 'outbound-api' });
  });

  it.each([
    ['chargeAmount="-0.59"', "paymentAmount='-0.59' (not a number between 0.00 - 1,000,000.00)", '64003'],
    ['maxAttempts="4"', "maxAttempts='4' (Invalid Parameter Value)", '64020'],
    ['paymentConnector="Other"', 'Invalid paymentConnector attribute in TwiML', '64004'],
    ['paymentMethod="ach-debit"', 'ECP/ACH requires AVSName Parameter in the <Pay> verb', '64014'],
  ])(
    'gets a validation-error for %s, before anything is asked',
    async (attribute, PaymentError, PayErrorCode) => {
      await begin(pay(`action="/done" statusCallback="/st" ${attribute}`));
      expect(await house.done()).toMatchObject({
        Result: 'validation-error',
        PaymentError,
        PayErrorCode,
        PaymentToken: '',
        PaymentConfirmationCode: '',
      });
      expect(house.told('/st')).toEqual([]);
      expect(house.notes()).toEqual([expect.stringMatching(new RegExp(`^${PayErrorCode} Pay: `))]);
      expect(house.notes().join()).not.toContain('0.59');
    },
  );

  it('gets the response to a request that the processor missed at first', async () => {
    const callSid = await begin();
    house.simulator.faults.set({ connector: { failTimes: 2, failWith: 'reset' } });
    await house.press(callSid, KEYS);
    for (const retry of [1, 2]) {
      await house.until(
        () => house.simulator.requests.list().filter(({ kind }) => kind === 'connector').length === retry,
      );
      house.clock.advanceBy(1000);
    }
    expect(await house.done()).toMatchObject({ Result: 'success' });
    expect(house.processor.received).toHaveLength(1);
  });
});

describe('the status callback of <Pay>', () => {
  it('goes by GET where statusCallbackMethod says so, and keeps its query', async () => {
    const callSid = await begin(
      pay('action="/done" statusCallback="/st?order=7" statusCallbackMethod="GET"'),
    );
    await house.press(callSid, CARD);
    const told = await house.until(() => house.told('GET /st')[0]);
    expect(told).toMatchObject({ order: '7', For: 'payment-card-number', Attempt: '1' });
    expect(house.unsigned).toEqual([]);
  });

  it('is left out with a warning where it has no address', async () => {
    house = await openPayHouse(pay(), {
      more: { '/voice': '<Response><Say>Hello.</Say><Pause length="9"/></Response>' },
    });
    const callSid = await house.begin();
    await house.client.calls(callSid).update({
      twiml: pay(`action="${house.applicationUrl}/done" statusCallback="/st"`),
    });
    await house.until(() => house.notes().length > 0);
    await house.press(callSid, KEYS);
    expect(await house.done()).toMatchObject({ Result: 'success' });
    expect(house.notes()).toEqual([expect.stringMatching(/^12200: statusCallback/)]);
    expect(house.told('/st')).toEqual([]);
  });

  it('is not needed', async () => {
    const callSid = await begin(pay('action="/done"'));
    await house.press(callSid, KEYS);
    expect(await house.done()).toMatchObject({ Result: 'success' });
  });

  it('suffers the faults of payment callbacks', async () => {
    const callSid = await begin();
    house.simulator.faults.set({ callbacks: { lost: { probability: 1 } } });
    await house.press(callSid, KEYS);
    await house.done();
    expect(house.told('/st')).toEqual([]);
  });
});

describe('a caller who', () => {
  it('presses * ends the session at any moment', async () => {
    const callSid = await begin();
    await house.press(callSid, '4111*');
    expect(await house.done()).toMatchObject({
      Result: 'caller-interrupted-with-star',
      CallStatus: 'in-progress',
      PaymentError: '',
    });
  });

  it('hangs up is told to the action, whose response is not run', async () => {
    const callSid = await begin(pay(), {
      more: { '/done': '<Response><Redirect>/next</Redirect></Response>' },
    });
    await house.press(callSid, CARD);
    house.simulator.calls.hangUp(callSid);
    expect(await house.done()).toMatchObject({
      Result: 'caller-hung-up',
      CallStatus: 'completed',
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
    });
    await house.hasStatus(callSid, 'completed');
    expect(house.told('/next')).toEqual([]);
  });

  it('hangs up while the processor works has been charged all the same, and the action is told', async () => {
    const { processor, respond } = slowProcessor();
    const callSid = await begin(pay('action="/done" statusCallback="/st" chargeAmount="10"'), { processor });
    await house.press(callSid, KEYS);
    await house.processor.count(1);
    house.simulator.calls.hangUp(callSid);
    await house.hasStatus(callSid, 'completed');
    expect(house.told('/done')).toEqual([]);
    respond();
    expect(await house.done()).toMatchObject({
      Result: 'success',
      PaymentConfirmationCode: 'ch_1',
      CallStatus: 'completed',
    });
  });

  it('types ahead is understood, prompts or not', async () => {
    house = await openPayHouse(pay());
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    const { callSid } = await phone.state('in-progress');
    await phone.next('say');
    await house.press(callSid, KEYS);
    await phone.next('hush');
    // Of all the steps typed through, only the last prompt is said.
    const { id, text } = await phone.next('say');
    expect(text).toMatch(/wait while your payment/);
    phone.say({ type: 'heard', id });
    expect(await house.done()).toMatchObject({ Result: 'success' });
  });
});

describe('other TwiML during <Pay>', () => {
  it('takes over, without a request to the action', async () => {
    const callSid = await begin();
    await house.press(callSid, CARD);
    await house.client.calls(callSid).update({ url: `${house.applicationUrl}/next` });
    await next();
    await house.press(callSid, '1228');
    expect(house.told('/st')).toHaveLength(1);
    expect(house.told('/done')).toEqual([]);
  });

  it('leaves a charge that nobody is told of in the request log', async () => {
    const { processor, respond } = slowProcessor();
    const callSid = await begin(pay(), { processor });
    await house.press(callSid, KEYS);
    await house.processor.count(1);
    await house.client.calls(callSid).update({ url: `${house.applicationUrl}/next` });
    await next();
    respond();
    await house.until(() => house.notes().length > 0);
    expect(house.notes()).toEqual([expect.stringMatching(/processor has responded.*nobody is told/)]);
    expect(house.told('/done')).toEqual([]);
  });

  it('leaves a result in the request log that was about to be told', async () => {
    house = await openPayHouse(pay());
    const phone = await openPhone(house.simulator);
    phone.say({ type: 'call', to: NUMBER });
    const { callSid } = await phone.state('in-progress');
    await house.press(callSid, KEYS);
    await house.until(() => house.simulator.requests.list().some(({ kind }) => kind === 'connector'));
    await house.client.calls(callSid).update({ url: `${house.applicationUrl}/next` });
    await next();
    expect(house.notes()).toEqual([expect.stringMatching(/nobody is told/)]);
    expect(house.told('/done')).toEqual([]);
  });

  it('comes after a request to the action where setting payActionAfterRedirect says so', async () => {
    const callSid = await begin(pay(), { settings: { payActionAfterRedirect: 'caller-hung-up' } });
    await house.client.calls(callSid).update({ url: `${house.applicationUrl}/next` });
    await next();
    expect(house.webhooks.map(({ path }) => path)).toEqual(['/voice', '/done', '/next']);
  });
});

describe('<Pay> beside the Payments API', () => {
  const create = (callSid: string) =>
    house.client.calls(callSid).payments.create({
      idempotencyKey: 'k',
      statusCallback: `${house.applicationUrl}/api`,
    });

  it('keeps a session from starting', async () => {
    const callSid = await begin();
    await expect(create(callSid)).rejects.toMatchObject({ code: 64021 });
    await house.press(callSid, '*');
    await house.done();
    await expect(create(callSid)).resolves.toMatchObject({ callSid });
  });

  it('does not start on a call with an open session', async () => {
    house = await openPayHouse(pay(), {
      more: { '/voice': '<Response><Say>Hello.</Say><Pause length="9"/></Response>' },
    });
    const callSid = await house.begin();
    await create(callSid);
    await house.client.calls(callSid).update({ twiml: pay(`action="${house.applicationUrl}/done"`) });
    expect(await house.done()).toMatchObject({ Result: 'validation-error', PayErrorCode: '64021' });
  });

  it('may go on at once where setting payBesidePayment says so', async () => {
    const callSid = await begin(pay(), { settings: { payBesidePayment: 'accepted' } });
    await expect(create(callSid)).resolves.toMatchObject({ callSid });
  });
});

describe('what <Pay> does not know', () => {
  it('is a warning in the request log, and the payment goes on', async () => {
    const document = pay(
      'action="/done" method="charge" language="ja-JP"',
      '<Prompt for="security-date"><Say>x</Say></Prompt>' +
        '<Prompt for="postal-code" attempt="11" voice="alice"><Say>x</Say></Prompt>' +
        '<Prompt for="postal-code" requireMatchingInputs="true"><Say>x</Say></Prompt>' +
        '<Prompt for="payment-processing">text<Gather/></Prompt>text<Say>x</Say>' +
        '<Parameter value="v"/><Parameter name="a" value="b" type="c">text</Parameter>',
    ).replace('<Response>', '<Response><Prompt for="postal-code"/>');
    const callSid = await begin(document);
    await house.press(callSid, KEYS);
    expect(await house.done()).toMatchObject({ Result: 'success' });
    expect(house.notes()).toEqual([
      '12200: <Prompt> outside <Pay>',
      '12200: text in <Pay>',
      '12200: for of <Prompt>',
      '12200: voice of <Prompt>',
      '12200: attempt of <Prompt>',
      '12200: requireMatchingInputs of <Prompt for="postal-code">',
      '12200: text in <Prompt>',
      '12200: <Gather> in <Prompt>',
      '12200: <Say> in <Pay>',
      '12200: <Parameter> without a name',
      '12200: text in <Parameter>',
      '12200: type of <Parameter>',
      '12200: method of <Pay>',
      '12200: language of <Pay>, in which it has no sentences: it speaks English',
    ]);
  });

  it('fails the call where setting payUnknownAttribute says so', async () => {
    house = await openPayHouse(pay('method="charge"'), { settings: { payUnknownAttribute: 'refused' } });
    await house.hasStatus(await house.place(), 'failed');
    expect(house.notes().join()).toMatch(/<Pay> has no attribute method/);
  });

  it('may be a sound without an address, which is passed over', async () => {
    const callSid = await begin(
      pay('action="/done"', '<Prompt for="payment-card-number"><Play>http://</Play></Prompt>'),
    );
    await house.press(callSid, KEYS);
    expect(await house.done()).toMatchObject({ Result: 'success' });
    expect(house.notes()).toEqual([expect.stringMatching(/neither absolute nor relative/)]);
  });
});

/** What `GET /simulator/requests` streams, as many entries. */
async function streamed(count: number): Promise<string> {
  const response = await fetch(`${house.simulator.url}/simulator/requests`, {
    headers: { accept: 'text/event-stream' },
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.split('event: request').length > count) break;
  }
  return text;
}

describe('the state of the simulator', () => {
  it('has a <Pay> with the names of what was captured, and how it ended', async () => {
    const callSid = await begin();
    await house.press(callSid, CARD);
    const payments = async () => (await house.control('GET', '/simulator/state')).body.payments;
    const line = { sid: '<Pay> 1', callSid, captured: ['payment-card-number'] };
    expect(await payments()).toEqual([{ ...line, phase: 'capturing', capture: 'expiration-date' }]);
    await house.press(callSid, '*');
    await house.done();
    expect(await payments()).toEqual([
      { ...line, phase: 'ended', capture: 'expiration-date', result: 'caller-interrupted-with-star' },
    ]);
  });
});

describe('the payments in the state', () => {
  it('have names of their own, those that are open last', async () => {
    const first = await begin();
    await house.press(first, '*');
    await house.done();
    const second = await house.begin();
    const { sid } = await house.client.calls(first).payments.create({
      idempotencyKey: 'k',
      statusCallback: `${house.applicationUrl}/st`,
    });
    await house.press(second, '*');
    await house.until(() => house.told('/done')[1]);
    const { body } = await house.control('GET', '/simulator/state');
    expect(body.payments.map((payment: { sid: string }) => payment.sid)).toEqual(['<Pay> 1', '<Pay> 2', sid]);
  });
});

describe('the digits of a <Pay>', () => {
  it('are in no log, no webhook and no message to the phone', async () => {
    house = await openPayHouse(
      payDocument({ maxAttempts: 3 }, (verb) => verb.prompt({ for: 'postal-code' }).say('Code, please.')),
    );
    const phone = await openPhone(house.simulator);
    const frames: string[] = [];
    const states: unknown[] = [];
    phone.socket.raw(JSON.stringify({ type: 'call', to: NUMBER }));
    const { callSid } = await phone.state('in-progress');
    for (const keys of ['4242424242424241#', CARD, '1320', '1228', '94111#', '12#', '123', '']) {
      const said = await phone.next('say');
      frames.push(JSON.stringify(said));
      phone.say({ type: 'heard', id: said.id });
      for (const key of keys) phone.say({ type: 'key', key });
      states.push((await house.control('GET', '/simulator/state')).body);
    }
    const told = await house.done();
    expect(told).toMatchObject({ Result: 'success' });
    const { body: requests } = await house.control('GET', '/simulator/requests');
    const body = [requests, states, await streamed(requests.length)];
    const written = JSON.stringify([house.logged, frames, house.webhooks, body]).replaceAll(callSid, 'CA');
    expect(house.logged.join()).toContain('<Pay> on');
    expect(written).not.toMatch(/4242|41111|11111|"123"|\b12#/);
    expect(JSON.stringify([house.logged, frames, body])).not.toMatch(/1228|1320|94111/);
  });
});

describe('<Pay> on a dialled leg', () => {
  it('takes the keys of that leg, and names the parent in its callbacks', async () => {
    const whisper = pay(undefined, '', '');
    house = await openPayHouse('', {
      more: {
        '/voice': '<Response><Dial><Number url="/whisper">+14155550199</Number></Dial></Response>',
        '/whisper': whisper,
        '/done': '<Response/>',
      },
    });
    await house.control('PUT', '/simulator/customers/+14155550199', {});
    const parent = await house.place();
    const child = await house.until(() =>
      house.children(parent).find(({ status }) => status === 'in-progress'),
    );
    await house.until(() => house.told('/whisper').length > 0 && house.clock.pending > 0);
    await house.press(parent, CARD);
    await house.press(child.sid, KEYS);
    expect(await house.done()).toMatchObject({
      Result: 'success',
      CallSid: child.sid,
      ParentCallSid: parent,
    });
    expect(house.told('/st')[0]).toMatchObject({ CallSid: parent, Attempt: '1' });
  });
});
