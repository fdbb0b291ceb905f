import { describe, expect, it } from '@jest/globals';
import { payVerb } from '#test/support/pay-verb.ts';

const CARD = '4111111111111111';
const approved = { type: 'connector-response', outcome: { kind: 'approved', id: 'ch_1' } } as const;
const fors = (it: ReturnType<typeof payVerb>) => it.callbacks().map((callback) => callback.For);

describe('the steps of <Pay>', () => {
  it('come in the order of the step list, whatever the order of the prompts', () => {
    const run = payVerb('', '<Prompt for="security-code"><Say>x</Say></Prompt>');
    run.press(`${CARD}122894111#123`);
    expect(fors(run)).toEqual([
      'payment-card-number',
      'expiration-date',
      'postal-code',
      'security-code',
      'payment-processing',
    ]);
  });

  it('have the security code before the postal code where setting payStepOrder says so', () => {
    const run = payVerb('', '', { payStepOrder: 'security-code-first' });
    run.press(`${CARD}122812394111#`);
    expect(fors(run).slice(2, 4)).toEqual(['security-code', 'postal-code']);
  });

  it.each([
    ['securityCode="false"', '122894111#', ['payment-card-number', 'expiration-date', 'postal-code']],
    ['postalCode="false"', '1228123', ['payment-card-number', 'expiration-date', 'security-code']],
    ['postalCode="94105"', '1228123', ['payment-card-number', 'expiration-date', 'security-code']],
  ])('leave out what %s does not ask for', (attributes, keys, steps) => {
    const run = payVerb(attributes);
    run.press(CARD + keys);
    expect(fors(run)).toEqual([...steps, 'payment-processing']);
  });

  it('tells a literal postal code from the start', () => {
    const run = payVerb('postalCode="94105"');
    run.press(CARD);
    expect(run.callbacks()[0]).toMatchObject({ PaymentCardPostalCode: '94105' });
  });

  it('end with # and drop the one pressed after a step that ended by itself', () => {
    const run = payVerb();
    run.press(`${CARD}#1228#94111#123#`);
    expect(fors(run)).toHaveLength(5);
    expect(run.callbacks().some(({ ErrorType }) => ErrorType)).toBe(false);
  });

  it('ask an amex for its four digits on the front', () => {
    const run = payVerb('postalCode="false"');
    run.press('3782822463100051228');
    expect(run.said().at(-1)).toMatch(/four digit.*front/);
    run.press('1234');
    expect(run.callbacks()[2]).toMatchObject({ SecurityCode: '****', PaymentCardType: 'amex' });
  });

  it('are bank steps for ach-debit', () => {
    const run = payVerb(
      'paymentMethod="ach-debit" bankAccountType="consumer-savings"',
      '<Parameter name="AVSName" value="A. Payer"/>',
    );
    run.press('121181976123456789#');
    expect(run.callbacks()[1]).toEqual({
      AccountSid: 'AC1',
      CallSid: 'CA1',
      For: 'bank-account-number',
      Attempt: '1',
      BankRoutingNumber: '121181976',
      BankAccountNumber: '*******89',
      BankAccountType: 'consumer-savings',
    });
    run.dispatch(approved);
    expect(run.ends()).toEqual([
      {
        Result: 'success',
        PaymentMethod: 'ach-debit',
        PaymentToken: 'ch_1',
        PaymentConfirmationCode: '',
        PaymentError: '',
        BankRoutingNumber: '121181976',
        BankAccountNumber: '*******89',
        BankAccountType: 'consumer-savings',
      },
    ]);
  });

  it('are told when they start, too, where setting payStepStartCallback says so', () => {
    const run = payVerb('', '', { payStepStartCallback: true });
    run.press(CARD);
    expect(run.callbacks().map(({ For, PaymentCardNumber }) => [For, PaymentCardNumber])).toEqual([
      ['payment-card-number', undefined],
      ['payment-card-number', 'xxxxxxxxxxxx1111'],
      ['expiration-date', 'xxxxxxxxxxxx1111'],
    ]);
  });
});

describe('tries', () => {
  it.each([
    ['', {}, 2],
    ['maxAttempts="1"', {}, 2],
    ['maxAttempts="3"', {}, 4],
    ['maxAttempts="3"', { payMaxAttempts: 'tries' } as const, 3],
  ])('are counted for each step (%s, %j)', (attributes, settings, tries) => {
    const run = payVerb(attributes, '', settings);
    run.press('4111#'.repeat(tries - 1));
    expect(run.ends()).toEqual([]);
    run.press(`${CARD}${'1320'.repeat(tries - 1)}`);
    expect(run.ends()).toEqual([]);
    run.press('1320');
    expect(run.ends()).toEqual([
      expect.objectContaining({ Result: 'too-many-failed-attempts', PaymentError: 'invalid-date' }),
    ]);
    expect(run.callbacks().at(-1)).toMatchObject({ Attempt: String(tries), ErrorType: 'invalid-date' });
  });

  it('ask for the same step only, with what was wrong before the request', () => {
    const run = payVerb();
    run.press(`${CARD}1320`);
    expect(run.said().at(-1)).toMatch(/date is not valid\. Please enter the expiration date/);
    run.press('1228');
    expect(run.callbacks().map(({ For, Attempt }) => `${For} ${Attempt}`)).toEqual([
      'payment-card-number 1',
      'expiration-date 1',
      'expiration-date 2',
    ]);
  });

  it.each([
    [{}, 'input-timeout'],
    [{ payTimeoutErrorType: 'timeout' } as const, 'timeout'],
  ])('fail when nothing is keyed in time (%j)', (settings, word) => {
    const run = payVerb('timeout="7"', '', settings);
    expect(run.timers()).toEqual([undefined, 7]);
    run.dispatch({ type: 'timer' });
    expect(run.callbacks()).toEqual([
      expect.objectContaining({ For: 'payment-card-number', ErrorType: word }),
    ]);
    run.dispatch({ type: 'timer' });
    expect(run.ends()).toEqual([expect.objectContaining({ PaymentError: word })]);
  });

  it('validate what was keyed when the next key does not come', () => {
    const run = payVerb();
    run.press('411');
    run.dispatch({ type: 'timer' });
    expect(run.callbacks()).toEqual([expect.objectContaining({ ErrorType: 'invalid-card-number' })]);
  });

  it('go on with the next verb after the last one where setting payTooManyAttempts says so', () => {
    const run = payVerb('', '', { payTooManyAttempts: 'next-verb' });
    run.press('1#1#');
    expect(run.ends()).toEqual([undefined]);
  });
});

describe('prompts', () => {
  it('keep the clock from running until they were said, and end with the first key', () => {
    const run = payVerb('', '', { holds: true });
    expect(run.timers()).toEqual([undefined]);
    run.press('4');
    expect(run.effects.map(({ type }) => type)).toEqual(['timer', 'prompt', 'hush', 'timer']);
    run.dispatch({ type: 'prompted' });
    expect(run.timers()).toEqual([undefined, 5]);
  });

  it('let the clock run from their start where setting payTimeoutStarts says so', () => {
    const run = payVerb('', '', { holds: true, payTimeoutStarts: 'with-prompt' });
    run.dispatch({ type: 'prompted' });
    expect(run.timers()).toEqual([5]);
  });

  it('are not disturbed by keys where setting payKeysDuringPrompt says so, except by *', () => {
    const run = payVerb('', '', { holds: true, payKeysDuringPrompt: 'dropped' });
    run.press(CARD);
    expect(run.callbacks()).toEqual([]);
    run.dispatch({ type: 'prompted' });
    run.press(CARD);
    expect(run.callbacks()).toHaveLength(1);
    run.press('*');
    expect(run.ends()).toEqual([expect.objectContaining({ Result: 'caller-interrupted-with-star' })]);
  });

  it('are not ended by a # that belongs to the step before', () => {
    const run = payVerb('', '', { holds: true });
    run.press(`${CARD}#`);
    expect(run.effects.at(-1)).toMatchObject({ type: 'prompt' });
  });

  it.each([
    ['finishes', [], ['success']],
    ['cut', ['success'], ['success']],
  ] as const)('that tell to wait: setting payProcessingPrompt %s', (choice, before, after) => {
    const run = payVerb('postalCode="false" securityCode="false"', '', {
      holds: true,
      payProcessingPrompt: choice,
    });
    run.press(`${CARD}1228`);
    run.dispatch(approved);
    expect(run.ends().map((end) => end?.Result)).toEqual(before);
    run.dispatch({ type: 'prompted' });
    expect(run.ends().map((end) => end?.Result)).toEqual(after);
  });

  it('that have no end are cut once the processor has responded', () => {
    const music = '<Prompt for="payment-processing"><Play loop="0">/music.mp3</Play></Prompt>';
    const run = payVerb('postalCode="false" securityCode="false"', music, { holds: true });
    run.press(`${CARD}1228`);
    run.dispatch(approved);
    expect(run.ends().map((end) => end?.Result)).toEqual(['success']);
  });

  it.each([
    ['de-DE', 'Kartennummer', 'de-DE'],
    ['fr-CA', 'carte', 'fr-CA'],
    ['es-MX', 'tarjeta', 'es-MX'],
    ['it-IT', 'carta', 'it-IT'],
    ['en-AU', 'card number', 'en-AU'],
    ['ja-JP', 'card number', 'en-US'],
  ])('are in the language %s', (language, word, spoken) => {
    const [first] = payVerb(`language="${language}"`).effects.filter(({ type }) => type === 'prompt');
    expect(first).toMatchObject({ sounds: [{ verb: 'Say', language: spoken }] });
    expect(JSON.stringify(first)).toContain(word);
  });
});

describe('requireMatchingInputs', () => {
  const ach = 'paymentMethod="ach-debit"';
  const prompts =
    '<Parameter name="AVSName" value="A"/>' +
    '<Prompt for="bank-account-number"><Say>first</Say></Prompt>' +
    '<Prompt for="bank-account-number" requireMatchingInputs="true"><Say>again</Say></Prompt>' +
    '<Prompt for="bank-account-number" errorType="input-matching-failed"><Say>differ</Say></Prompt>';
  const start = (settings = {}) => {
    const run = payVerb(ach, prompts, settings);
    run.press('121181976');
    return run;
  };

  it('asks twice, and tells one try', () => {
    const run = start();
    run.press('123456789#');
    expect(run.said().slice(1)).toEqual(['first', 'again']);
    expect(fors(run)).toEqual(['bank-routing-number']);
    run.press('123456789#');
    expect(fors(run).slice(1)).toEqual(['bank-account-number', 'payment-processing']);
  });

  it('starts the step over when the entries differ, which uses up a try', () => {
    const run = start();
    run.press('123456789#12345678#');
    expect(run.said().slice(1)).toEqual(['first', 'again', 'differ']);
    expect(run.callbacks().at(-1)).toMatchObject({ Attempt: '1', ErrorType: 'input-matching-failed' });
    expect(run.callbacks().at(-1)).not.toHaveProperty('BankAccountNumber');
    run.press('123456789#12345678#');
    expect(run.ends()).toEqual([
      expect.objectContaining({ Result: 'too-many-failed-attempts', PaymentError: 'input-matching-failed' }),
    ]);
  });

  it('does not use up a try where setting payMismatchUsesAttempt says so', () => {
    const run = start({ payMismatchUsesAttempt: false });
    run.press('123456789#12345678#'.repeat(3));
    expect(run.ends()).toEqual([]);
    run.press('123456789#123456789#');
    expect(run.submitted()).toBe(1);
  });
});

describe('the end of <Pay>', () => {
  it.each([
    ['per digit as stars', {}, '***'],
    ['as the Payments API has it', { paySecurityCodeMask: 'as-payments' } as const, 'xxx'],
  ])('masks the security code %s', (_, settings, mask) => {
    const run = payVerb('postalCode="false"', '', settings);
    run.press(`${CARD}1228123`);
    run.dispatch(approved);
    expect(run.ends()[0]).toMatchObject({ SecurityCode: mask });
  });

  it('has every parameter of a result where setting payEmptyParameters says so', () => {
    const run = payVerb('', '', { payEmptyParameters: 'all' });
    run.press('*');
    expect(run.ends()[0]).toEqual({
      Result: 'caller-interrupted-with-star',
      PaymentMethod: 'credit-card',
      PaymentConfirmationCode: '',
      PaymentToken: '',
      PaymentError: '',
      PayErrorCode: '',
      ConnectorError: '',
      ProfileId: '',
    });
  });

  it.each([
    [{}, 'no funds: 100 %'],
    [{ payErrorEncoding: 'percent' } as const, 'no%20funds%3A%20100%20%25'],
  ])('tells the error (%j)', (settings, text) => {
    const run = payVerb('chargeAmount="1"', '', settings);
    run.press(`${CARD}122894111#123`);
    const outcome = { kind: 'declined', errorCode: '51', errorMessage: 'no funds: 100 %' } as const;
    run.dispatch({ type: 'connector-response', outcome });
    expect(run.ends()[0]).toMatchObject({ PaymentError: text, PayErrorCode: '64008' });
  });

  it.each([
    ['a card', '', '42424242424242421228', 'TEST', '64022'],
    ['a bank account', 'paymentMethod="ach-debit"', '121181976987654321#', 'TEST', '64023'],
    ['anything', '', `${CARD}1228`, 'LIVE', '64024'],
  ] as const)(
    'blocks %s that the mode does not allow, without asking the processor',
    (_, more, keys, mode, code) => {
      const inner = '<Parameter name="AVSName" value="A"/>';
      const run = payVerb(`postalCode="false" securityCode="false" ${more}`, inner, {
        mode,
        liveConnectorApproved: false,
      });
      run.press(keys);
      expect(run.ends()).toEqual([
        expect.objectContaining({ Result: 'payment-connector-error', PayErrorCode: code }),
      ]);
      expect(run.submitted()).toBe(0);
      expect(fors(run)).not.toContain('payment-processing');
    },
  );

  it.each([
    ['finishes', 'success'],
    ['ends', 'caller-hung-up'],
  ] as const)(
    'after a hang-up while the processor works: setting hangUpWhileSubmitting %s',
    (choice, result) => {
      const run = payVerb('', '', { hangUpWhileSubmitting: choice });
      run.press(`${CARD}122894111#123`);
      run.dispatch({ type: 'hangup' });
      run.dispatch(approved);
      expect(run.ends().map((end) => end?.Result)).toEqual([result]);
    },
  );

  it('is not brought about by * while the processor works', () => {
    const run = payVerb();
    run.press(`${CARD}122894111#123*`);
    expect(run.ends()).toEqual([]);
  });

  it.each([
    ['none', undefined],
    ['caller-hung-up', 'caller-hung-up'],
  ] as const)('after other TwiML: setting payActionAfterRedirect %s', (choice, result) => {
    const run = payVerb('', '', { payActionAfterRedirect: choice });
    run.press('411');
    run.dispatch({ type: 'replaced' });
    expect(run.ends().map((end) => end?.Result)).toEqual([result]);
  });
});
