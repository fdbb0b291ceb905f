/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { readStartLink } from '#web/src/payment/start-link.ts';
import { refusal } from '../support/fake-api.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

const RULES = {
  reference: { label: 'Invoice', mask: 'INV-999', required: true },
  customer: { required: false },
};
const box = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const read = (query: string, rules = NO_RULES) => readStartLink(new URLSearchParams(query), rules);

describe('what a link says', () => {
  it('is read by the rules of each field', () => {
    expect(read('reference= inv-204 &customer=C 7&amount=12.5&currency=eur', RULES)).toEqual({
      draft: {
        reference: 'INV-204',
        customer: 'C 7',
        amount: '12.50',
        meant: '12.50',
        currency: 'EUR',
        purpose: 'charge',
      },
      unusable: [],
    });
    expect(read('amount=7').draft).toMatchObject({ amount: '7.00', currency: 'USD' });
    expect(read('reference=order #7')).toEqual({ draft: { reference: 'order #7' }, unusable: [] });
  });

  it.each([
    ['reference=INV-2', 'reference'],
    ['reference=', 'reference'],
    ['reference=INV-204&reference=INV-205', 'reference'],
    ['customer=4111111111111111', 'customer'],
    ['customer=4111-1111-1111-1111', 'customer'],
    [`customer=${'x'.repeat(101)}`, 'customer'],
    ['amount=1,200.00', 'amount'],
    ['amount=-1', 'amount'],
    ['amount=0', 'amount'],
    ['amount=1.234', 'amount'],
    ['amount=1&amount=2', 'amount'],
    ['amount=12.00&currency=XXX', 'amount currency'],
    ['amount=12.00&currency=', 'amount currency'],
    ['amount=12.00&currency=toString', 'amount currency'],
    ['amount=12.50&currency=JPY', 'amount'],
  ])('cannot be used as in %s', (query, unusable) => {
    const link = read(query, RULES);
    expect(link.unusable.join(' ')).toBe(unusable);
    expect(link.draft).not.toHaveProperty('amount');
    expect(JSON.stringify(link)).not.toMatch(/4111|XXX|INV-2"/);
  });

  it('keeps a long id that is no card number', () => {
    expect(read('customer=204417204419').draft).toEqual({ customer: '204417204419' });
  });
});

/** A desk that was opened by a link. */
function follow(link: string, config = {}) {
  const desk = renderDesk(['agent'], { ids: RULES, ...config }, undefined, link);
  return desk;
}

describe('a link to the desk', () => {
  it('leaves the address at once, waits for a call, fills in the form and starts nothing', async () => {
    const desk = follow('/?reference=INV-204&amount=12.00&currency=EUR');
    expect(window.location.pathname + window.location.search).toBe('/');
    expect(screen.getByText('The next payment, from a link: Invoice INV-204, EUR 12.00')).toBeTruthy();

    await desk.answerCall();
    expect(screen.queryByText(/The next payment/)).toBeNull();
    expect(screen.getByText('Filled in from a link. Check it before you start.')).toBeTruthy();
    expect(box('Invoice').value).toBe('INV-204');
    expect(box('Amount').value).toBe('12.00');
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Currency' }).value).toBe('EUR');
    expect(desk.api.sentTo('POST /startPaySession')).toEqual([]);

    desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await desk.press('Start payment');
    expect(desk.api.sentTo('POST /startPaySession')[0]?.body).toMatchObject({
      chargeAmount: '12.00',
      currency: 'EUR',
      reference: 'INV-204',
    });
  });

  it('stays through a reload until a form has it, and no longer', async () => {
    follow('/?reference=INV-204&amount=12.00');
    const state = window.history.state;
    cleanup();
    const again = renderDesk(['agent'], { ids: RULES }, undefined, '/', state);
    await again.answerCall();
    expect(box('Invoice').value).toBe('INV-204');
    expect(window.history.state).toBeNull();
  });

  it('says what it gave that cannot be used, without repeating it', async () => {
    const desk = follow('/?reference=INV-20&amount=12.00&currency=DOGE');
    const said =
      'The link gave something that cannot be used here: Invoice, Amount, Currency. Fill it in yourself.';
    expect(screen.getByText(said)).toBeTruthy();
    await desk.answerCall();
    expect(screen.getByText(said)).toBeTruthy();
    expect(box('Invoice').value).toBe('');
    expect(document.body.textContent).not.toMatch(/DOGE|INV-20\b/);
  });

  it('is not used when the agent does not want it', async () => {
    const desk = follow('/?amount=12.00');
    await desk.press('Do not use it');
    await desk.answerCall();
    expect(box('Amount').value).toBe('');
    expect(screen.queryByText(/link/)).toBeNull();
  });

  it('leaves an address that says nothing of a payment as it is', () => {
    follow('/?x=1');
    expect(window.location.search).toBe('?x=1');
    expect(screen.queryByText(/link/)).toBeNull();
  });

  it('offers a currency that the form does not', async () => {
    const desk = follow('/?amount=12.00&currency=CHF');
    await desk.answerCall();
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Currency' }).value).toBe('CHF');
  });
});

describe('ids in the form', () => {
  it('have the name, the shape and the need that are set', async () => {
    const desk = follow('/');
    await desk.answerCall();
    expect(screen.getByText('Written like INV-123')).toBeTruthy();
    expect(box('Customer number (optional)')).toBeTruthy();
    await desk.user.type(box('Amount'), '12.00');
    await desk.press('Start payment');
    expect(screen.getByText('Fill this in: every payment needs it.')).toBeTruthy();
    expect(document.activeElement).toBe(box('Invoice'));

    await desk.user.type(box('Invoice'), 'inv-20x');
    await desk.press('Start payment');
    expect(screen.getByText('Write it like INV-123.')).toBeTruthy();
    expect(desk.api.sentTo('POST /startPaySession')).toEqual([]);
  });

  it('show what the service refused where it is', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(400, { code: 'CARD_DIGITS', field: 'customer' }));
    await desk.user.type(box('Amount'), '12.00');
    await desk.user.type(box('Customer number (optional)'), 'C-7');
    await desk.press('Start payment');
    expect(desk.api.sentTo('POST /startPaySession')[0]?.body).toMatchObject({ customer: 'C-7' });
    expect(box('Customer number (optional)').getAttribute('aria-invalid')).toBe('true');
    await act(async () => {});
    expect(document.activeElement).toBe(box('Customer number (optional)'));
  });
});
