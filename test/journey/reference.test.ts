import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pickIdSettings } from '#lambdas/contract/rule-names.ts';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { keyInCard } from './support/walk-frames.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

let theatre: Theatre;
let desk: DeskPage;
let phone: PhonePage;

beforeAll(async () => {
  theatre = await openTheatre({
    ids: pickIdSettings({
      REFERENCE_LABEL: 'Invoice',
      REFERENCE_MASK: 'INV-999999',
      REFERENCE_REQUIRED: 'on',
      CUSTOMER_MASK: 'A-9999',
    }),
  });
  [desk, phone] = await Promise.all([theatre.openPage(), theatre.openPhone()]);
  await desk.page.context().grantPermissions(['microphone', 'clipboard-read', 'clipboard-write']);
});

afterAll(() => theatre.close());

const box = (name: string) => desk.page.getByRole('textbox', { name });
const address = () => new URL(desk.page.url()).pathname + new URL(desk.page.url()).search;
const clipboard = () => desk.page.evaluate(() => navigator.clipboard.readText());

/** By the keyboard alone: the button is reached, pressed, and keeps the focus. */
async function copy(what: string): Promise<string> {
  const button = desk.page.getByRole('button', { name: new RegExp(`(Copy|Copied) ${what}`) });
  await button.focus();
  await desk.page.keyboard.press('Enter');
  await desk.page.getByRole('button', { name: `Copied ${what}` }).waitFor();
  await desk.page.locator('[aria-live]').getByText(`${what} copied`).first().waitFor({ state: 'attached' });
  expect(await button.evaluate((it) => it === document.activeElement)).toBe(true);
  return clipboard();
}

describe('a payment for an invoice', () => {
  it('begins with a link, followed before the sign-in, and starts only when the agent says so', async () => {
    await desk.page.goto(
      `${theatre.stack.deskUrl}/?reference=inv-204417&customer=C-1841&amount=12.00&currency=EUR`,
    );
    await desk.button('Sign in').click();
    await desk.button(/sign in as ana/i).click();
    await desk.shows('The next payment, from a link: Invoice INV-204417, Customer C-1841, EUR 12.00');
    expect(address()).toBe('/');

    await desk.page.reload();
    await desk.shows(/from a link: Invoice INV-204417/);
    await desk.goOnline();
    await phone.call();
    await desk.answer();
    await desk.shows('Filled in from a link. Check it before you start.');
    expect(await box('Invoice').inputValue()).toBe('INV-204417');
    expect(await box('Customer number (optional)').inputValue()).toBe('C-1841');
    expect(await box('Amount').inputValue()).toBe('12.00');
    expect(theatre.stack.simulator.requests.list().filter(({ kind }) => kind === 'payment')).toEqual([]);
  });

  it('must be written as it is set', async () => {
    await box('Invoice').fill('204417');
    await desk.button(/^Start payment/).click();
    await desk.shows('Write it like INV-123456.');
    await box('Invoice').fill('inv-204417');
    await desk.button(/^Start payment/).click();
    await desk.button('Ask').click();
    await desk.asks('Card number');
    await keyInCard(desk, phone);
    await desk.take('EUR 12.00');
  });

  it('is told to the processor, and copied with one press', async () => {
    const told = theatre.stack.simulator.requests.list().find(({ kind }) => kind === 'connector');
    expect(told?.parameters).toMatchObject({
      'parameters.assistPayId': expect.stringMatching(/^[a-z]{16}$/),
      'parameters.reference': 'INV-xx4417',
    });
    expect(await copy('Confirmation')).toMatch(/^ch_[a-z]{24}$/);
    expect(await copy('Invoice')).toBe('INV-204417');
    expect(await copy('Customer')).toBe('C-1841');

    await desk.page
      .getByRole('link', { name: /record/i })
      .first()
      .click();
    expect(await copy('Id at the processor')).toBe(told?.parameters['parameters.assistPayId']);
    await phone.hangUp();
  });

  it('may be linked to in another tab, and goes to the one with the phone', async () => {
    await desk.page.getByRole('link', { name: 'Desk', exact: true }).click();
    await phone.call();
    await desk.answer();
    await desk.fillAmount('99');
    const tab = await desk.page.context().newPage();
    await tab.goto(`${theatre.stack.deskUrl}/?reference=INV-204418&amount=7.50`);
    await tab.getByText('The desk in your other tab has filled it in.').waitFor();
    expect(new URL(tab.url()).search).toBe('');
    await tab.close();
    await desk.shows('Filled in from a link. Check it before you start.');
    expect(await box('Invoice').inputValue()).toBe('INV-204418');
    expect(await box('Amount').inputValue()).toBe('7.50');
    await phone.hangUp();
  });

  it('is found again by its invoice and by its customer', async () => {
    await desk.page.goto(`${theatre.stack.deskUrl}/payments?reference=inv-204417`);
    await desk.shows(/^1 payment/);
    const chip = (text: string) => desk.button(`Remove ${text}`);
    await chip('Invoice: inv-204417').click();
    const look = desk.page.getByLabel('Find a payment');
    await look.fill('INV-204418');
    // As this business writes its invoices, so it is taken for one.
    expect(await desk.page.getByLabel('Looks for it as').inputValue()).toBe('reference');
    await desk.button('Search').click();
    await desk.shows(/No payments/);
    expect(address()).not.toContain('204418');
    await chip('Invoice: INV-204418').click();
    await look.fill('c-1841');
    await desk.button('Search').click();
    await desk.shows(/^1 payment/);
    await chip('Customer: c-1841').waitFor();
    expect(address()).not.toContain('1841');
    expect(theatre.complaints).toEqual([]);
  });
});
