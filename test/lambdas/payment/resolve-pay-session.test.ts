import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  ErrorResponse,
  PaySession,
  PaySessionList,
  ResolveRequest,
  StartRequest,
} from '#lambdas/contract/desk-api.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import {
  ANA,
  another,
  BEN,
  type Form,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  SAM,
} from '#test/support/handler-house.ts';
import { at, startPayment } from '#test/support/payment-steps.ts';

const KIM: Person = { username: 'kim', roles: ['supervisor'] };
const NO_ANSWER = { Result: 'payment-connector-error', PayErrorCode: '64008' };
const DECLINED = { ...NO_ANSWER, ConnectorError: 'card_declined' };
const SUCCESS = { Result: 'success', PaymentConfirmationCode: 'ch_1' };
const CARD = '4111111111111111';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

describe('POST /resolvePaySession', () => {
  it('records who found out what, and the outcome follows wherever it is shown', async () => {
    const pay = await inDoubt();
    const found = { note: ' Looked it up in the portal ', processorReference: 'pi_3Nk' };
    const reply = await resolve(pay.paySid, 'notCharged', found);
    const resolution = {
      finding: 'notCharged',
      by: 'sam',
      at: expect.stringMatching(/Z$/),
      note: 'Looked it up in the portal',
      processorReference: 'pi_3Nk',
    };
    expect(reply).toMatchObject({
      status: 200,
      json: { state: 'failed', outcome: 'notCharged', resolution, allowed: [] },
    });
    expect(reply.json).not.toHaveProperty('error');
    expect(pay.screen()).toMatchObject({ outcome: 'notCharged', resolution });
    const record = await pay.read();
    expect(record).toMatchObject({ outcome: 'notCharged', resolution, trail: { verified: true } });
    expect(record.events.at(-1)).toMatchObject({
      type: 'resolved',
      by: 'sam',
      code: 'notCharged',
      detail: 'Looked it up in the portal · pi_3Nk',
      requestId: 'request-1',
    });
    expect(await rowOf(pay.paySid)).toMatchObject({
      outcome: 'notCharged',
      'resolved by': 'sam',
      'resolved at': record.resolution?.at,
      'resolution note': 'Looked it up in the portal',
    });
  });

  it('is for supervisors, who need not be agents', async () => {
    const { paySid } = await inDoubt();
    for (const agent of [ANA, BEN]) {
      expect(await resolve(paySid, 'charged', {}, agent)).toMatchObject({
        status: 403,
        json: { error: { code: 'ROLE_REFUSED' } },
      });
    }
    expect(await resolve(paySid, 'charged', {}, KIM)).toMatchObject({
      status: 200,
      json: { outcome: 'charged', resolution: { by: 'kim' } },
    });
  });

  it.each([
    ['no note', 'note', { note: undefined }],
    ['a note of blanks', 'note', { note: '  ' }],
    ['a note that nobody sees', 'note', { note: '\u2063\u0000' }],
    ['a note beyond 500 characters', 'note', { note: 'x'.repeat(501) }],
    ['a card in the note', 'note', { note: `card ${CARD}` }],
    ['a code in the note', 'note', { note: 'cvv 917' }],
    ['a finding nobody can have', 'finding', { finding: 'unknown' }],
    ['a payment without a SID', 'paySid', { paySid: CARD }],
    ['a reference of two words', 'processorReference', { processorReference: 'two words' }],
    ['a reference too long', 'processorReference', { processorReference: 'r'.repeat(129) }],
    ['a code as the reference', 'processorReference', { processorReference: 'cvv:917' }],
    ['the caller’s card as the reference', 'processorReference', { processorReference: CARD }],
    ['the caller’s card within it', 'processorReference', { processorReference: `ch_${CARD}` }],
    ['half the card in each', 'processorReference', { note: '41111111', processorReference: '11111111' }],
  ])('refuses %s, names the field and repeats nothing', async (_, field, change) => {
    const { paySid } = await inDoubt();
    const body = { paySid, finding: 'charged', note: 'Seen', ...change };
    const reply = await house.desk<ErrorResponse>('resolvePaySession', SAM, body);
    expect(reply).toMatchObject({ status: 400, json: { error: { field } } });
    expect(reply.text).not.toContain(CARD);
    expect((await inTrail(paySid)).filter(({ type }) => type === 'resolved')).toEqual([]);
  });

  it.each(['9441149619831111', '1795835411129', '8515131751004932', '202611270002'])(
    'takes the reference %s whole',
    async (processorReference) => {
      const { paySid } = await inDoubt();
      expect((await resolve(paySid, 'charged', { processorReference })).json.resolution).toMatchObject({
        processorReference,
      });
    },
  );

  it('knows no payment that nothing is recorded of', async () => {
    expect(await resolve(newSid('PK'), 'charged')).toMatchObject({
      status: 404,
      json: { error: { code: 'SESSION_NOT_FOUND' } },
    });
  });

  it.each([
    ['charged', SUCCESS, /the payment was charged/],
    ['notCharged', DECLINED, /nothing was charged/],
    ['under way', {}, /still under way/],
  ])('refuses a finding about a payment that is %s, and says so', async (_, end: Form, says) => {
    const pay = await submitted();
    if (end.Result) await pay.callback({ ...end, DateUpdated: at(9) });
    const reply = await resolve(pay.paySid, 'charged');
    expect(reply).toMatchObject({ status: 409, json: { error: { code: 'RESULT_KNOWN' } } });
    expect(reply.json.error.message).toMatch(says);
  });

  it('finds no charge in a payment that only saves a card', async () => {
    const pay = await submitted({ tokenType: 'reusable' });
    await pay.callback({ Result: 'success', PaymentToken: 'tok_1', PayConnector_payment_status: 'PENDING' });
    expect(await resolve(pay.paySid, 'charged')).toMatchObject({
      status: 400,
      json: { error: { field: 'finding' } },
    });
    expect((await resolve(pay.paySid, 'notCharged')).json.outcome).toBe('notCharged');
  });

  it('takes the same finding of the same person twice, and records it once', async () => {
    const { paySid } = await inDoubt();
    const first = await resolve(paySid, 'charged');
    const again = await resolve(paySid, 'charged', { note: 'In other words' });
    expect(again).toMatchObject({ status: 200, json: { version: first.json.version, outcome: 'charged' } });
    expect(await resolve(paySid, 'charged', {}, KIM)).toMatchObject({ status: 409 });
    expect(await resolve(paySid, 'notCharged')).toMatchObject({ status: 409 });
  });

  it('lets the first of two supervisors win', async () => {
    const { paySid } = await inDoubt();
    const replies = await Promise.all([resolve(paySid, 'charged'), resolve(paySid, 'notCharged', {}, KIM)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const findings = (await inTrail(paySid)).filter(({ type }) => type === 'resolved');
    const winner = replies.find(({ status }) => status === 200);
    expect(findings).toMatchObject([{ by: winner?.json.resolution?.by }]);
  });

  it('gives way to a result that is recorded while somebody looks', async () => {
    for (const round of [1, 2, 3, 4]) {
      const pay = await inDoubt();
      const [reply] = await Promise.all([
        resolve(pay.paySid, 'notCharged'),
        pay.callback({ ...SUCCESS, DateUpdated: at(10 + round) }),
      ]);
      const record = await pay.read();
      expect(record.outcome).toBe('charged');
      expect(record.contradiction).toEqual(
        reply.status === 200 ? { reported: 'charged', at: at(10 + round) } : undefined,
      );
    }
  });
});

describe('a result after a finding', () => {
  it.each([
    ['charged', 'notCharged', SUCCESS, 'charged'],
    ['unknown', 'charged', DECLINED, 'notCharged'],
    ['unknown', 'notCharged', { ...SUCCESS, PayConnector_payment_status: 'PENDING' }, 'unknown'],
    ['unknown', 'notCharged', { ...SUCCESS, ChargeAmount: '99.00' }, 'unknown'],
    ['charged', 'charged', SUCCESS, undefined],
    ['notCharged', 'notCharged', DECLINED, undefined],
    ['charged', 'charged', { Result: 'internal-error' }, undefined],
    ['notCharged', 'notCharged', { Result: 'caller-hung-up' }, undefined],
  ] as const)('is %s after the finding %s and %j', async (outcome, finding, end: Form, reported) => {
    const pay = await inDoubt();
    await resolve(pay.paySid, finding);
    await pay.callback({ ...end, DateUpdated: at(20) });
    const record = await pay.read();
    expect(record).toMatchObject({ outcome, resolution: { finding } });
    expect(record.contradiction).toEqual(reported ? { reported, at: at(20) } : undefined);
    expect(record.error?.code).toBe(outcome === 'unknown' ? 'result-unknown' : undefined);
  });

  const UNCLEAR = { Result: 'internal-error' };
  it.each([
    ['a no', 'charged', [DECLINED, NO_ANSWER], 'unknown', { reported: 'notCharged', at: at(20) }],
    ['a no', 'charged', [DECLINED, UNCLEAR], 'unknown', { reported: 'notCharged', at: at(20) }],
    ['a no', 'charged', [NO_ANSWER, DECLINED], 'unknown', { reported: 'notCharged', at: at(21) }],
    ['money taken', 'notCharged', [SUCCESS, UNCLEAR], 'charged', { reported: 'charged', at: at(20) }],
    ['no agreement', 'charged', [SUCCESS, DECLINED], 'charged', undefined],
  ] as const)(
    'loses %s against the finding %s to no other result: %j',
    async (_, finding, late, outcome, contradiction) => {
      const pay = await inDoubt();
      await resolve(pay.paySid, finding);
      for (const [index, end] of late.entries()) await pay.callback({ ...end, DateUpdated: at(20 + index) });
      const record = await pay.read();
      expect(record).toMatchObject({ outcome, resolution: { finding } });
      expect(record.contradiction).toEqual(contradiction);
    },
  );

  it('can be settled again, and what was reported stays visible', async () => {
    const pay = await inDoubt();
    await resolve(pay.paySid, 'charged');
    await pay.callback({ ...DECLINED, DateUpdated: at(20) });
    expect((await unresolved()).map(({ paySid }) => paySid)).toContain(pay.paySid);
    const again = await resolve(pay.paySid, 'charged', { note: 'It is on the statement' }, KIM);
    expect(again.json).toMatchObject({
      outcome: 'charged',
      resolution: { by: 'kim', note: 'It is on the statement' },
      contradiction: { reported: 'notCharged', at: at(20) },
    });
    expect((await unresolved()).map(({ paySid }) => paySid)).not.toContain(pay.paySid);
  });

  it('contradicts nothing when the second finding agrees with it', async () => {
    const pay = await inDoubt();
    await resolve(pay.paySid, 'charged');
    await pay.callback({ ...DECLINED, DateUpdated: at(20) });
    const { json } = await resolve(pay.paySid, 'notCharged');
    expect(json).toMatchObject({ outcome: 'notCharged', resolution: { finding: 'notCharged' } });
    expect(json).not.toHaveProperty('contradiction');
  });

  it('is no contradiction when a replay only repeats what came before', async () => {
    const pay = await inDoubt();
    const { json } = await resolve(pay.paySid, 'charged');
    await pay.callback({ ...NO_ANSWER, DateUpdated: at(9) }, 'another-token');
    expect(await pay.read()).toMatchObject({ version: json.version, outcome: 'charged' });
  });
});

describe('a line of a settlement file', () => {
  const LINE = { file: 'a1'.repeat(32), format: 'stripe', line: 12 } as const;
  const settled = (paySid: string, more: Partial<ResolveRequest> = {}, by = SAM) =>
    house.desk<PaySession & ErrorResponse>('resolvePaySession', by, {
      paySid,
      finding: 'charged',
      line: LINE,
      processorReference: 'ch_1',
      ...more,
    });

  it.each([
    ['declined', DECLINED, 'failed'],
    ['cancelled', { Result: 'transaction-cancelled' }, 'cancelled'],
    ['in doubt', NO_ANSWER, 'failed'],
  ])('shows that a payment was charged which is %s here', async (_, end: Form, state) => {
    const pay = await (state === 'cancelled' ? startPayment(house) : submitted());
    await pay.callback({ ...end, DateUpdated: at(9) });
    const resolution = {
      finding: 'charged',
      by: 'sam',
      note: `Settlement file sha256:${LINE.file}, stripe, line 12`,
      processorReference: 'ch_1',
    };
    expect(await settled(pay.paySid)).toMatchObject({
      status: 200,
      json: { outcome: 'charged', resolution },
    });
    const record = await pay.read();
    expect(record).toMatchObject({ state, outcome: 'charged', resolution, trail: { verified: true } });
    expect(record).not.toHaveProperty('error');
    expect(record).not.toHaveProperty('contradiction');
    expect(await rowOf(pay.paySid)).toMatchObject({ outcome: 'charged', 'resolved by': 'sam' });
  });

  it('outranks that somebody found nothing charged, and never the reverse', async () => {
    const { paySid } = await inDoubt();
    await resolve(paySid, 'notCharged');
    expect((await settled(paySid)).json).toMatchObject({
      outcome: 'charged',
      resolution: { finding: 'charged' },
    });
    expect(await resolve(paySid, 'notCharged', {}, KIM)).toMatchObject({ status: 409 });
  });

  it('is recorded once, however often a file is gone through', async () => {
    const { paySid } = await inDoubt();
    const first = await settled(paySid);
    expect((await settled(paySid)).json.version).toBe(first.json.version);
    expect(await settled(paySid, {}, KIM)).toMatchObject({
      status: 409,
      json: { error: { code: 'RESULT_KNOWN' } },
    });
  });

  it('is at odds with a refusal that comes after it, and can be recorded again', async () => {
    const pay = await submitted();
    await pay.callback({ ...DECLINED, DateUpdated: at(9) });
    await settled(pay.paySid);
    await pay.callback({ ...DECLINED, ConnectorError: 'lost_card', DateUpdated: at(20) });
    const contradiction = { reported: 'notCharged', at: at(20) };
    expect(await pay.read()).toMatchObject({ outcome: 'unknown', contradiction });
    expect((await settled(pay.paySid, {}, KIM)).json).toMatchObject({ outcome: 'charged', contradiction });
  });

  it.each([
    ['a charge that is known', SUCCESS, 409],
    ['a payment under way', {}, 409],
  ])('changes nothing about %s', async (_, end: Form, status) => {
    const pay = await submitted();
    if (end.Result) await pay.callback({ ...end, DateUpdated: at(9) });
    expect((await settled(pay.paySid)).status).toBe(status);
  });

  it.each([
    ['beside a note', 'note', { note: 'Seen' }],
    ['for nothing charged', 'finding', { finding: 'notCharged' }],
    ['of no file', 'line', { line: { ...LINE, file: 'a1' } }],
    ['of a format nobody knows', 'line', { line: { ...LINE, format: CARD } }],
    ['zero', 'line', { line: { ...LINE, line: 0 } }],
    ['whose number is a card’s', 'line', { line: { ...LINE, line: Number(CARD) } }],
    ['that says more', 'line', { line: { ...LINE, name: CARD } }],
    ['with the caller’s card as the reference', 'processorReference', { processorReference: CARD }],
  ])('is refused %s', async (_, field, change) => {
    const { paySid } = await inDoubt();
    const reply = await settled(paySid, change as Partial<ResolveRequest>);
    expect(reply).toMatchObject({ status: 400, json: { error: { field } } });
    expect(reply.text).not.toContain(CARD);
  });
});

describe('a new charge after a finding', () => {
  it.each(['charged', 'notCharged'] as const)('needs no acknowledgement of one found %s', async (finding) => {
    const reference = `order ${finding}`;
    const { agent, callSid, paySid } = await inDoubt({ reference });
    const second = { callSid, chargeAmount: '5.00' };
    expect((await house.desk('startPaySession', agent, second)).status).toBe(409);
    await resolve(paySid, finding);
    expect((await house.desk('startPaySession', agent, second)).status).toBe(201);
    const elsewhere = { callSid: await house.answeredCall(BEN), chargeAmount: '5.00', reference };
    expect((await house.desk('startPaySession', BEN, elsewhere)).status).toBe(201);
  });

  it('needs it again once a result contradicts the finding, also on other calls', async () => {
    const reference = 'order contradicted';
    const pay = await inDoubt({ reference });
    await resolve(pay.paySid, 'charged');
    expect(await startElsewhere(reference)).toMatchObject({ status: 201 });
    await pay.callback({ ...DECLINED, DateUpdated: at(20) });
    expect(await startElsewhere(reference)).toMatchObject({
      status: 409,
      json: { error: { code: 'UNKNOWN_RESULT', unknown: { paySid: pay.paySid } } },
    });
  });

  it('needs it again where a refusal was outranked by a settlement and comes again', async () => {
    const reference = 'order settled';
    const pay = await submitted({ reference });
    await pay.callback({ ...DECLINED, DateUpdated: at(9) });
    // This takes it off the list of its reference.
    expect(await startElsewhere(reference)).toMatchObject({ status: 201 });
    const line = { file: 'b2'.repeat(32), format: 'csv', line: 3 } as const;
    await house.desk('resolvePaySession', SAM, { paySid: pay.paySid, finding: 'charged', line });
    await pay.callback({ ...DECLINED, ConnectorError: 'lost_card', DateUpdated: at(20) });
    expect(await startElsewhere(reference)).toMatchObject({
      status: 409,
      json: { error: { code: 'UNKNOWN_RESULT', unknown: { paySid: pay.paySid } } },
    });
  });

  it('needs it again once a result contradicts the finding, also after a further charge on its call', async () => {
    const { agent, callSid, paySid, callback } = await inDoubt();
    await resolve(paySid, 'charged');
    const further = await house.desk('startPaySession', agent, { callSid, chargeAmount: '5.00' });
    expect(further.status).toBe(201);
    await house.desk('cancelPaySession', agent, { paySid: further.json.paySid });
    await callback({ ...DECLINED, DateUpdated: at(20) });
    const third = await house.desk('startPaySession', agent, { callSid, chargeAmount: '6.00' });
    expect(third).toMatchObject({
      status: 409,
      json: { error: { code: 'UNKNOWN_RESULT', unknown: { paySid } } },
    });
  });
});

async function submitted(asked: Partial<StartRequest> = {}) {
  // Each by an agent of its own: together they are more than one person may do in the seconds of this file.
  const pay = await startPayment(house, asked, another(ANA));
  await pay.callback({
    Capture: 'payment-card-number',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    PaymentCardType: 'visa',
    Required: '',
    DateUpdated: at(1),
  });
  await pay.complete();
  return pay;
}

/** A charge that was submitted, and to which no usable answer came. */
async function inDoubt(asked: Partial<StartRequest> = {}) {
  const pay = await submitted(asked);
  await pay.callback({ ...NO_ANSWER, DateUpdated: at(9) });
  return pay;
}

function resolve(
  paySid: string,
  finding: ResolveRequest['finding'],
  more: Partial<ResolveRequest> = {},
  by = SAM,
) {
  const asked = { paySid, finding, note: 'Looked it up', ...more };
  return house.desk<PaySession & ErrorResponse>('resolvePaySession', by, asked);
}

async function startElsewhere(reference: string) {
  const callSid = await house.answeredCall(BEN);
  return house.desk<PaySession & ErrorResponse>('startPaySession', BEN, {
    callSid,
    chargeAmount: '5.00',
    reference,
  });
}

function inTrail(paySid: string) {
  return real.trail().read(paySid);
}

async function unresolved() {
  return (await house.desk<PaySessionList>('toResolve', SAM)).json.items;
}

/** The only row of an export, by column. */
async function rowOf(paySid: string): Promise<Readonly<Record<string, string | undefined>>> {
  const queryStringParameters = { paySid, format: 'csv' };
  const { text } = await house.desk('listPaySessions', SAM, undefined, { queryStringParameters });
  const [titles = [], cells = []] = text
    .split('\r\n')
    .map((row) => row.replace('\uFEFF', '').slice(1, -1).split('","'));
  return Object.fromEntries(titles.map((title, column) => [title, cells[column]]));
}
