/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import type { DeskConfig, PaySession, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { receiptOf, receiptText } from '#web/src/records/receipt.ts';
import { zone } from '#web/src/records/zone.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession, READY } from '../support/sessions.ts';

beforeAll(loadLaterPages);
beforeAll(() => {
  zone.value = 'UTC';
});
afterEach(cleanup);

const MERCHANT = { name: 'Acme Plumbing', locality: 'Springfield, IL', contact: '+1 500 555 0006' };
const CHARGED: Partial<PaySession> = {
  ...READY,
  state: 'succeeded',
  outcome: 'charged',
  confirmationCode: 'ch_3abc',
  reference: 'INV-204417',
  customer: 'A-1000',
  description: 'Invoice 2041',
  chargeAmount: '1200.5',
};

async function openRecord(
  session: Partial<PaySession>,
  config: Partial<DeskConfig> = {},
): Promise<RenderedDesk> {
  const desk = renderDesk(['supervisor'], { practice: false, merchant: MERCHANT, ...config });
  const body: PaySessionRecord = {
    ...paySession(session),
    events: [],
    trail: { verified: true, events: 0 },
  };
  desk.api.on(`GET /paySessions/${PAY_SID}`, { body });
  await act(() => desk.desk.router.go(`/payments/${PAY_SID}`));
  await act(settle);
  return desk;
}

const paper = () => document.querySelector('.receipt') as HTMLElement;
const linesOf = () =>
  [...paper().querySelectorAll('dl > div')].map((line) =>
    [...line.children].map(({ textContent }) => textContent),
  );

describe('a receipt', () => {
  it('has what a telephone order needs, and nothing more', async () => {
    const desk = await openRecord(CHARGED);
    await desk.press('Receipt');

    expect(linesOf()).toEqual([
      ['Date', expect.stringMatching(/^November 22, 2026\D+14:05 UTC$/)],
      ['Amount', 'USD 1,200.50'],
      ['Paid with', 'Visa ending in 1111'],
      ['Confirmation', 'ch_3abc'],
      ['Reference', 'INV-204417'],
      ['Questions', '+1 500 555 0006'],
    ]);
    expect(paper().querySelector('header')?.textContent).toBe('Acme PlumbingSpringfield, IL');
    expect(paper().textContent).toContain('Sale, by telephone');
    expect(paper().textContent).not.toMatch(/author|1228|12\/28|A-1000|Invoice 2041|\bana\b|PK2|CA[0-9]/);
  });

  it('is in Spanish at a press, whatever the page is in, and says so to a reader', async () => {
    const desk = await openRecord(CHARGED);
    await desk.press('Receipt');
    await desk.user.click(screen.getByRole('radio', { name: 'Español' }));

    expect(paper().lang).toBe('es');
    expect(within(paper()).getByText('Venta por teléfono')).toBeTruthy();
    expect(linesOf().slice(0, 3)).toEqual([
      ['Fecha', expect.stringMatching(/^22 de noviembre de 2026\D+14:05 UTC$/)],
      ['Importe', '1200,50 USD'],
      ['Pagado con', 'Visa terminada en 1111'],
    ]);
    expect(screen.getByRole('dialog', { name: 'Receipt' })).toBeTruthy();
  });

  it('is copied as text, and printed by the browser', async () => {
    const desk = await openRecord(CHARGED);
    await desk.press('Receipt');
    const print = jest.spyOn(window, 'print').mockImplementation(() => {});
    const dialog = within(screen.getByRole('dialog'));
    await desk.user.click(dialog.getByRole('button', { name: 'Copy as text' }));
    await act(settle);
    await desk.user.click(dialog.getByRole('button', { name: 'Print' }));

    expect(print).toHaveBeenCalledTimes(1);
    expect(await navigator.clipboard.readText()).toBe(
      [
        'Acme Plumbing',
        'Springfield, IL',
        '',
        'Receipt',
        'Sale, by telephone',
        '',
        'Date: November 22, 2026 at 14:05 UTC',
        'Amount: USD 1,200.50',
        'Paid with: Visa ending in 1111',
        'Confirmation: ch_3abc',
        'Reference: INV-204417',
        'Questions: +1 500 555 0006',
      ].join('\n'),
    );
    expect(dialog.getByRole('button', { name: 'Copied' })).toBeTruthy();
  });

  it('of practice money says that it is', async () => {
    const desk = await openRecord(CHARGED, { practice: true });
    await desk.press('Receipt');
    expect(paper().textContent).toContain('Practice: no money was taken');
  });

  it.each<[string, Partial<PaySession>, Partial<DeskConfig>, RegExp]>([
    ['a declined payment', { state: 'failed', outcome: 'notCharged' }, {}, /nothing was charged/],
    ['a saved card', { state: 'succeeded', outcome: 'saved' }, {}, /nothing was charged/],
    ['a result nobody knows', { state: 'failed', outcome: 'unknown' }, {}, /is not known/],
    ['a payment under way', { state: 'ready' }, {}, /is not over/],
    ['a merchant nobody set', CHARGED, { merchant: undefined as never }, /name is not set/],
  ])('there is none of %s, and the button says why', async (_, session, config, why) => {
    const desk = await openRecord(session, config);
    const button = screen.getByRole('button', { name: 'Receipt' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    const reason = document.getElementById(button.getAttribute('aria-describedby') ?? '');
    expect(reason?.textContent).toMatch(why);
    await desk.press('Receipt');
    expect(paper()).toBeNull();
  });

  it('there is one of a payment that a supervisor found to be charged', async () => {
    const resolution = {
      finding: 'charged',
      by: 'sam',
      at: '2026-11-23T09:00:00.000Z',
      note: 'Seen',
    } as const;
    const desk = await openRecord({
      ...CHARGED,
      state: 'failed',
      confirmationCode: undefined as never,
      resolution,
    });
    await desk.press('Receipt');
    expect(linesOf().map(([name]) => name)).toEqual([
      'Date',
      'Amount',
      'Paid with',
      'Reference',
      'Questions',
    ]);
  });
});

describe('a receipt with values that mean harm', () => {
  const hostile = { name: '<img src=x onerror=alert(1)>', locality: 'متجر' };
  const options = { merchant: hostile, practice: false, language: 'en', zone: 'UTC' } as const;

  it('shows markup as the letters it is', async () => {
    const desk = await openRecord({ ...CHARGED, reference: '<b>INV</b>' }, { merchant: hostile });
    await desk.press('Receipt');
    expect(paper().querySelector('img, b')).toBeNull();
    expect(paper().textContent).toContain('<img src=x onerror=alert(1)>');
    expect(linesOf()).toContainEqual(['Reference', '<b>INV</b>']);
  });

  it('keeps marks of direction and line breaks out of the text, and isolates what runs the other way', () => {
    const session = paySession({
      ...CHARGED,
      reference: 'A\u202e1\u2069\nAmount: USD 9.00',
      confirmationCode: 'قبض 12',
    });
    const text = receiptText(receiptOf(session, options));
    expect(text).toContain('Reference: A1Amount: USD 9.00');
    expect(text).toContain('Confirmation: \u2068قبض 12\u2069');
    expect(text.split('\n')[1]).toBe('\u2068متجر\u2069');
    expect(text).not.toMatch(/[\u202a-\u202e\u2066\u2067]/);
  });

  it('never has more than the last four digits, nor an expiry', () => {
    const captured = {
      ...READY.captured,
      'payment-card-number': '4111111111111111',
      'expiration-date': '1228',
    };
    const text = receiptText(receiptOf(paySession({ ...CHARGED, captured }), options));
    expect(text).toContain('ending in 1111');
    expect(text).not.toMatch(/41111|1228|12\/28/);
  });
});
