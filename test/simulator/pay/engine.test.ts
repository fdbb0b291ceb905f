import { describe, expect, it } from '@jest/globals';
import { session, URL } from '#test/support/pay-engine.ts';

const VISA = '4111111111111111';
const AMEX = '378282246310005';

function captured(changes = {}, settings = {}) {
  const paying = session(changes, settings);
  paying.capture('payment-card-number', VISA);
  paying.capture('expiration-date', '1228');
  paying.capture('security-code', '123');
  return paying;
}

describe('a field', () => {
  it('waits for the first digit as long as it takes', () => {
    const { capture, others } = session();
    capture('payment-card-number');
    expect(others).toEqual(['timer off']);
  });

  it('ends with input-timeout and names itself where a first digit is awaited', () => {
    const { capture, dispatch, last, others } = session({}, { firstDigitTimeoutSeconds: 7 });
    capture('payment-card-number');
    dispatch({ type: 'timer' });
    expect(others).toEqual(['timer 7', 'timer off']);
    expect(last()).toMatchObject({
      ErrorType: 'input-timeout',
      PaymentError: 'payment-card-number',
      PartialResult: 'false',
    });
  });

  it('starts the clock anew at every digit and judges what is there when it runs out', () => {
    const { capture, dispatch, last, others } = session({ timeoutSeconds: 9 });
    capture('postal-code');
    capture('payment-card-number', '41');
    dispatch({ type: 'timer' });
    expect(others.slice(-3)).toEqual(['timer 9', 'timer 9', 'timer off']);
    expect(last()).toMatchObject({ ErrorType: 'invalid-card-number' });
  });

  it('stays in Required while digits come in and after an error', () => {
    const { capture, callbacks } = session();
    capture('expiration-date', '1328');
    expect(new Set(callbacks.map(({ Required }) => Required))).toEqual(
      new Set(['payment-card-number,expiration-date,security-code']),
    );
    expect(callbacks.at(-1)).toMatchObject({ ErrorType: 'invalid-date', PartialResult: 'false' });
    expect(callbacks.at(-1)).not.toHaveProperty('ExpirationDate');
  });

  it('goes back into Required when asked for again', () => {
    const { capture, last } = captured();
    expect(last()).toMatchObject({ Required: '' });
    capture('expiration-date');
    expect(last()).toMatchObject({ Required: 'expiration-date' });
    expect(last()).not.toHaveProperty('ExpirationDate', '1228');
    capture('expiration-date', '0130');
    expect(last()).toMatchObject({ Required: '', ExpirationDate: '0130' });
  });

  it('takes a trailing # after it ended by itself, without touching the next field', () => {
    const { capture, press, last } = session();
    capture('payment-card-number', VISA);
    capture('expiration-date');
    press('#');
    expect(last()).toMatchObject({ Capture: 'expiration-date', PartialResult: 'true' });
    press('1228#');
    expect(last()).toMatchObject({
      Capture: 'expiration-date',
      PartialResult: 'false',
      ExpirationDate: '1228',
    });
  });

  it('takes a trailing # of a field that timed out, too', () => {
    const { capture, dispatch, press, last } = session({ postalCode: true });
    capture('postal-code', '94105');
    dispatch({ type: 'timer' });
    capture('expiration-date');
    press('#');
    expect(last()).toMatchObject({ Capture: 'expiration-date', PartialResult: 'true' });
  });

  it('ends empty at a # of its own', () => {
    const { capture, press, last } = session();
    capture('expiration-date', '13#');
    capture('expiration-date');
    press('#');
    expect(last()).toMatchObject({ ErrorType: 'invalid-date', PartialResult: 'false' });
  });

  it('asks for the card number before the security code', () => {
    const { capture, press, last, callbacks } = session();
    capture('security-code');
    expect(last()).toMatchObject({
      Capture: 'security-code',
      ErrorType: 'invalid-card-number-security-code-capture-sequence',
      PartialResult: 'false',
    });
    press('123');
    expect(callbacks).toHaveLength(1);
  });

  it('loses a security code that does not fit the card number entered anew', () => {
    const { capture, last } = captured();
    capture('payment-card-number', AMEX);
    expect(last()).toMatchObject({ Required: 'security-code', PaymentCardType: 'amex' });
    capture('security-code', '1234');
    expect(last()).toMatchObject({ Required: '', SecurityCode: 'xxxx' });
  });

  it('replaces the field under way when another is asked for', () => {
    const { capture, last } = session();
    capture('payment-card-number', '4111');
    capture('expiration-date', '1228');
    expect(last()).toMatchObject({
      Capture: 'expiration-date',
      Required: 'payment-card-number,security-code',
    });
  });
});

describe('the end of a session', () => {
  it('is a star while capturing, and only then', () => {
    const paying = session();
    paying.press('*');
    expect(paying.state.phase).toBe('open');
    paying.capture('payment-card-number', '4111*');
    expect(paying.last()).toMatchObject({ Result: 'caller-interrupted-with-star' });
  });

  it.each([
    ['hang-up', 'caller-hung-up'],
    ['cancel', 'transaction-cancelled'],
  ])('is a %s, and forgets every digit', (how, result) => {
    const ended = captured();
    if (how === 'cancel') ended.cancel();
    else ended.dispatch({ type: 'hangup' });
    expect(ended.last()).toMatchObject({ Result: result, PaymentCardNumber: 'xxxxxxxxxxxx1111' });
    expect(ended.state).toMatchObject({ phase: 'ended', entered: {}, typing: undefined });
    const { length } = ended.callbacks;
    ended.capture('expiration-date', '1228');
    ended.complete();
    expect(ended.callbacks).toHaveLength(length);
  });

  it('leaves captured fields out of the cancel callback where setting cancelFields says so', () => {
    const ended = captured({}, { cancelFields: 'none' });
    ended.cancel();
    expect(Object.keys(ended.last()).sort()).toEqual(
      ['AccountSid', 'CallSid', 'DateUpdated', 'PaymentMethod', 'Result', 'Sid'].sort(),
    );
  });

  it('waits for the processor though the caller hangs up meanwhile', () => {
    const paying = captured();
    paying.complete();
    paying.dispatch({ type: 'hangup' });
    paying.dispatch({ type: 'connector-response', outcome: { kind: 'approved', id: 'ch_9' } });
    expect(paying.last()).toMatchObject({ Result: 'success', PaymentConfirmationCode: 'ch_9' });
  });

  it.each([
    ['dropped', {}],
    ['forwarded', { PayConnector_payment_status: 'PENDING', PayConnector_attempt: '2' }],
  ] as const)(
    'leaves what the processor adds to its response %s by setting',
    (connectorParameters, added) => {
      const parameters = { payment_status: 'PENDING', attempt: '2' };
      for (const outcome of [
        { kind: 'approved', id: 'ch_9', parameters },
        { kind: 'declined', errorCode: '05', errorMessage: undefined, parameters },
      ] as const) {
        const paying = captured({}, { connectorParameters });
        paying.complete();
        paying.dispatch({ type: 'connector-response', outcome });
        const sent = Object.entries(paying.last()).filter(([name]) => name.startsWith('PayConnector_'));
        expect(Object.fromEntries(sent)).toEqual(added);
      }
    },
  );

  it('keeps the session open after a refusal where setting afterConnectorError says so', () => {
    const paying = captured({}, { afterConnectorError: 'open' });
    paying.complete();
    paying.dispatch({ type: 'connector-response', outcome: { kind: 'unanswered' } });
    expect(paying.last()).toMatchObject({ Result: 'payment-connector-error', PayErrorCode: '64002' });
    paying.complete();
    expect(paying.others.filter((effect) => effect === 'submit')).toHaveLength(2);
  });
});

describe('confirmation', () => {
  it('submits at 1 and says nothing before', () => {
    const paying = captured({ confirmation: true });
    const { length } = paying.callbacks;
    paying.complete();
    paying.press('5#');
    expect(paying.state.phase).toBe('confirming');
    paying.press('1');
    expect(paying.state.phase).toBe('submitting');
    expect(paying.callbacks).toHaveLength(length);
    expect(paying.others.at(-1)).toBe('submit');
  });

  it('cancels at 2', () => {
    const paying = captured({ confirmation: true });
    paying.complete();
    paying.press('2');
    expect(paying.last()).toMatchObject({ Result: 'transaction-cancelled' });
  });
});

describe('matching inputs', () => {
  it('lists the second entry in Required until it is the same', () => {
    const { capture, last } = session({ requireMatching: ['payment-card-number'], securityCode: false });
    capture('payment-card-number', VISA);
    expect(last()).toMatchObject({ Required: 'payment-card-number-matcher,expiration-date' });
    capture('payment-card-number-matcher', '5555555555554444');
    expect(last()).toMatchObject({
      Capture: 'payment-card-number-matcher',
      ErrorType: 'input-matching-failed',
      Required: 'payment-card-number-matcher,expiration-date',
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
    });
    capture('payment-card-number-matcher', VISA);
    expect(last()).toMatchObject({ Required: 'expiration-date', PartialResult: 'false' });
  });

  it('wants the second entry again after the first was asked for anew', () => {
    const { capture, last } = session({ requireMatching: ['expiration-date'] });
    capture('expiration-date', '1228');
    capture('expiration-date-matcher', '1228');
    capture('expiration-date', '1229');
    expect(last().Required).toBe('payment-card-number,expiration-date-matcher,security-code');
  });

  it('discards the first entry with the second where setting mismatchClearsField says so', () => {
    const { capture, last } = session(
      { requireMatching: ['expiration-date'] },
      { mismatchClearsField: true },
    );
    capture('expiration-date', '1228');
    capture('expiration-date-matcher', '1229');
    expect(last().Required).toBe('payment-card-number,expiration-date,expiration-date-matcher,security-code');
  });
});

describe('TEST mode', () => {
  it('blocks a card that is not on the list at complete, and asks nobody', () => {
    const paying = captured();
    paying.capture('payment-card-number', '4242424242424242');
    paying.complete();
    expect(paying.last()).toMatchObject({ Result: 'payment-connector-error', PayErrorCode: '64022' });
    expect(paying.others).not.toContain('submit');
  });

  it('blocks a bank account that is not on the list', () => {
    const paying = session({ paymentMethod: 'ach-debit' });
    paying.capture('bank-routing-number', '121181976');
    paying.capture('bank-account-number', '508862392#');
    expect(paying.last()).toMatchObject({ BankAccountNumber: '*******92', BankRoutingNumber: '121181976' });
    paying.complete();
    expect(paying.last()).toMatchObject({ PayErrorCode: '64023' });
  });

  it('blocks already at capture where setting testModeCheck says so', () => {
    const paying = session({}, { testModeCheck: 'capture' });
    paying.capture('payment-card-number', '4242424242424242');
    expect(paying.last()).toMatchObject({ ErrorType: 'invalid-card-number', PayErrorCode: '64022' });
    expect(paying.state.entered).toEqual({});
  });
});

describe('settings of callbacks', () => {
  it.each([
    ['finalPartialResult omitted', { finalPartialResult: 'omitted' }, 'PartialResult', undefined],
    ['emptyErrorType empty', { emptyErrorType: 'empty' }, 'ErrorType', ''],
    ['requiredSeparator', { requiredSeparator: ', ' }, 'Required', 'expiration-date, security-code'],
    ['requiredNames', { requiredNames: 'pascal-case' }, 'Required', 'ExpirationDate,SecurityCode'],
    ['cardNumberMask', { cardNumberMask: 'grouped' }, 'PaymentCardNumber', 'xxxx-xxxx-xxxx-1111'],
    ['documented profile', { callbackProfile: 'documented' }, 'PaymentConnector', 'Default'],
  ])('%s', (_, settings, name, value) => {
    const { capture, last } = session({}, settings as never);
    capture('payment-card-number', VISA);
    expect(last()[name]).toBe(value);
  });

  it('firstUpdateCallback no-value leaves value and PartialResult out', () => {
    const { capture, last } = session({}, { firstUpdateCallback: 'no-value' });
    capture('payment-card-number');
    expect(last()).not.toHaveProperty('PaymentCardNumber');
    expect(last()).not.toHaveProperty('PartialResult');
  });

  it('sends the callbacks of a request to the URL that came with it', () => {
    const paying = session();
    paying.dispatch({ type: 'capture', capture: 'expiration-date', statusCallback: `${URL}/2` });
    expect(paying.state.statusCallback).toBe(`${URL}/2`);
  });
});
