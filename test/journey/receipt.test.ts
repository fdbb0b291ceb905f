import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Script } from '../local/support/script.ts';
import { frameFaults } from './support/check-frame.ts';
import type { DeskPage } from './support/desk-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

let theatre: Theatre;
let sam: DeskPage;
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre({
    look: { BRAND_NAME: 'Acme Payments', BRAND_LOGO: 'web/public/favicon.svg', BRAND_ACCENT: '#7a1fa2' },
  });
  const { deskUrl, simulator } = theatre.stack;
  const ana = await Script.signIn({ deskUrl, simulatorUrl: simulator.url }, 'ana');
  await ana.goOnline();
  const payment = { callSid: await ana.call(), chargeAmount: '45.50', reference: 'INV-1' };
  const { paySid } = await ana.pay(payment);
  sam = await theatre.openPage();
  await sam.signIn('sam');
  await sam.page.goto(`${sam.url}/payments/${paySid}`);
  await sam.shows(/Trail verified/);
}, 120_000);

afterAll(() => theatre.close());

describe('a desk with a look of its own', () => {
  it('has its name, its picture and its colour, under the policy of the page', async () => {
    const { page } = sam;
    expect(await page.title()).toMatch(/ - Acme Payments$/);
    const picture = page.locator('.brand img');
    expect(
      await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
    ).toBe(true);
    const link = page.locator('.nav [aria-current=page]');
    expect(await link.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(122, 31, 162)');
    faults.push(...(await frameFaults(page)));
  });
});

describe('a receipt', () => {
  it('is reached and read by keyboard, in Spanish', async () => {
    const { page } = sam;
    await sam.button('Receipt').press('Enter');
    await page.getByRole('radio', { name: 'English' }).press('ArrowRight');
    await page.getByText('Venta por teléfono').waitFor();
    faults.push(...(await frameFaults(page)));
  });

  it('is all that is printed', async () => {
    const { page } = sam;
    await page.emulateMedia({ media: 'print' });
    const paper = (await page.locator('body').innerText()).split('\n').filter(Boolean);
    expect(paper.slice(0, 5)).toEqual([
      'Example Shop',
      'Springfield, IL',
      'Recibo',
      'Venta por teléfono',
      'Práctica: no se cobró dinero',
    ]);
    expect(paper).toHaveLength(17);
    expect(paper.join(' ')).toMatch(/45,50 USD .*Visa terminada en 1111 .*Referencia INV-1/);
    await page.emulateMedia({ media: 'screen' });
    await page.keyboard.press('Escape');
    await sam.button('Receipt').waitFor();
  });

  it('left no fault and no complaint behind', () => {
    expect(faults).toEqual([]);
    expect(theatre.complaints).toEqual([]);
  });
});
