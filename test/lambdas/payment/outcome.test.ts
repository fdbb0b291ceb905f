import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  MoneyOutcome,
  PaySession,
  PaySessionList,
  PaySessionRecord,
  StartRequest,
} from '#lambdas/contract/desk-api.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { ANA, type Form, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
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

describe('a payment that was kept before sessions had an outcome', () => {
  it.each([
    ['unknown', true],
    ['notCharged', false],
  ] as const)('is %s in lists too, and is mended by reading it', async (outcome, submitted) => {
    const paySid = await (submitted ? ready({}) : started({ chargeAmount: '12.00' }));
    if (submitted) await house.desk('completePaySession', ANA, { paySid });
    await house.callback(paySid, { Result: 'caller-hung-up', DateUpdated: at(9) });
    await forgetOutcome(paySid);
    expect(await listed(paySid)).toMatchObject({ outcome, chargeAmount: '12.00' });
    expect((await read(paySid)).outcome).toBe(outcome);
    for (const pk of [`session#${paySid}`, `list#${paySid}`]) {
      const { Item } = await createDynamo().send(new GetCommand({ TableName: 'Sessions', Key: { pk } }));
      expect(Item?.session.outcome).toBe(outcome);
    }
  });

  it('keeps what proves that its trail was changed', async () => {
    const paySid = await ready({});
    await house.callback(paySid, { ...SUCCESS, DateUpdated: at(9) });
    await forgetOutcome(paySid);
    await createDynamo().send(
      new UpdateCommand({
        TableName: 'Audit',
        Key: { paySid, sequence: 3 },
        UpdateExpression: 'SET #hash = :other',
        ExpressionAttributeNames: { '#hash': 'hash' },
        ExpressionAttributeValues: { ':other': '0'.repeat(64) },
      }),
    );
    expect((await read(paySid)).trail.verified).toBe(false);
    const { Item } = await createDynamo().send(
      new GetCommand({ TableName: 'Sessions', Key: { pk: `session#${paySid}` } }),
    );
    expect(Item?.lastHash).not.toBe('0'.repeat(64));
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

/** The outcome as the record, the list, the export and the agent's screen have it. */
async function everywhere(paySid: string): Promise<readonly unknown[]> {
  const query = { queryStringParameters: { paySid, format: 'csv' } };
  const { text } = await house.desk('listPaySessions', SAM, undefined, query);
  const [titles, cells] = text
    .split('\r\n')
    .map((row) => row.replace('\uFEFF', '').slice(1, -1).split('","'));
  const record = await read(paySid);
  return [
    record.outcome,
    (await listed(paySid))?.outcome,
    cells?.[titles?.indexOf('outcome') ?? -1],
    (house.twilio.documents.get(record.document) as Partial<PaySession> | undefined)?.outcome,
  ];
}

async function read(paySid: string): Promise<PaySessionRecord> {
  const more = { pathParameters: { paySid } };
  return (await house.desk<PaySessionRecord>('getPaySession', ANA, undefined, more)).json;
}

async function listed(paySid: string) {
  const query = { queryStringParameters: { paySid } };
  return (await house.desk<PaySessionList>('listPaySessions', SAM, undefined, query)).json.items[0];
}

/** Makes the kept items look as they were before, with the amount as it was written then. */
async function forgetOutcome(paySid: string): Promise<void> {
  for (const pk of [`session#${paySid}`, `list#${paySid}`]) {
    await createDynamo().send(
      new UpdateCommand({
        TableName: 'Sessions',
        Key: { pk },
        UpdateExpression: 'SET #session.chargeAmount = :amount REMOVE #session.#outcome',
        ExpressionAttributeNames: { '#session': 'session', '#outcome': 'outcome' },
        ExpressionAttributeValues: { ':amount': '12' },
      }),
    );
  }
}

function at(second: number): string {
  return `2026-01-15T10:00:0${second}.000Z`;
}
