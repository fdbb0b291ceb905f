import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  MoneyOutcome,
  PaySession,
  PaySessionList,
  PaySessionRecord,
  StartRequest,
} from '#lambdas/contract/desk-api.ts';
import { ANA, another, type Form, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const SUCCESS = { Result: 'success', PaymentConfirmationCode: 'ch_1' };
const CONNECTOR = { Result: 'payment-connector-error' };

type Case = readonly [outcome: MoneyOutcome, what: string, asked: Partial<StartRequest>, end: Form];
const SUBMITTED: readonly Case[] = [
  ['charged', 'was taken', {}, SUCCESS],
  ['saved', 'was saved', { tokenType: 'reusable' }, { Result: 'success', PaymentToken: 'tok_1' }],
  ['notCharged', 'was declined', {}, { ...CONNECTOR, PayErrorCode: '64008', ConnectorError: 'declined' }],
  ['notCharged', 'had its card refused', {}, { ...CONNECTOR, PayErrorCode: '64012' }],
  ['unknown', 'got no usable answer', {}, { ...CONNECTOR, PayErrorCode: '64008' }],
  ['unknown', 'met a fault of Twilio', {}, { Result: 'internal-error' }],
  ['unknown', 'lost its caller', {}, { Result: 'caller-hung-up' }],
];
const NOT_SUBMITTED: readonly Case[] = [
  ['notCharged', 'lost its caller', {}, { Result: 'caller-hung-up' }],
  ['notCharged', 'was ended by a star', {}, { Result: 'caller-interrupted-with-star' }],
  ['notCharged', 'had too many bad entries', {}, { Result: 'too-many-failed-attempts' }],
  ['notCharged', 'had a setting refused', {}, { Result: 'validation-error', PayErrorCode: '64003' }],
];

describe('what became of the money', () => {
  it.each(SUBMITTED)(
    'is %s for a submitted payment that %s, wherever it is shown',
    async (outcome, _, asked, end) => {
      const paySid = await ready(asked);
      const { json } = await house.desk('completePaySession', ANA, { paySid });
      expect(json).not.toHaveProperty('outcome');
      await house.callback(paySid, { ...end, DateUpdated: at(9) });
      expect(await everywhere(paySid)).toEqual([outcome, outcome, outcome, outcome]);
    },
  );

  it.each(NOT_SUBMITTED)(
    'is %s for a payment that %s before it was submitted',
    async (outcome, _, asked, end) => {
      const paySid = await ready(asked);
      await house.callback(paySid, { ...end, DateUpdated: at(9) });
      expect(await everywhere(paySid)).toEqual([outcome, outcome, outcome, outcome]);
    },
  );

  it('is told by the response to a cancellation', async () => {
    const { json } = await house.desk('cancelPaySession', ANA, { paySid: await ready({}) });
    expect(json).toMatchObject({ state: 'cancelled', outcome: 'notCharged' });
  });

  it('is certain again when the late result comes', async () => {
    const paySid = await ready({});
    await house.desk('completePaySession', ANA, { paySid });
    await sweepLater(6 * 60_000);
    expect(await everywhere(paySid)).toEqual(Array(4).fill('unknown'));
    await house.callback(paySid, { ...SUCCESS, DateUpdated: at(9) });
    expect(await everywhere(paySid)).toEqual(Array(4).fill('charged'));
  });
});

/** What Twilio sends when no usable answer came from the processor, and what each code alone would tell the agent. */
const NO_RESULT: readonly (readonly [what: string, end: Form | 'swept'])[] = [
  ['a malformed answer', { ...CONNECTOR, PayErrorCode: '64008', PaymentError: 'Got malformed response' }],
  ['no answer in time', { ...CONNECTOR, PayErrorCode: '64002' }],
  ['credentials the processor refused', { ...CONNECTOR, PayErrorCode: '64001' }],
  ['a processor that is not done', { ...CONNECTOR, PayErrorCode: '64008', ConnectorError: 'PENDING' }],
  ['no code at all', CONNECTOR],
  ['a cancellation after the submission', { Result: 'transaction-cancelled' }],
  ['a star after the submission', { Result: 'caller-interrupted-with-star' }],
  ['a hang-up after the submission', { Result: 'caller-hung-up' }],
  ['a fault of Twilio', { Result: 'internal-error' }],
  ['nothing at all', 'swept'],
];

describe('a submitted payment whose result never came', () => {
  it.each(NO_RESULT)('is in doubt everywhere and never called refused: %s', async (_, end) => {
    const paySid = await ready({});
    await house.desk('completePaySession', ANA, { paySid });
    if (end === 'swept') await sweepLater(6 * 60_000);
    else await house.callback(paySid, { ...end, DateUpdated: at(9) });
    expect(await everywhere(paySid)).toEqual(Array(4).fill('unknown'));

    const error = { code: 'result-unknown', guidance: expect.stringMatching(/check with the processor/i) };
    expect((await read(paySid)).error).toEqual(error);
    expect((await listed(paySid))?.error).toEqual(error);
    expect(await cellsOf(paySid)).toMatchObject({
      error: 'result-unknown',
      declined: '',
      outcome: 'unknown',
    });
    expect(JSON.stringify(error)).not.toMatch(/refused|declined|another card/i);
  });
});

describe('a success that the processor’s own words do not bear out', () => {
  it.each(['PENDING', 'UNRESOLVED', 'DECLINED', 'Failed', 'ERROR', 'processing', 'NOT_APPROVED', 'void'])(
    'is in doubt when the status is %s, with that word beside it',
    async (status) => {
      const paySid = await submittedWith({ PayConnector_payment_status: status });
      expect(await everywhere(paySid)).toEqual(Array(4).fill('unknown'));
      expect(await read(paySid)).toMatchObject({
        state: 'succeeded',
        processor: { payment_status: status },
        error: { code: 'result-unknown' },
      });
      expect(await cellsOf(paySid)).toMatchObject({ processor: `payment_status: ${status}` });
    },
  );

  it.each([
    'SUCCESS',
    'Succeeded',
    'APPROVED',
    'captured',
    'SETTLED',
    'Completed',
    'PAID',
    'ok',
    'AUTHORISED',
  ])('is charged when the status is %s', async (status) => {
    const paySid = await submittedWith({ PayConnector_payment_status: status });
    expect(await everywhere(paySid)).toEqual(Array(4).fill('charged'));
  });

  it.each([
    [
      'two words of success',
      { payment_status: 'SUCCESS', gateway_status: 'submitted_for_settlement' },
      'charged',
    ],
    ['a code without a letter', { payment_status: 'SUCCESS', gateway_status: '00' }, 'charged'],
    ['a gateway that declines', { payment_status: 'SUCCESS', gateway_status: 'DECLINED' }, 'unknown'],
    ['a status only of the gateway', { gateway_status: 'PENDING' }, 'unknown'],
    ['a status by the shortest name', { status: 'DECLINED' }, 'unknown'],
    ['a status too long to be kept', { payment_status: 'SUCCESS '.repeat(9) }, 'unknown'],
    ['other parameters only', { gateway_code: 'PENDING', tier: 'gold' }, 'charged'],
  ])('is judged by every status that comes: %s', async (_, parameters, outcome) => {
    const named = Object.entries(parameters).map(([name, value]) => [`PayConnector_${name}`, value]);
    expect((await read(await submittedWith(Object.fromEntries(named)))).outcome).toBe(outcome);
  });

  it.each([
    ['12.00', 'charged'],
    ['12', 'charged'],
    ['12.0000', 'charged'],
    ['1200.00', 'unknown'],
    ['0.00', 'unknown'],
    ['11.99', 'unknown'],
  ])('is compared with what was asked for: %s of 12.00 is %s', async (ChargeAmount, outcome) => {
    expect((await read(await submittedWith({ ChargeAmount }))).outcome).toBe(outcome);
  });

  it('is in doubt when a save reports that it charged', async () => {
    const paySid = await ready({ tokenType: 'reusable' });
    await house.callback(paySid, { Result: 'success', PaymentToken: 'tok_1', ChargeAmount: '12.00' });
    expect((await read(paySid)).outcome).toBe('unknown');
  });

  it('gives way to one that they do bear out, whichever comes first', async () => {
    const pending = { ...SUCCESS, PayConnector_payment_status: 'PENDING', DateUpdated: at(3) };
    const paid = { ...SUCCESS, PayConnector_payment_status: 'PAID', DateUpdated: at(4) };
    for (const order of [
      [pending, paid],
      [paid, pending],
    ]) {
      const paySid = await ready({});
      for (const form of order) await house.callback(paySid, form);
      expect(await read(paySid)).toMatchObject({ outcome: 'charged', processor: { payment_status: 'PAID' } });
    }
  });

  it('keeps no new charge from its call without a question', async () => {
    const paySid = await submittedWith({ PayConnector_payment_status: 'PENDING' });
    const { callSid } = await read(paySid);
    const second = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
    expect(second).toMatchObject({ status: 409, json: { error: { code: 'UNKNOWN_RESULT' } } });
  });
});

async function started(asked: Partial<StartRequest>): Promise<string> {
  const callSid = await house.answeredCall();
  const { json } = await house.desk('startPaySession', ANA, { callSid, ...asked });
  return json.paySid;
}

/** A payment with everything keyed in; a charge of USD 12.00 where nothing else is asked. */
async function ready(asked: Partial<StartRequest>): Promise<string> {
  const paySid = await started(asked.tokenType ? asked : { chargeAmount: '12.00', ...asked });
  await house.callback(paySid, {
    Capture: 'security-code',
    SecurityCode: 'xxx',
    Required: '',
    DateUpdated: at(1),
  });
  return paySid;
}

async function submittedWith(parameters: Form): Promise<string> {
  const paySid = await ready({});
  await house.desk('completePaySession', ANA, { paySid });
  await house.callback(paySid, { ...SUCCESS, ...parameters, DateUpdated: at(9) });
  return paySid;
}

/** The outcome as the record, the list, the export and the agent's screen have it. */
async function everywhere(paySid: string): Promise<readonly unknown[]> {
  const record = await read(paySid);
  return [
    record.outcome,
    (await listed(paySid))?.outcome,
    (await cellsOf(paySid)).outcome,
    (house.twilio.documents.get(record.document) as Partial<PaySession> | undefined)?.outcome,
  ];
}

/** The row of an export, by column. */
async function cellsOf(paySid: string): Promise<Readonly<Record<string, string | undefined>>> {
  const query = { queryStringParameters: { paySid, format: 'csv' } };
  const { text } = await house.desk('listPaySessions', another(SAM), undefined, query);
  const [titles = [], cells = []] = text
    .split('\r\n')
    .map((row) => row.replace('\uFEFF', '').slice(1, -1).split('","'));
  return Object.fromEntries(titles.map((title, column) => [title, cells[column]]));
}

async function read(paySid: string): Promise<PaySessionRecord> {
  const more = { pathParameters: { paySid } };
  return (await house.desk<PaySessionRecord>('getPaySession', another(SAM), undefined, more)).json;
}

async function listed(paySid: string) {
  const query = { queryStringParameters: { paySid } };
  return (await house.desk<PaySessionList>('listPaySessions', another(SAM), undefined, query)).json.items[0];
}

function at(second: number): string {
  return `2026-01-15T10:00:0${second}.000Z`;
}
