import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { keyInCard } from './support/walk-frames.ts';

const WRONG_CARD = '4111111111111112';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

let theatre: Theatre;
let desk: DeskPage;
let phone: PhonePage;

beforeAll(async () => {
  theatre = await openTheatre();
  desk = await theatre.openPage();
  phone = await theatre.openPhone();
});

afterAll(() => theatre.close());

/** Presses Tab until a control with this name has the focus, as a person without a mouse does. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (element === document.body) return '';
      const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
    });
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${name}.`);
}

/**
 * Ctrl+Shift+digit. Buttons that appear by themselves ignore presses for a moment; the key is throttled for a second.
 */
async function shortcut(page: Page, digit: string): Promise<void> {
  await page.keyboard.press(`Control+Shift+Digit${digit}`);
}

async function enterOn(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

describe('a payment without a mouse', () => {
  it('goes from sign-in to the charge, with an error on the way, and ends with the focus on the result', async () => {
    const { page } = desk;
    await desk.button('Sign in').waitFor();
    await enterOn(page, 'Sign in');
    await desk.button(/sign in as ana/i).waitFor();
    await enterOn(page, /sign in as ana/i);
    await desk.button('Go online').waitFor();
    await enterOn(page, 'Go online');
    await desk.heading('Waiting for a call').waitFor();

    await phone.call();
    await desk.button(/^Answer/).waitFor();
    await page.waitForFunction(() => document.title.startsWith('Incoming call'));
    await pressUntil(desk.heading('Take a payment'), () => shortcut(page, '1'));
    await expectFocus(page, /amount/i);
    await page.keyboard.type('12.00');
    await shortcut(page, '3');
    await desk.button('Ask').waitFor();
    const asking = desk.row('Card number').filter({ hasText: 'asking the caller' });
    await pressUntil(asking, () => shortcut(page, '3'));

    await phone.press(`${WRONG_CARD}#`);
    await desk.button('Ask again').waitFor();
    await enterOn(page, /^Ask again/);
    await keyInCard(desk, phone);

    await desk.button('Take USD 12.00').waitFor();
    const taking = desk.button(/^Taking USD 12.00/).or(desk.heading('USD 12.00 taken'));
    await pressUntil(taking.first(), () => enterOn(page, 'Take USD 12.00'));
    await desk.heading('USD 12.00 taken').waitFor();
    await expectFocus(page, 'USD 12.00 taken');
    await shortcut(page, '9');
    await desk.button('Done').waitFor();
    expect(theatre.complaints).toEqual([]);
  });

  it('lists the keys, keeps the focus inside the list, and returns it', async () => {
    const { page } = desk;
    await tabTo(page, 'Done');
    await page.keyboard.press('Control+Shift+Slash');
    await desk.heading('Keyboard shortcuts').waitFor();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('Tab');
    const isInside = await page.evaluate(
      () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
    );
    expect(isInside).toBe(true);
    await page.keyboard.press('Escape');
    await expectFocus(page, 'Done');
  });

  it('controls the call, and cancels a bank payment', async () => {
    const { page } = desk;
    await enterOn(page, 'Done');
    await desk.heading('Waiting for a call').waitFor();
    await phone.call();
    await pressUntil(desk.heading('Take a payment'), () => shortcut(page, '1'));

    const music = page.getByText(/the caller hears music/);
    await pressUntil(music, () => shortcut(page, '8'));
    await pressUntil(page.locator('#call').filter({ hasNot: music }), () => shortcut(page, '8'));
    await pressUntil(page.getByText('Muted: the caller cannot hear you.'), () => shortcut(page, '2'));

    await tabTo(page, 'Card');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'Amount');
    await page.keyboard.type('30.00');
    await tabTo(page, 'Account holder’s name');
    await page.keyboard.type('Ada Example');
    await pressUntil(desk.button('Ask'), () => shortcut(page, '3'));
    await enterOn(page, 'Cancel payment');
    await desk.heading('Cancelled').waitFor();
    await expectFocus(page, 'Cancelled');
    await pressUntil(desk.button('Done'), () => shortcut(page, '9'));
    await enterOn(page, 'Done');
  });

  it('declines a call', async () => {
    const { page } = desk;
    await phone.call();
    await desk.button('Decline').waitFor();
    await pressUntil(desk.button('Done'), () => enterOn(page, 'Decline'));
    await enterOn(page, 'Done');
    await desk.heading('Waiting for a call').waitFor();
    expect(theatre.complaints).toEqual([]);
  });
});

async function expectFocus(page: Page, name: string | RegExp): Promise<void> {
  const focused = await page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return (element?.labels?.[0]?.textContent ?? element?.textContent ?? '').trim();
  });
  expect(focused).toMatch(name);
}

/**
 * A button that appears by itself ignores presses at first, and a shortcut is throttled: like a person, it presses
 * again.
 */
async function pressUntil(sign: Locator, press: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 20 && !(await sign.isVisible()); tries += 1) {
    await press().catch(() => {});
    await sign.waitFor({ timeout: 300 }).catch(() => {});
  }
  await sign.waitFor();
}
