import { afterEach, describe, expect, it } from '@jest/globals';
import type { CREATE_PARAMETERS } from '#simulator/pay/read-create.ts';
import type { UPDATE_PARAMETERS } from '#simulator/pay/read-update.ts';
import { readPay } from '#simulator/pay/verb/read-pay.ts';
import { DEFAULT_SETTINGS } from '#simulator/settings.ts';
import { SUPPORTED } from '#simulator/twiml/attributes.ts';
import { openPayHouse } from '#test/support/pay-house.ts';
import { CALL_SID, type PaySimulator, startPaySimulator } from '#test/support/pay-simulator.ts';
import { payOf, payVerb } from '#test/support/pay-verb.ts';

/** What is set is obeyed or refused: each parameter has a row that shows it, and a row is missing for none. */

let closing: { close(): Promise<void> } | undefined;
afterEach(() => closing?.close());

const CARD = '4111111111111111';
const ACH = { PaymentMethod: 'ach-debit', Parameter: '{"AVSName":"A"}' };
const WHOLE = { 'payment-card-number': `${CARD}#`, 'expiration-date': '1228#' };
const BARE = { PostalCode: 'false', SecurityCode: 'false' };

type Form = Readonly<Record<string, string>>;

async function open(create: Form) {
  const simulator = await startPaySimulator();
  closing = simulator;
  const account = simulator.client.accountSid;
  let key = 0;
  const post = async (path: string, form: Form) => {
    key += 1;
    const required = { IdempotencyKey: `key-${key}`, StatusCallback: simulator.callbackUrl };
    const response = await fetch(
      `${simulator.url}/2010-04-01/Accounts/${account}/Calls/${CALL_SID}/${path}.json`,
      {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${account}:${simulator.client.password}`)}` },
        body: new URLSearchParams({ ...required, ...form }),
      },
    );
    return { status: response.status, body: await response.json() };
  };
  const created = await post('Payments', create);
  const update = (form: Form) => post(`Payments/${created.body.sid}`, form);
  return {
    simulator,
    created,
    again: () => post('Payments', create),
    update,
    started: async () => {
      await simulator.app.count(1);
      return simulator.callbacks()[0] ?? {};
    },
    /** Captures, completes, and returns what the processor was asked. */
    async whole(entries: Form = WHOLE) {
      for (const [capture, keys] of Object.entries(entries)) {
        await update({ Capture: capture });
        simulator.press(keys);
      }
      await update({ Status: 'complete' });
      await simulator.processor.count(1);
      return JSON.parse(simulator.processor.received[0]?.body ?? '');
    },
    /** Captures one field and returns the callback about it. */
    async entry(capture: string, keys: string) {
      await update({ Capture: capture });
      simulator.press(keys);
      return last(simulator, ({ PartialResult }) => PartialResult === 'false');
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function last(simulator: PaySimulator, fits: (callback: Form) => boolean): Promise<Form> {
  for (;;) {
    const found = simulator.callbacks().findLast(fits);
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Row {
  readonly given: Form;
  readonly obeyed: (session: Opened) => Promise<void>;
  /** Bad values, each with Twilio's code. */
  readonly bad: readonly (readonly [value: string, code: number])[];
  /** What the bad values are sent with. */
  readonly beside?: Form;
}

const CREATE: Readonly<Record<(typeof CREATE_PARAMETERS)[number], Row>> = {
  IdempotencyKey: {
    given: { IdempotencyKey: 'same' },
    obeyed: async ({ again, created }) => expect((await again()).body.sid).toBe(created.body.sid),
    bad: [['', 64020]],
  },
  StatusCallback: {
    given: {},
    obeyed: async ({ started }) => expect(await started()).toMatchObject({ CallSid: CALL_SID }),
    bad: [
      ['', 64020],
      ['/relative', 21609],
    ],
  },
  BankAccountType: {
    given: { ...ACH, BankAccountType: 'commercial-checking' },
    obeyed: async ({ started }) =>
      expect(await started()).toMatchObject({ BankAccountType: 'commercial-checking' }),
    bad: [['commercial-savings', 64020]],
    beside: ACH,
  },
  ChargeAmount: {
    given: { ...BARE, ChargeAmount: '12.50' },
    obeyed: async ({ whole }) => expect(await whole()).toMatchObject({ method: 'charge', amount: '12.50' }),
    bad: [
      ['-1', 64003],
      ['1.234', 64003],
      ['1000000', 64003],
    ],
  },
  Confirmation: {
    given: { ...BARE, Confirmation: 'true' },
    obeyed: async ({ simulator, update, entry }) => {
      for (const [capture, keys] of Object.entries(WHOLE)) await entry(capture, keys);
      await update({ Status: 'complete' });
      expect(simulator.processor.received).toEqual([]);
      simulator.press('1');
      await simulator.processor.count(1);
    },
    bad: [['maybe', 64020]],
  },
  Currency: {
    given: { ...BARE, ChargeAmount: '12', Currency: 'eur' },
    obeyed: async ({ whole }) => expect(await whole()).toMatchObject({ currency_code: 'EUR' }),
    bad: [['XXY', 64020]],
  },
  Description: {
    given: { ...BARE, Description: 'order 7' },
    obeyed: async ({ whole }) => expect(await whole()).toMatchObject({ description: 'order 7' }),
    bad: [],
  },
  Input: { given: { Input: 'dtmf' }, obeyed: accepted, bad: [['speech', 64020]] },
  MinPostalCodeLength: {
    given: { MinPostalCodeLength: '5' },
    obeyed: async ({ entry }) =>
      expect(await entry('postal-code', '9411#')).toMatchObject({ ErrorType: 'invalid-postal-code' }),
    bad: [['0', 64020]],
  },
  Parameter: {
    given: { ...BARE, Parameter: "{'order': 'it\\'s 7', 'gift': True}" },
    obeyed: async ({ whole }) =>
      expect(await whole()).toMatchObject({ parameters: { order: "it's 7", gift: true } }),
    bad: [
      ['{"a":{}}', 64020],
      ["{'a'", 64020],
    ],
  },
  PaymentConnector: { given: { PaymentConnector: 'Default' }, obeyed: accepted, bad: [['Other', 64004]] },
  PaymentMethod: {
    given: ACH,
    obeyed: async ({ started }) => expect(await started()).toMatchObject({ PaymentMethod: 'ach-debit' }),
    bad: [['cash', 64020]],
  },
  PostalCode: {
    given: { PostalCode: 'False' },
    obeyed: async ({ entry }) => {
      const { Required = '' } = await entry('expiration-date', '1228');
      expect(Required).toBe('payment-card-number,security-code');
    },
    bad: [['94105', 64020]],
  },
  RequireMatchingInputs: {
    given: { ...BARE, RequireMatchingInputs: 'expiration-date' },
    obeyed: async ({ entry }) => {
      expect(await entry('expiration-date', '1228')).toMatchObject({
        Required: 'payment-card-number,expiration-date-matcher',
      });
    },
    bad: [['bank-account-number', 64020]],
  },
  SecurityCode: {
    given: { SecurityCode: 'False' },
    obeyed: async ({ entry }) => {
      const { Required = '' } = await entry('expiration-date', '1228');
      expect(Required).toBe('payment-card-number,postal-code');
    },
    bad: [['no', 64020]],
  },
  Timeout: {
    given: { Timeout: '9' },
    obeyed: async ({ simulator, update }) => {
      await update({ Capture: 'postal-code' });
      simulator.press('9');
      simulator.clock.advanceBy(8999);
      expect(simulator.clock.pending).toBeGreaterThan(0);
      simulator.clock.advanceBy(1);
      expect(await last(simulator, ({ PartialResult }) => PartialResult === 'false')).toMatchObject({
        PaymentCardPostalCode: '9',
      });
    },
    bad: [
      ['0', 64020],
      ['601', 64020],
    ],
  },
  TokenType: {
    given: { TokenType: 'one-time' },
    obeyed: async ({ started }) => expect(await started()).toMatchObject({ TokenType: 'one-time' }),
    bad: [['forever', 64020]],
  },
  ValidCardTypes: {
    given: { ValidCardTypes: 'amex jcb' },
    obeyed: async ({ entry }) =>
      expect(await entry('payment-card-number', CARD)).toMatchObject({ ErrorType: 'invalid-card-type' }),
    bad: [['visa unionpay', 64020]],
  },
};

async function accepted({ created }: Opened): Promise<void> {
  expect(created.status).toBe(201);
}

describe('Payments create', () => {
  it.each(Object.entries(CREATE))('obeys %s', async (_, { given, obeyed }) => {
    const session = await open(given);
    expect(session.created).toMatchObject({ status: 201 });
    await obeyed(session);
  });

  it.each(
    Object.entries(CREATE).flatMap(([name, { bad, beside = {} }]) =>
      bad.map(([value, code]) => [name, value, code, beside] as const),
    ),
  )('refuses %s=%s with %i', async (name, value, code, beside) => {
    const { created } = await open({ ...beside, [name]: value });
    expect(created).toMatchObject({ status: 400, body: { code } });
  });

  it.each(Object.keys(CREATE).filter((name) => name !== 'IdempotencyKey' && name !== 'StatusCallback'))(
    'takes an empty %s as none',
    async (name) => {
      expect((await open({ [name]: '' })).created.status).toBe(201);
    },
  );
});

const UPDATE: Readonly<Record<(typeof UPDATE_PARAMETERS)[number], readonly (readonly [string, number])[]>> = {
  IdempotencyKey: [['', 64020]],
  StatusCallback: [
    ['', 64020],
    ['/relative', 21609],
  ],
  Capture: [['card', 64020]],
  Status: [['paused', 64020]],
};

describe('Payments update', () => {
  it.each(
    Object.entries(UPDATE).flatMap(([name, bad]) => bad.map(([value, code]) => [name, value, code] as const)),
  )('refuses %s=%s with %i', async (name, value, code) => {
    const { update } = await open({});
    const beside = name === 'Status' ? {} : { Capture: 'postal-code' };
    expect(await update({ ...beside, [name]: value })).toMatchObject({ status: 400, body: { code } });
  });
  it('obeys them all', async () => {
    const { whole, simulator } = await open(BARE);
    expect(await whole()).toMatchObject({ method: 'tokenize' });
    expect(await last(simulator, ({ Result }) => Result !== undefined)).toMatchObject({ Result: 'success' });
  });
});

interface Attribute {
  readonly given: string;
  readonly obeyed: (run: ReturnType<typeof payVerb>) => void;
  readonly bad: readonly string[];
  /** Custom parameters beside it. */
  readonly inner?: string;
  readonly code?: number;
}

const AVS = '<Parameter name="AVSName" value="A"/>';
const fors = (run: ReturnType<typeof payVerb>) => run.callbacks().map((callback) => callback.For);

const PAY: Readonly<Record<string, Attribute>> = {
  input: {
    given: 'dtmf',
    obeyed: (run) => expect(run.said()).toHaveLength(1),
    bad: ['speech', 'dtmf speech'],
  },
  paymentMethod: {
    given: 'ach-debit',
    inner: AVS,
    obeyed: (run) => expect(run.said()[0]).toMatch(/routing number/),
    bad: ['cash'],
  },
  bankAccountType: {
    given: 'consumer-savings" paymentMethod="ach-debit',
    inner: AVS,
    obeyed(run) {
      run.press('121181976');
      expect(run.callbacks()[0]).toMatchObject({ BankAccountType: 'consumer-savings' });
    },
    bad: ['consumer-checking'],
    code: 64017,
  },
  timeout: { given: '9', obeyed: (run) => expect(run.timers()).toContain(9), bad: ['0', '1.5', 'x'] },
  maxAttempts: {
    given: '3',
    obeyed(run) {
      run.press('1#1#1#');
      expect(run.ends()).toEqual([]);
      run.press('1#');
      expect(run.ends()).toHaveLength(1);
    },
    bad: ['0', '4', 'x'],
  },
  securityCode: {
    given: 'false',
    obeyed(run) {
      run.press(`${CARD}122894111#`);
      expect(fors(run)).not.toContain('security-code');
    },
    bad: ['no'],
  },
  postalCode: {
    given: '94105',
    obeyed(run) {
      run.press(CARD);
      expect(run.callbacks()[0]).toMatchObject({ PaymentCardPostalCode: '94105' });
    },
    bad: ['@'],
  },
  minPostalCodeLength: {
    given: '5',
    obeyed(run) {
      run.press(`${CARD}12289411#`);
      expect(run.callbacks()[2]).toMatchObject({ ErrorType: 'invalid-postal-code' });
    },
    bad: ['0', 'x'],
  },
  paymentConnector: {
    given: 'Other',
    obeyed: (run) => expect(run.state.payment.terms.paymentConnector).toBe('Other'),
    bad: [],
  },
  tokenType: {
    given: 'one-time',
    obeyed: (run) => expect(run.state.payment.terms.tokenType).toBe('one-time'),
    bad: ['forever'],
  },
  chargeAmount: {
    given: '1000000',
    obeyed: (run) => expect(run.state.payment.terms.chargeAmount).toBe('1000000'),
    bad: ['-0.59', '1000000.01', '$5', '1.234'],
    code: 64003,
  },
  currency: {
    given: 'eur',
    obeyed: (run) => expect(run.state.payment.terms.currency).toBe('EUR'),
    bad: ['XXY'],
  },
  language: { given: 'de-DE', obeyed: (run) => expect(run.said()[0]).toMatch(/Kartennummer/), bad: [] },
  description: {
    given: 'order 7',
    obeyed: (run) => expect(run.state.payment.terms.description).toBe('order 7'),
    bad: [],
  },
  validCardTypes: {
    given: 'amex master-card',
    obeyed(run) {
      run.press(CARD);
      expect(run.callbacks()[0]).toMatchObject({ ErrorType: 'invalid-card-type' });
      run.press('5555555555554444');
      expect(run.callbacks()[1]).toMatchObject({ PaymentCardType: 'mastercard' });
    },
    bad: ['visa unionpay', 'all'],
  },
};

/** Shown over HTTP, in test/simulator/calls/pay.test.ts. */
const ADDRESSES = ['action', 'statusCallback', 'statusCallbackMethod'];

describe('the attributes of <Pay>', () => {
  it('have a row each', () => {
    expect([...Object.keys(PAY), ...ADDRESSES].sort()).toEqual([...(SUPPORTED.Pay ?? [])].sort());
  });

  it.each(Object.entries(PAY))('obey %s', (name, { given, inner = '', obeyed }) => {
    obeyed(payVerb(`${name}="${given}"`, inner));
  });

  it.each(
    Object.entries({ ...PAY, statusCallbackMethod: { bad: ['PUT'], code: 64020 } }).flatMap(
      ([name, { bad, code = 64020 }]) => bad.map((value) => [name, value, code] as const),
    ),
  )('refuse %s="%s" with %i', (name, value, code) => {
    const { refusal } = readPay(payOf(`${name}="${value}"`), DEFAULT_SETTINGS);
    expect(refusal).toMatchObject({
      result: { Result: 'validation-error', PayErrorCode: String(code) },
      problem: expect.stringMatching(new RegExp(`: ${name === 'chargeAmount' ? 'paymentAmount' : name}$`)),
    });
  });

  it('refuse a language nobody speaks where setting payUnknownLanguage says so', () => {
    const settings = { ...DEFAULT_SETTINGS, payUnknownLanguage: 'refused' as const };
    expect(readPay(payOf('language="ja-JP"'), settings).refusal?.result).toMatchObject({
      PaymentError: "language='ja-JP' (Invalid Parameter Value)",
    });
    expect(readPay(payOf('language="it-IT"'), settings).refusal).toBeUndefined();
  });

  it.each(SUPPORTED.Pay ?? [])('take an empty %s as none', (name) => {
    expect(readPay(payOf(`${name}=""`), DEFAULT_SETTINGS).refusal).toBeUndefined();
  });
});

describe('the attributes of <Prompt>', () => {
  it.each<[string, string, string]>([
    ['for', 'payment-card-number', 'security-date'],
    ['attempt', '1 2 3 4 5 6 7 8 9 10', '0'],
    ['cardType', 'visa mastercard amex maestro discover optima jcb diners-club enroute', 'gold'],
    ['errorType', 'timeout invalid-card-number invalid-date internal-error', 'date-validation-failed-x'],
    ['requireMatchingInputs', 'true', 'yes'],
  ])('are chosen by %s, or a warning', (name, good, bad) => {
    const prompt = (value: string) => {
      const step = name === 'for' ? '' : 'for="bank-account-number"';
      return payOf('', `<Prompt ${step} ${name}="${value}"><Say>x</Say></Prompt>`);
    };
    expect(prompt(good)).toMatchObject({ warnings: [], prompts: [{ sounds: [{ text: 'x' }] }] });
    expect(prompt(bad)).toMatchObject({ warnings: [`${name} of <Prompt>`], prompts: [] });
  });
});

describe('Parameter of <Pay>', () => {
  it('goes to the processor unchanged, as text', async () => {
    const inner = '<Parameter name="order" value="7"/><Parameter name="Camel Case" value=""/>';
    const house = await openPayHouse(
      `<Response><Pay action="/done" postalCode="false" securityCode="false">${inner}</Pay></Response>`,
    );
    closing = house;
    await house.press(await house.begin(), `${CARD}1228`);
    await house.processor.count(1);
    expect(JSON.parse(house.processor.received[0]?.body ?? '').parameters).toEqual({
      order: '7',
      'Camel Case': '',
    });
  });
});

describe('settings that decide what is taken', () => {
  it.each<[string, object, Form, number]>([
    ['singleQuotedParameter', { singleQuotedParameter: 'refused' }, { Parameter: "{'a':'b'}" }, 64020],
    ['booleanLetters', { booleanLetters: 'lower-case' }, { PostalCode: 'False' }, 64020],
    ['emptyParameters', { emptyParameters: 'refused' }, { TokenType: '' }, 64020],
    ['missingParameterCode', { missingParameterCode: 20001 }, { IdempotencyKey: '' }, 20001],
  ])('%s', async (_, settings, form, code) => {
    const simulator = await startPaySimulator({ settings });
    closing = simulator;
    const account = simulator.client.accountSid;
    const response = await fetch(
      `${simulator.url}/2010-04-01/Accounts/${account}/Calls/${CALL_SID}/Payments.json`,
      {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${account}:${simulator.client.password}`)}` },
        body: new URLSearchParams({ IdempotencyKey: 'k', StatusCallback: simulator.callbackUrl, ...form }),
      },
    );
    const body = await response.json();
    expect(body).toMatchObject({ status: 400, code });
    if (code === 20001)
      expect(body.message).toBe('Missing required parameter IdempotencyKey in the post body');
  });

  it('commercialSavings', () => {
    const pay = payOf('paymentMethod="ach-debit" bankAccountType="commercial-savings"', AVS);
    expect(readPay(pay, DEFAULT_SETTINGS).refusal?.result.PayErrorCode).toBe('64020');
    expect(readPay(pay, { ...DEFAULT_SETTINGS, commercialSavings: 'accepted' }).refusal).toBeUndefined();
  });

  it('cardTable: Diners of 14 digits, and UnionPay as a brand', () => {
    const types = 'validCardTypes="diners-club unionpay"';
    expect(readPay(payOf(types), DEFAULT_SETTINGS).refusal).toBeDefined();
    for (const [number, type] of [
      ['30569309025904', 'diners-club'],
      ['38520000023237', 'diners-club'],
      ['6200000000000005', 'unionpay'],
      ['8100000000000002', 'unionpay'],
    ]) {
      const run = payVerb(types, '', { cardTable: 'wider' });
      run.press(`${number}#`);
      expect([number, run.callbacks()[0]]).toMatchObject([number, { PaymentCardType: type }]);
    }
  });
});
