import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDocumentClient } from '#test/support/document-client.ts';
import { type Form, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const VISA = '4539974328330806';
const MASKED = { PaymentCardNumber: 'xxxxxxxxxxxx0806', PaymentCardType: 'visa' };
const ENDED = { Result: 'success', ...MASKED, DateUpdated: '2026-01-15T10:00:09.000Z' };
const CODE = 'PaymentConfirmationCode';

describe('what a hostile processor says', () => {
  it.each([
    ['a reference of 185 letters and the card', { [CODE]: 'r'.repeat(185) + VISA }],
    ['the card with letters between its groups', { [CODE]: '4539x9743x2833x0806' }],
    ['a reference that is a sentence', { [CODE]: `card ${VISA} cvv 917 exp 12/30` }],
    ['a token', { PaymentToken: VISA }],
    ['a token in base64', { PaymentToken: Buffer.from(VISA).toString('base64url') }],
    ['the customer’s id', { ProfileId: VISA }],
    ['a parameter of the connector', { PayConnector_reference: VISA }],
    ['a code of the connector', { PayConnector_gateway_code: VISA }],
    ['a status of the connector', { PayConnector_payment_status: `DECLINED ${VISA}` }],
    ['a message of the connector', { PayConnector_gateway_message: `card ${VISA} cvv 917 exp 12/30` }],
    ['a parameter nobody asked for', { PayConnector_pan: VISA, PayConnector_cvv: '917' }],
    ['words', { Result: 'payment-connector-error', PaymentError: `card ${VISA} cvv 917 exp 12/30` }],
    ['a code', { Result: 'payment-connector-error', ConnectorError: `c${VISA}` }],
    [
      'full-width digits',
      { Result: 'payment-connector-error', PaymentError: '４５３９９７４３２８３３０８０６' },
    ],
    ['dingbats', { Result: 'payment-connector-error', PaymentError: '➃➄➂➈ ➈➆➃➂ ➁➇➂➂ ⓿➇⓿➅' }],
    ['base64', { Result: 'payment-connector-error', PaymentError: Buffer.from(VISA).toString('base64') }],
  ])('leaves nothing of the card in any table: %s', async (_, form: Form) => {
    const session = await startPayment(house, { postalCode: false });
    await session.callback({ ...ENDED, ...form });
    const stored = await storedOf(session.paySid);
    expect(stored).not.toMatch(/917|12\/30|r{60}/);
    expect(stored).not.toContain(Buffer.from(VISA).toString('base64url'));
    const kept = stored.replaceAll(MASKED.PaymentCardNumber, '');
    expect(kept.match(/45399|97432|28330|4539x|９７４３|➈➆/)).toBeNull();
    expect((await session.read()).trail.verified).toBe(true);
  });

  it.each([
    ['fifteen digits of it', [{ [CODE]: VISA.slice(0, 15) }]],
    ['all but the four beside it', [{ ProfileId: VISA.slice(0, 12) }]],
    ['letters', [{ PaymentToken: 'EFDJJHEDCIDDAIAG' }]],
    ['letters in a status', [{ PayConnector_payment_status: 'EFDJJHEDCIDDAIAG' }]],
    ['two references', [{ PayConnector_auth_code: '45399743', PayConnector_reference: '28330806' }]],
    ['two halves', [{ [CODE]: '28330806-45399743' }]],
    ['two callbacks', [{ [CODE]: '45399743' }, { PaymentToken: '28330806' }]],
  ])('leaves no card to put together: %s', async (_, forms: readonly Form[]) => {
    const session = await startPayment(house, { postalCode: false });
    for (const form of forms) await session.callback({ ...ENDED, ...form });
    const stored = await storedOf(session.paySid);
    expect(stored.match(/2833|EFDJ/)).toBeNull();
    expect(stored).toContain('withheld');
    const before = (await session.read()).version;
    for (const form of forms) await session.callback({ ...ENDED, ...form }, 'another-token');
    expect((await session.read()).version).toBe(before);
  });

  it.each([
    ['in codes of four digits', ['4539', '9743', '2833', '0806']],
    ['backwards', ['0806', '2833', '9743', '4539']],
    ['twice the same', ['9743', '9743', '9743', '9743']],
  ])('leaves no card to put together from what a connector says %s', async (_, codes) => {
    const session = await startPayment(house, { postalCode: false });
    const names = ['payment_status', 'gateway_status', 'gateway_code', 'response_code'];
    const said = Object.fromEntries(names.map((name, index) => [`PayConnector_${name}`, codes[index] ?? '']));
    await session.callback({ ...ENDED, ...said });
    expect(await session.read()).toMatchObject({
      processor: { payment_status: codes[0], gateway_status: codes[1] },
      withheld: ['gateway_code', 'response_code'],
    });
  });

  it('takes a security code beside its word for no code', async () => {
    const session = await startPayment(house, { postalCode: false });
    const said = { PayConnector_gateway_status: 'cvv 917', PayConnector_response_code: 'CVV_MISMATCH' };
    await session.callback({ ...ENDED, ...said });
    const record = await session.read();
    expect(record).toMatchObject({ outcome: 'unknown', withheld: ['gateway_status'] });
    expect(record.processor).toEqual({ response_code: 'CVV_MISMATCH' });
    expect(await storedOf(session.paySid)).not.toContain('917');
  });

  it('leaves no more than two digits of a bank account', async () => {
    const session = await startPayment(house, {
      paymentMethod: 'ach-debit',
      bankAccountType: 'consumer-checking',
      parameters: { AVSName: 'Jo Doe' },
    });
    const numbers = { BankAccountNumber: '*********04', BankRoutingNumber: '021000021' };
    await session.callback({
      Result: 'success',
      ...numbers,
      PaymentMethod: 'ach-debit',
      [CODE]: 'acct98765432104',
      ConnectorError: 'acct 98765432104 routing 021000021',
    });
    expect(await session.read()).toMatchObject({
      confirmationCode: 'xxxxxxxxx04',
      withheld: ['confirmationCode'],
      captured: {},
    });
    expect(await storedOf(session.paySid)).not.toMatch(/2104|43210|98765|021000021/);
  });

  it('says on the record what was masked and what was left out', async () => {
    const session = await startPayment(house, { postalCode: false });
    await session.callback({ ...ENDED, [CODE]: '4539x9743x2833x0806', ProfileId: 'two words' });
    const record = await session.read();
    expect(record).toMatchObject({
      confirmationCode: 'xxxxxxxxxxxxxxx0806',
      withheld: ['confirmationCode', 'profileId'],
    });
    expect(record).not.toHaveProperty('profileId');
    expect(record.events.at(-1)?.detail).toBe('withheld: confirmationCode, profileId');
    const csv = await house.desk('listPaySessions', SAM, undefined, {
      queryStringParameters: { paySid: session.paySid, format: 'csv' },
    });
    expect(csv.text).toContain('"confirmationCode profileId"');
  });

  it('keeps what a connector says, each by its kind, and drops what is not on the list', async () => {
    const session = await startPayment(house, { postalCode: false });
    await session.callback({
      ...ENDED,
      PayConnector_payment_status: 'PAID',
      PayConnector_gateway_status: 'NOT OK',
      PayConnector_gateway_code: '51',
      PayConnector_response_code: '12345',
      PayConnector_gateway_message: 'Approved, code 51',
      PayConnector_gateway_reference: '8515131751004932',
      PayConnector_auth_code: 'two words',
      PayConnector_tier: 'gold',
    });
    const processor = {
      payment_status: 'PAID',
      gateway_status: 'NOT OK',
      gateway_code: '51',
      gateway_message: 'Approved, code xx',
      gateway_reference: '8515131751004932',
    };
    const record = await session.read();
    expect(record).toMatchObject({ processor, withheld: ['response_code', 'auth_code'] });
    expect(record.processor).toEqual(processor);
    expect(await storedOf(session.paySid)).not.toMatch(/gold|12345|two words/);
    const before = record.version;
    await session.callback({ ...ENDED, PayConnector_payment_status: 'PAID' }, 'another-token');
    expect((await session.read()).version).toBe(before + 1);
  });

  it('keeps a token that ends as the card does', async () => {
    const session = await startPayment(house, { postalCode: false });
    await session.callback({
      ...ENDED,
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
      PaymentToken: '9441149619831111',
      PaymentConfirmationCode: '1795835411129',
    });
    const record = await session.read();
    expect(record).toMatchObject({ paymentToken: '9441149619831111', confirmationCode: '1795835411129' });
    expect(record).not.toHaveProperty('withheld');
  });

  it.each(['9441149619830806', '1795835411129', '8515131751004932', '202611270002', '4012888888881881'])(
    'keeps the token %s beside another card, and the customer’s id with it',
    async (PaymentToken) => {
      const session = await startPayment(house, { postalCode: false });
      await session.callback({
        ...ENDED,
        PaymentToken,
        ProfileId: 'cus_42',
        PayConnector_payment_status: 'PAID',
      });
      const record = await session.read();
      expect(record).toMatchObject({ paymentToken: PaymentToken, profileId: 'cus_42' });
      expect(record).not.toHaveProperty('withheld');
      expect(record.events.at(-1)?.detail).toBe('payment_status PAID');
    },
  );
});

describe('a reference before the number is known', () => {
  const early = { Result: 'success', [CODE]: VISA, DateUpdated: '2026-01-15T10:00:09.000Z' };
  const number = {
    Capture: 'payment-card-number',
    Required: '',
    ...MASKED,
    DateUpdated: '2026-01-15T10:00:01.000Z',
  };

  it('is masked when it can be any card, and a replay after it changes nothing', async () => {
    const session = await startPayment(house, { postalCode: false });
    // Any card’s: with the last four known it would be kept.
    const other = { ...early, [CODE]: '4012888888881881' };
    await session.callback(other);
    await session.callback(number);
    await session.callback(other);
    await session.callback(other, 'another-token');
    expect(await session.read()).toMatchObject({ version: 3, confirmationCode: 'xxxxxxxxxxxx1881' });
  });

  it('is masked in either order', async () => {
    for (const order of [
      [early, number],
      [number, early],
    ]) {
      const session = await startPayment(house, { postalCode: false });
      for (const form of order) await session.callback(form);
      expect((await session.read()).confirmationCode).toBe('xxxxxxxxxxxx0806');
    }
  });
});

/** Everything in either table about one session, hashes and SIDs left out. */
async function storedOf(paySid: string): Promise<string> {
  const tables = await Promise.all(
    ['Audit', 'Sessions'].map((TableName) => createDocumentClient().send(new ScanCommand({ TableName }))),
  );
  const items = tables
    .flatMap(({ Items }) => Items ?? [])
    .filter((item) => JSON.stringify(item).includes(paySid));
  return JSON.stringify(items).replace(/[0-9a-f]{32,}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
}
