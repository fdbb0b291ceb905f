/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import type { TypedDigits } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { deskInPayment, renderDesk } from '../support/render-desk.tsx';
import { NOT_KNOWN, PAY_SID, paySession, READY, typedDigits } from '../support/sessions.ts';

afterEach(cleanup);

const row = (name: string) => {
  const found = screen.getAllByRole('listitem').find((item) => item.textContent?.startsWith(name));
  if (!found) throw new Error(`No row ${name}.`);
  return found;
};
const buttons = () => screen.getAllByRole('button').map((button) => button.textContent);
describe('a payment under way', () => {
  it('asks for the first missing field and shows the keys as they are pressed', async () => {
    const desk = await deskInPayment();
    const asked = paySession({
      version: 2,
      state: 'capturing',
      capturing: { field: 'payment-card-number', typed: '' },
    });
    desk.api.on('POST /updatePaySession', { status: 202, body: asked });
    await desk.press('Ask');
    expect(desk.api.sentTo('POST /updatePaySession')[0]?.body).toEqual({
      paySid: PAY_SID,
      capture: 'payment-card-number',
    });
    expect(row('Card number').getAttribute('aria-current')).toBe('step');

    await desk.push({
      ...asked,
      version: 3,
      capturing: { field: 'payment-card-number', typed: 'xxxxxxxxx' },
    });
    expect(row('Card number').textContent).toContain('Caller is typing: 9 digits');
    expect(row('Card number').querySelector('[data-typed="9"]')?.getAttribute('aria-hidden')).toBe('true');
  });

  it('counts down to the end of an entry, from the last key and never before the first', async () => {
    const desk = await deskInPayment();
    const typed = (count: number, version: number) =>
      paySession({
        version,
        state: 'capturing',
        capturing: { field: 'payment-card-number', typed: 'x'.repeat(count) },
      });
    await desk.push(typed(0, 2));
    await desk.advance(4_000);
    expect(screen.queryByText(/for the next key/)).toBeNull();
    await desk.push(typed(1, 3));
    expect(screen.getByText('Waiting 5 s for the next key')).toBeTruthy();
    await desk.advance(3_000);
    expect(screen.getByText('Waiting 2 s for the next key')).toBeTruthy();
    await desk.push(typed(2, 4));
    expect(screen.getByText('Waiting 5 s for the next key')).toBeTruthy();
    await desk.advance(6_000);
    expect(screen.getByText('Checking the entry…')).toBeTruthy();
  });

  it('shows a field that was accepted while others are still missing (B1)', async () => {
    const desk = await deskInPayment();
    await desk.push(
      paySession({
        version: 3,
        state: 'capturing',
        required: ['expiration-date', 'security-code'],
        captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
        cardType: 'visa',
      }),
    );
    expect(row('Card number').textContent).toContain('Visa ending 1111');
    expect(screen.getByText('1 of 3 details')).toBeTruthy();
  });

  it('asks for the next field by itself once one is accepted', async () => {
    const typing = paySession({
      version: 2,
      state: 'capturing',
      capturing: { field: 'payment-card-number', typed: 'xx' },
    });
    const desk = await deskInPayment(typing);
    desk.api.on('POST /updatePaySession', { status: 202, body: { ...typing, version: 4 } });
    await desk.push(
      paySession({
        version: 3,
        state: 'capturing',
        required: ['expiration-date'],
        captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
      }),
    );
    expect(desk.api.sentTo('POST /updatePaySession').map(({ body }) => body)).toEqual([
      { paySid: PAY_SID, capture: 'expiration-date' },
    ]);
  });

  it.each([
    ['invalid-card-number', 'payment-card-number', 'Card number', 'The card number fails its check.'],
    ['input-timeout', 'payment-card-number', 'Card number', 'No complete entry in time.'],
    ['something-new', 'payment-card-number', 'Card number', 'Words of the service.'],
  ] as const)('says what %s means, and asks again only when told to', async (code, field, name, words) => {
    const desk = await deskInPayment();
    const error = { code, field, guidance: 'Words of the service.' };
    await desk.push(paySession({ version: 3, state: 'capturing', error }));
    expect(row(name).textContent).toContain(words);
    expect(within(row(name)).getByRole('button', { name: 'Ask again' })).toBeTruthy();
    expect(desk.api.sentTo('POST /updatePaySession')).toEqual([]);
  });

  it('shows an error that belongs to no field, before any card was keyed in (B16)', async () => {
    const desk = await deskInPayment();
    await desk.push(paySession({ version: 3, error: { code: '64014', guidance: '' } }));
    expect(screen.getByText(/account holder's name is missing/)).toBeTruthy();
  });

  it('offers exactly what the service allows', async () => {
    const desk = await deskInPayment(paySession({ ...READY, allowed: ['capture', 'complete', 'cancel'] }));
    expect(buttons()).toEqual(expect.arrayContaining(['Take USD 12.00', 'Cancel payment', 'Again']));
    await desk.push(paySession({ ...READY, version: 9, state: 'submitting', allowed: [] }));
    expect(buttons()).not.toEqual(expect.arrayContaining(['Cancel payment']));
    expect(buttons()).not.toEqual(expect.arrayContaining(['Again']));
  });

  it('ignores an older state that arrives late', async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    await desk.push(paySession({ version: 7, state: 'cancelled', allowed: [] }));
    expect(screen.getByRole('button', { name: 'Take USD 12.00' })).toBeTruthy();
  });
});

describe('what the caller keys in', () => {
  const CARD = 'payment-card-number';
  const typing = { typing: 'pay-typing' };
  const asked = (version: number) =>
    paySession({ ...typing, version, state: 'capturing', capturing: { field: CARD, typed: '' } });
  const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 14, 6, second)).toISOString();
  const shown = () => document.querySelector('[data-typed]')?.getAttribute('data-typed');
  const keying = async (session = asked(2)) => {
    const desk = await deskInPayment(session);
    const key = (digits: Partial<TypedDigits>) =>
      act(async () => {
        desk.sync.push('pay-typing', typedDigits(digits));
        await settle();
      });
    return { ...desk, key };
  };

  it('shows as it is typed, and nothing else changes with a digit', async () => {
    const { desk, key } = await keying();
    await key({ typed: 'xxx', at: at(1) });
    expect(row('Card number').textContent).toContain('Caller is typing: 3 digits');
    expect(screen.getByText('Waiting 5 s for the next key')).toBeTruthy();
    const session = desk.payment.session.value;
    await key({ typed: 'xxxx', at: at(2) });
    expect(shown()).toBe('4');
    expect(desk.payment.session.value).toBe(session);
  });

  it('shows at once after a reload, from what the document holds', async () => {
    const desk = renderDesk();
    desk.sync.holding.set('pay-typing', typedDigits({ typed: 'xxxxxx', at: at(1) }));
    await desk.answerCall();
    await desk.startPayment(asked(2));
    expect(shown()).toBe('6');
  });

  it('shows for a field that nobody here asked for, as a capture under way', async () => {
    const { desk, key, advance } = await keying(paySession(typing));
    await key({ typed: 'x', at: at(1) });
    expect(row('Card number').textContent).toContain('Caller is typing: 1 digit');
    expect(desk.payment.session.value?.state).toBe('capturing');
    await advance(200);
    expect(document.querySelector('[aria-live=polite]')?.textContent).toContain('Caller is typing.');
  });

  it('is of the attempt before once the same field is asked for again', async () => {
    const { push, key } = await keying();
    await key({ typed: 'xxxx', at: at(1) });
    await push(asked(3));
    expect(shown()).toBe('0');
    await key({ typed: 'xxxx', at: at(1) });
    expect(shown()).toBe('0');
    await key({ typed: 'x', at: at(2) });
    expect(shown()).toBe('1');
  });

  it('stays when the answer to asking comes after the first key', async () => {
    const { push, key } = await keying(paySession(typing));
    await key({ typed: 'x', at: at(1) });
    await push(asked(2));
    expect(shown()).toBe('1');
  });

  it('stays when another field was asked for before, whose answer comes after the first key', async () => {
    const expiry = { capturing: { field: 'expiration-date', typed: '' } } as const;
    const { push, key } = await keying(paySession({ ...typing, version: 2, state: 'capturing', ...expiry }));
    await key({ field: 'expiration-date', typed: 'xx', at: at(1) });
    await key({ typed: 'x', at: at(2) });
    expect(shown()).toBe('0');
    await push(asked(3));
    expect(shown()).toBe('1');
  });

  it('goes with the outcome of its field, however late the last digits come', async () => {
    const { push, key } = await keying();
    await key({ typed: 'xxxx', at: at(1) });
    const outcome = { outcomeTimes: { [CARD]: at(3) } };
    const error = { code: 'invalid-card-number', field: CARD, guidance: '' } as const;
    await push(paySession({ ...typing, ...outcome, version: 3, state: 'capturing', error }));
    await key({ typed: 'xxxxx', at: at(2) });
    expect(shown()).toBeUndefined();
    expect(within(row('Card number')).getByRole('button', { name: 'Ask again' })).toBeTruthy();
  });

  it('suggests repeating the sentence only while keys would be seen', async () => {
    const hint = () => screen.queryByText(/No keys yet/) !== null;
    const { sync, api, advance } = await keying();
    api.on(`GET /paySessions/${PAY_SID}`, { body: asked(2) });
    await advance(21_000);
    expect(hint()).toBe(true);
    await act(() => sync.connection('disconnected'));
    await advance(5_000);
    expect(hint()).toBe(false);
    expect(row('Card number').textContent).toContain('asking the caller');
  });
});

describe('taking the money', () => {
  it('takes it once, no matter how often the button is pressed', async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    let respond: (body: unknown) => void = () => {};
    desk.api.on('POST /completePaySession', async () => ({
      status: 202,
      body: await new Promise((resolve) => {
        respond = resolve;
      }),
    }));
    await desk.advance(500);
    await desk.user.dblClick(screen.getByRole('button', { name: 'Take USD 12.00' }));
    await desk.press(/Taking USD 12.00/);
    respond(paySession({ ...READY, version: 9, state: 'submitting', allowed: [] }));
    await desk.advance(0);
    await desk.press(/Taking USD 12.00/);
    expect(desk.api.sentTo('POST /completePaySession')).toHaveLength(1);
  });

  it('ignores presses for a moment after it appears, so that an Enter meant for something else takes nothing', async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    await desk.press('Take USD 12.00');
    expect(desk.api.sentTo('POST /completePaySession')).toEqual([]);
  });

  it('has no shortcut key', async () => {
    await deskInPayment(paySession({ ...READY, version: 8 }));
    expect(screen.getByRole('button', { name: 'Take USD 12.00' }).dataset.shortcut).toBeUndefined();
  });

  it('reads the session before offering to take it again when no response arrived', async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    desk.api.on('POST /completePaySession', 'no response');
    desk.api.on(`GET /paySessions/${PAY_SID}`, {
      body: paySession({ ...READY, version: 9, state: 'submitting', allowed: [] }),
    });
    await desk.advance(500);
    await desk.press('Take USD 12.00');
    expect(screen.queryByRole('button', { name: 'Take USD 12.00' })).toBeNull();
    expect(screen.getByRole('button', { name: /Taking/ }).getAttribute('aria-disabled')).toBe('true');
  });

  it('says after 10 s that it is slow, and offers a check after 70 s', async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    await desk.push(paySession({ ...READY, version: 9, state: 'submitting', allowed: [] }));
    await desk.advance(10_000);
    expect(screen.getByText(/Don’t start it again/, { selector: '.note' })).toBeTruthy();
    await desk.advance(60_000);
    expect(screen.getByRole('button', { name: 'Check now' })).toBeTruthy();
  });
});

describe('cancelling a submitted payment', () => {
  const SUBMITTING = paySession({ ...READY, version: 9, state: 'submitting', allowed: ['cancel'] });
  const TOO_LATE = { code: 'ALREADY_SUBMITTED', twilioCode: 64021 };
  const isBlocked = (name: string) =>
    screen.getByRole('button', { name }).getAttribute('aria-disabled') === 'true';
  const submit = async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    await desk.push(SUBMITTING);
    desk.api.on(`GET /paySessions/${PAY_SID}`, { body: { ...SUBMITTING, version: 11 } });
    return desk;
  };

  it('promises only to try', async () => {
    await submit();
    expect(buttons()).toContain('Try to cancel');
    expect(buttons()).not.toContain('Cancel payment');
  });

  it('says that it is with the processor and that nothing was cancelled, and asks only once', async () => {
    const desk = await submit();
    desk.api.on('POST /cancelPaySession', refusal(409, TOO_LATE));
    await desk.press('Try to cancel');
    expect(screen.getByText(/Already with the processor: nothing was cancelled/)).toBeTruthy();
    expect(screen.queryByText(/already open on this call/)).toBeNull();
    expect(screen.getByRole('button', { name: /Taking USD 12.00/ })).toBeTruthy();
    expect(isBlocked('Try to cancel')).toBe(true);
    expect(document.activeElement?.textContent).toBe('Try to cancel');
    await desk.press('Try to cancel');
    expect(desk.api.sentTo('POST /cancelPaySession')).toHaveLength(1);

    await desk.advance(200);
    const spoken = [...document.querySelectorAll('[aria-live="assertive"]')].map((log) => log.textContent);
    expect(spoken.join(' ')).toContain('nothing was cancelled');
  });

  it('says so in Spanish', async () => {
    const desk = await submit();
    await act(() => {
      desk.desk.settings.language.value = 'es';
    });
    desk.api.on('POST /cancelPaySession', refusal(409, TOO_LATE));
    await desk.press('Intentar cancelar');
    expect(screen.getByText(/Ya está en el procesador: no se canceló nada/)).toBeTruthy();
  });

  it('removes that note once the payment can continue', async () => {
    const desk = await submit();
    desk.api.on('POST /cancelPaySession', refusal(409, TOO_LATE));
    await desk.press('Try to cancel');
    await desk.push(paySession({ ...READY, version: 12, error: { code: '64019', guidance: '' } }));
    expect(screen.queryByText(/nothing was cancelled/)).toBeNull();
    expect(isBlocked('Cancel payment')).toBe(false);
  });

  it('does not call it cancelled when Twilio accepted the request but has not reported how it ended', async () => {
    const desk = await submit();
    desk.api.on('POST /cancelPaySession', { status: 202, body: { ...SUBMITTING, version: 11 } });
    await desk.press('Try to cancel');
    expect(screen.getByText(/it may be too late. Wait for the result/)).toBeTruthy();
    expect(isBlocked('Try to cancel')).toBe(true);
    await desk.push(
      paySession({ version: 12, state: 'succeeded', outcome: 'charged', required: [], allowed: [] }),
    );
    expect(screen.getByRole('heading', { name: 'USD 12.00 taken' })).toBeTruthy();
    expect(screen.queryByText(/may be too late/)).toBeNull();
  });
});

describe('starting where a payment is open already', () => {
  it('says so when Twilio returns the same code', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(502, { code: 'TWILIO_REFUSED', twilioCode: 64021 }));
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await desk.press('Start payment');
    expect(screen.getByText(/already open on this call/)).toBeTruthy();
  });
});

describe('the end of a payment', () => {
  const end = async (session: Parameters<typeof paySession>[0]) => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    await desk.push(paySession({ ...READY, version: 9, state: 'submitting', allowed: [] }));
    await desk.push(paySession({ version: 10, required: [], allowed: [], ...session }));
    return desk;
  };

  it('shows the confirmation code and starts a second payment in the same call', async () => {
    const desk = await end({
      state: 'succeeded',
      outcome: 'charged',
      result: 'success',
      confirmationCode: 'ch_1',
    });
    expect(screen.getByRole('heading', { name: 'USD 12.00 taken' })).toBeTruthy();
    expect(screen.getByText('ch_1')).toBeTruthy();
    await desk.press('New payment');
    expect(screen.getByRole('heading', { name: 'Payment 2 on this call' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Amount' }).value).toBe('');
    expect(screen.getByText('Payments on this call')).toBeTruthy();
    expect(screen.getByText('Taken on this call').parentElement?.textContent).toContain('USD 12.00');
  });

  it('claims that nothing was charged only where that is proven', async () => {
    const failed = { state: 'failed', result: 'payment-connector-error' } as const;
    await end({ ...failed, outcome: 'notCharged', error: { code: '64012', guidance: '' } });
    expect(screen.getByText('Nothing was charged.')).toBeTruthy();
    cleanup();
    await end({ ...failed, outcome: 'unknown', error: { code: '64008', guidance: '' } });
    expect(screen.queryByText('Nothing was charged.')).toBeNull();
    expect(screen.getByRole('heading', { name: NOT_KNOWN })).toBeTruthy();
  });

  it('says the same about the money in the result, in the history and before the same charge again', async () => {
    const desk = await end({ state: 'failed', result: 'caller-hung-up', outcome: 'unknown' });
    expect(screen.getByRole('heading', { name: NOT_KNOWN })).toBeTruthy();
    expect(screen.queryByText(/Nothing was charged/)).toBeNull();
    expect(buttons()).not.toContain('Try another card');
    await desk.advance(200);
    const spoken = [...document.querySelectorAll('[aria-live="assertive"]')].map((log) => log.textContent);
    expect(spoken.join(' ')).toContain(NOT_KNOWN);
    expect(spoken.join(' ')).not.toContain('not taken');
    await desk.press('New payment');
    expect(screen.getByRole('listitem').textContent).toContain(NOT_KNOWN);
    expect(screen.queryByText('Taken on this call')).toBeNull();
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await desk.press('Start payment');
    expect(screen.getByText(/USD 12\.00 from .+ may have been charged/)).toBeTruthy();
  });

  it('shows both halves of a token, and says what was withheld', async () => {
    await end({
      state: 'succeeded',
      outcome: 'saved',
      paymentToken: 'tok_1',
      profileId: 'cus_42',
      withheld: ['confirmationCode'],
    });
    expect(screen.getByText('tok_1')).toBeTruthy();
    expect(screen.getByText('cus_42')).toBeTruthy();
    expect(screen.getByText('Confirmation (confirmationCode)')).toBeTruthy();
  });

  it.each([
    ['succeeded', 'unknown', NOT_KNOWN],
    ['cancelled', 'unknown', NOT_KNOWN],
    ['failed', 'charged', 'USD 12.00 taken'],
    ['unknown', 'notCharged', 'Not taken'],
  ] as const)('goes by the outcome alone: %s, %s', async (state, outcome, heading) => {
    const desk = await end({ state, outcome, error: { code: '64008', guidance: '' } });
    expect(screen.getByRole('heading', { name: heading })).toBeTruthy();
    // The amount too, once: who looks it up at the processor needs it.
    expect(document.querySelector('.result')?.textContent?.match(/USD 12\.00/g)).toHaveLength(1);
    await desk.advance(200);
    const spoken = [...document.querySelectorAll('[aria-live="assertive"]')].map((log) => log.textContent);
    const isUnknown = outcome === 'unknown';
    expect(spoken.join(' ').includes(NOT_KNOWN)).toBe(isUnknown);
    const details = document.querySelector('.details')?.textContent ?? '';
    expect(details.includes('64008')).toBe(outcome !== 'charged');
  });

  it('adds up what was taken in the smallest unit, in every form it comes in', async () => {
    const desk = await end({ state: 'succeeded', outcome: 'charged', chargeAmount: '12.5' });
    await desk.press('New payment');
    const second = { paySid: 'PK33333333333333333333333333333333', document: 'second' };
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    const taken = { state: 'succeeded', outcome: 'charged', chargeAmount: '12', allowed: [] } as const;
    desk.api.on('POST /startPaySession', { status: 201, body: paySession({ ...second, ...taken }) });
    await desk.press('Start payment');
    await desk.press('New payment');
    expect(screen.getByText('Taken on this call').parentElement?.textContent).toContain('USD 24.50');
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.50');
    await desk.press('Start payment');
    expect(screen.getByText(/USD 12.50 was already taken on this call/)).toBeTruthy();
  });

  const UNKNOWN = {
    state: 'unknown',
    outcome: 'unknown',
    error: { code: 'result-unknown', guidance: '' },
  } as const;
  const LATE = { version: 11, state: 'succeeded', outcome: 'charged', required: [], allowed: [] } as const;

  it('shows a result that arrives after the payment was given up', async () => {
    const desk = await end(UNKNOWN);
    expect(screen.getByRole('heading', { name: NOT_KNOWN })).toBeTruthy();
    await desk.advance(5_000);
    await desk.push(paySession({ ...LATE, confirmationCode: 'ch_1' }));
    expect(screen.getByRole('heading', { name: 'USD 12.00 taken' })).toBeTruthy();
    expect(screen.getByText('ch_1')).toBeTruthy();
  });

  it('leaves a late result to the records once the agent has moved on', async () => {
    const desk = await end(UNKNOWN);
    await desk.press('New payment');
    await desk.push(paySession(LATE));
    expect(screen.getByRole('heading', { name: 'Payment 2 on this call' })).toBeTruthy();
  });

  it('stops looking for a late result after half a minute', async () => {
    const desk = await end(UNKNOWN);
    desk.api.on(`GET /paySessions/${PAY_SID}`, { body: paySession({ version: 10, ...UNKNOWN }) });
    await desk.advance(30_000);
    const looked = desk.api.sentTo(`GET /paySessions/${PAY_SID}`).length;
    await desk.advance(60_000);
    expect(desk.api.sentTo(`GET /paySessions/${PAY_SID}`)).toHaveLength(looked);
  });

  const REFUSED = {
    state: 'failed',
    outcome: 'notCharged',
    result: 'payment-connector-error',
    error: { code: '64008', guidance: '', declined: true },
  } as const;

  it.each([
    ['en', 'Try another bank account', 'Try a card', 'Bank account (ACH)', 'Card'],
    ['es', 'Probar otra cuenta bancaria', 'Probar una tarjeta', 'Cuenta bancaria (ACH)', 'Tarjeta'],
  ] as const)(
    'offers a refused bank account another one or a card (%s)',
    async (language, other, card, bank, byCard) => {
      const chosen = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name }).checked;
      for (const [button, method] of [
        [other, bank],
        [card, byCard],
      ] as const) {
        cleanup();
        const desk = await end({ ...REFUSED, paymentMethod: 'ach-debit' });
        await act(() => {
          desk.desk.settings.language.value = language;
        });
        expect(buttons()).not.toContain(language === 'en' ? 'Try another card' : 'Probar otra tarjeta');
        await desk.press(button);
        expect(chosen(method)).toBe(true);
        const amount = language === 'en' ? 'Amount' : 'Importe';
        expect(screen.getByRole<HTMLInputElement>('textbox', { name: amount }).value).toBe('12.00');
      }
    },
  );

  it('tells the agent what to offer after a refused bank account, and what to say', async () => {
    await end({ ...REFUSED, paymentMethod: 'ach-debit' });
    expect(screen.getByText(/Ask for another bank account or a card/)).toBeTruthy();
    expect(screen.getByText(/Do you have another account, or a card\?/)).toBeTruthy();
    expect(screen.queryByText(/another card/)).toBeNull();
  });

  it('charges again after details were saved for later, unless the agent tries the same again', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    const chosen = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name }).checked;
    const save = async (session: Parameters<typeof paySession>[0]) => {
      const { chargeAmount: _, ...saving } = paySession({ allowed: [], required: [], ...session });
      desk.api.on('POST /startPaySession', { status: 201, body: saving });
      await desk.press('Start payment');
    };
    await desk.user.click(screen.getByRole('radio', { name: 'Save for later, charge nothing' }));
    await desk.user.selectOptions(screen.getByRole('combobox', { name: 'Save as' }), 'one-time');
    await save({ ...REFUSED, error: { code: '64010', guidance: '' } });
    await desk.press('Try another card');
    expect(chosen('Save for later, charge nothing')).toBe(true);
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Save as' }).value).toBe('one-time');

    const second = { paySid: 'PK33333333333333333333333333333333', document: 'second' };
    await save({ ...second, state: 'succeeded', outcome: 'saved' });
    await desk.press('New payment');
    expect(chosen('Charge')).toBe(true);
  });

  it.each(['Done', 'Close'])('leaves the call and its result with one press of %s', async (name) => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.startPayment(paySession());
    await desk.push(
      paySession({ version: 9, state: 'succeeded', outcome: 'charged', required: [], allowed: [] }),
    );
    await act(() => void call.emit('disconnect'));
    expect(screen.getByRole('heading', { name: 'USD 12.00 taken' })).toBeTruthy();
    await desk.press(name);
    expect(screen.queryByRole('region', { name: 'Payment' })).toBeNull();
    expect(screen.queryByText('Payments on this call')).toBeNull();
    expect(buttons()).not.toEqual(expect.arrayContaining(['Done']));
    expect(buttons()).not.toEqual(expect.arrayContaining(['Close']));
    expect(screen.getByRole('heading', { name: /Waiting for a call/ })).toBeTruthy();
  });

  it('keeps a result that is still to come when the agent is done with the call', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.startPayment(paySession());
    await desk.push(paySession({ ...READY, version: 8, state: 'submitting', allowed: [] }));
    await act(() => void call.emit('disconnect'));
    await desk.press('Done');
    await desk.push(
      paySession({ version: 9, state: 'succeeded', outcome: 'charged', required: [], allowed: [] }),
    );
    expect(screen.getByRole('heading', { name: 'USD 12.00 taken' })).toBeTruthy();
    await desk.press('Close');
    expect(screen.queryByRole('region', { name: 'Payment' })).toBeNull();
  });

  it('starts again after a failure without a reload (B9)', async () => {
    const desk = await end({
      state: 'failed',
      outcome: 'notCharged',
      result: 'payment-connector-error',
      error: { code: '64012', guidance: '' },
    });
    await desk.press('Try another card');
    const second = paySession({ paySid: 'PK33333333333333333333333333333333', document: 'second' });
    desk.api.on('POST /startPaySession', { status: 201, body: second });
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Amount' }).value).toBe('12.00');
    await desk.press('Start payment');
    expect(screen.getByRole('button', { name: 'Ask' })).toBeTruthy();
  });
});

describe('without live updates', () => {
  it('says so and polls instead', async () => {
    const desk = await deskInPayment();
    desk.api.on(`GET /paySessions/${PAY_SID}`, { body: paySession({ ...READY, version: 5 }) });
    desk.sync.connection('disconnected');
    await desk.advance(5_000);
    expect(
      screen.getByText('No live updates. Checking every few seconds.', { selector: '.banner *' }),
    ).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Take USD 12.00' })).toBeTruthy();
  });
});

describe('focus', () => {
  it('follows the result only when it was inside the payment', async () => {
    const desk = await deskInPayment(paySession({ ...READY, version: 8 }));
    screen.getByRole('button', { name: 'Take USD 12.00' }).focus();
    await desk.push(
      paySession({ version: 9, state: 'succeeded', outcome: 'charged', required: [], allowed: [] }),
    );
    expect(document.activeElement?.textContent).toBe('USD 12.00 taken');
    cleanup();

    const other = await deskInPayment(paySession({ ...READY, version: 8 }));
    const mute = screen.getByRole('button', { name: 'Mute' });
    mute.focus();
    await other.push(
      paySession({ version: 9, state: 'succeeded', outcome: 'charged', required: [], allowed: [] }),
    );
    expect(document.activeElement).toBe(mute);
  });
});
