import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { ROUTES } from '#lambdas/contract/routes.ts';
import {
  ANA,
  connectorCredentials,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  type Reply,
  SAM,
  signedInAs,
} from '../support/handler-house.ts';
import { hostileBody, hostileJson, hostileObject, hostileText, MARK, SEEDS } from './hostile-values.ts';

jest.setTimeout(120_000);

let house: HandlerHouse;
let callSid: string;
let paySid: string;
const printed: string[] = [];

beforeAll(async () => {
  house = await openHouse();
  callSid = await house.answeredCall(ANA);
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  paySid = json.paySid;
  delete process.env.LOG_LEVEL;
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed.push(String(chunk));
    return true;
  });
});

afterAll(async () => {
  jest.restoreAllMocks();
  await house.close();
});

const CAPTURES = ['payment-card-number', 'expiration-date', 'security-code-matcher', 'bank-account-number'];

/** What a list of payments is narrowed by. */
const QUERY = {
  from: ['2026-01-01', '2026-01-01T00:00:00Z', '9999-12-31', '0000-01-01'],
  to: ['2026-12-31', '9999-12-31', '0000-01-01'],
  agent: ['ana', 'ben'],
  state: ['active', 'failed', 'started'],
  callSid: [newSid('CA')],
  cursor: [Buffer.from(`2026-01-01T00:00:00.000Z#${newSid('PK')}`).toString('base64url')],
  format: ['json', 'csv'],
  failure: ['declined', 'error'],
  outcome: ['charged', 'unknown'],
  paySid: [newSid('PK')],
  lastFour: ['1111'],
  amount: ['12.00', '12'],
};

/** Fields that a JSON endpoint knows, with valid values. A function, because the SIDs exist only after the start. */
const fieldsOf = (route: string): Readonly<Record<string, readonly unknown[]>> =>
  ({
    presence: { state: ['online', 'paused', 'offline'] },
    startPaySession: {
      callSid: [callSid, newSid('CA')],
      chargeAmount: ['1.00', '0', '999999.9999'],
      currency: ['USD', 'jpy', 'XXX'],
      paymentMethod: ['credit-card', 'ach-debit'],
      bankAccountType: ['consumer-checking'],
      tokenType: ['one-time', 'reusable'],
      description: ['order 12'],
      parameters: [{ AVSName: 'Jo Doe' }, {}],
      postalCode: [true, false],
      minPostalCodeLength: [1, 10],
      securityCode: [true, false],
      timeout: [1, 600],
      validCardTypes: [['visa'], []],
      requireMatchingInputs: [['postal-code']],
      confirmation: [true],
      reference: ['order 12'],
      acknowledgeUnknown: [paySid, newSid('PK')],
    },
    updatePaySession: { paySid: [paySid, newSid('PK')], capture: CAPTURES },
    completePaySession: { paySid: [paySid, newSid('PK')] },
    cancelPaySession: { paySid: [newSid('PK')], reason: ['', 'wrong amount'] },
    resolvePaySession: {
      paySid: [paySid, newSid('PK')],
      finding: ['charged', 'notCharged'],
      note: ['Looked it up'],
      processorReference: ['pi_1'],
    },
    resendDelivery: { eventId: [`${paySid}-1`, `${newSid('PK')}-2`], endpoint: ['crm', 'erp'] },
    searchPaySessions: QUERY,
  })[route] ?? {};

/** Every parameter our webhooks read, with valid values. */
const parametersOf = () => ({
  AccountSid: ['AC'],
  BankAccountNumber: ['xxxxxx89'],
  BankAccountType: ['consumer-checking'],
  BankRoutingNumber: ['110000000'],
  CallSid: [callSid, newSid('CA')],
  CallStatus: ['ringing', 'in-progress', 'completed', 'busy'],
  Capture: [...CAPTURES, 'PaymentCardNumber'],
  ChargeAmount: ['12.00', '0.00'],
  ConnectorError: ['card_declined'],
  DateCreated: ['2026-01-15T10:00:00.123Z'],
  DateUpdated: ['2026-01-15T10:00:00.123Z', '1970-01-01', '+275760-09-13T00:00:00.000Z', '-271821-04-20'],
  ErrorType: ['invalid-card-number', 'input-timeout'],
  ExpirationDate: ['1230'],
  From: ['+12025550100', 'client:ana'],
  ParentCallSid: [callSid, newSid('CA')],
  PartialResult: ['true', 'false', 'TRUE'],
  PayConnector_payment_status: ['SUCCESS', 'PENDING'],
  PayConnector_reference: ['ref_x'],
  PayErrorCode: ['64012'],
  PaymentCardNumber: ['xxxxxxxxxxxx1111', 'xxxx-xxxxxx-x4001', 'xx'],
  PaymentCardPostalCode: ['94105'],
  PaymentCardType: ['visa', 'VISA'],
  PaymentConfirmationCode: ['ch_x'],
  PaymentError: ['Declined'],
  PaymentMethod: ['credit-card', 'ach-debit'],
  PaymentToken: ['tok_x'],
  Required: ['expiration-date,security-code', ''],
  Result: ['success', 'payment-connector-error', 'caller-hung-up'],
  SecurityCode: ['xxx'],
  Sid: [paySid, newSid('PK')],
  TokenType: ['reusable'],
  To: ['client:ana', 'client:_ff', '+12025550142'],
});

const CONNECTOR_FIELDS = {
  transaction_id: ['t1', 't2'],
  method: ['charge', 'tokenize'],
  amount: ['12.00', '12', 12],
  currency_code: ['USD'],
  cardnumber: ['4242424242424242'],
  cvv: ['123'],
  expiry_month: ['12'],
  expiry_year: ['30'],
  postal_code: ['94105'],
  card_type: ['visa'],
  parameters: [{}, []],
};

const FOR_SUPERVISORS: readonly string[] = ['searchPaySessions', 'resolvePaySession', 'resendDelivery'];
const namesOf = (kind: string) => ROUTES.filter(({ auth }) => auth.kind === kind).map(({ name }) => name);
const JSON_ROUTES = namesOf('signIn').filter((name) => !/^(list|get|token)/.test(name));

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Lone surrogates cannot be sent: a client replaces them. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Runs a property under every saved seed and a fresh one; fast-check prints the seed of a failure. */
async function holds(property: fc.IAsyncProperty<never> | fc.IAsyncProperty<[unknown]>, runs = 60) {
  for (const seed of [...SEEDS, undefined]) {
    await fc.assert(property as fc.IAsyncProperty<[unknown]>, {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed }),
    });
  }
}

/** Bad input gets a 4xx and is never repeated, neither in the response nor in a log line. */
function assertRefusedQuietly({ status, text }: Reply): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  const repeats = (status >= 400 && text.includes(MARK)) || printed.some((line) => line.includes(MARK));
  printed.length = 0;
  expect(repeats).toBe(false);
}

let readers = 0;
/** A new person each time: a single one would soon get only refusals for reading too often. */
function reader(roles: Person['roles']): Person {
  readers += 1;
  return { username: `reader.${readers}`, roles };
}

describe('a handler given anything', () => {
  it.each(JSON_ROUTES)('%s handles any body', async (route) => {
    await holds(
      fc.asyncProperty(hostileBody(hostileObject(fieldsOf(route))), async (body) =>
        assertRefusedQuietly(
          await house.desk(route, FOR_SUPERVISORS.includes(route) ? reader(SAM.roles) : ANA, undefined, {
            body,
          }),
        ),
      ) as never,
    );
  });

  it('listPaySessions handles any query', async () => {
    const queries = hostileObject(QUERY).map((query) =>
      Object.fromEntries(Object.entries(query).map(([name, value]) => [name, textOf(value)])),
    );
    await holds(
      fc.asyncProperty(queries, fc.constantFrom(ANA, SAM), async (queryStringParameters, { roles }) =>
        assertRefusedQuietly(
          await house.desk('listPaySessions', reader(roles), undefined, { queryStringParameters }),
        ),
      ) as never,
    );
  });

  it.each(['getPaySession', 'getSeal'])('%s handles any path', async (route) => {
    const paths = hostileObject({ paySid: [paySid, newSid('PK')] }) as fc.Arbitrary<Record<string, string>>;
    await holds(
      fc.asyncProperty(paths, async (pathParameters) =>
        assertRefusedQuietly(await house.desk(route, reader(SAM.roles), undefined, { pathParameters })),
      ) as never,
    );
  });

  it.each(namesOf('twilioSignature'))('%s handles any parameters that Twilio signed', async (route) => {
    const forms = hostileObject(parametersOf()).map((form) =>
      Object.fromEntries(
        Object.entries(form).map(([name, value]) => [wellFormed(name), wellFormed(textOf(value))]),
      ),
    );
    await holds(
      fc.asyncProperty(forms, hostileText, async (form, token) =>
        assertRefusedQuietly(
          await house.webhook(route, form, {
            'I-Twilio-Idempotency-Token': token.replace(/[^\x20-\x7e]/g, ''),
          }),
        ),
      ) as never,
      40,
    );
  });

  it('mockPaymentProcessor handles any request from the connector', async () => {
    await holds(
      fc.asyncProperty(hostileBody(hostileObject(CONNECTOR_FIELDS)), async (body) =>
        assertRefusedQuietly(
          await house.invoke('mockPaymentProcessor', {
            body,
            path: '/mockPaymentProcessor',
            headers: { Authorization: connectorCredentials() },
          }),
        ),
      ) as never,
    );
  });

  it.each(ROUTES.map(({ name }) => name))('%s handles any event', async (route) => {
    const odd = fc.oneof(fc.constant(null), fc.constant(undefined), hostileJson);
    const events = fc.record(
      {
        body: odd.map((value) => (value === null || value === undefined ? value : textOf(value))),
        isBase64Encoded: fc.boolean(),
        headers: fc.oneof(
          fc.constant(null),
          fc.dictionary(hostileText, fc.oneof(hostileText, fc.constant(undefined))),
        ),
        queryStringParameters: fc.oneof(fc.constant(null), fc.dictionary(hostileText, hostileText)),
        multiValueQueryStringParameters: fc.oneof(
          fc.constant(null),
          fc.dictionary(hostileText, fc.array(hostileText)),
        ),
        pathParameters: fc.oneof(fc.constant(null), fc.dictionary(hostileText, hostileText)),
        requestContext: fc.oneof(
          fc.constant(undefined),
          fc.constantFrom(ANA, SAM).map(({ roles }) => signedInAs(reader(roles))),
          odd.map((claims) => ({ authorizer: { claims } })),
          odd.map((username) => ({ authorizer: { claims: { username, 'cognito:groups': username } } })),
        ),
      },
      { requiredKeys: [] },
    );
    await holds(
      fc.asyncProperty(events, async (event) =>
        assertRefusedQuietly(await house.invoke(route, event as unknown as Partial<APIGatewayProxyEvent>)),
      ) as never,
      30,
    );
  });
});
