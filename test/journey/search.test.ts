import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { only } from '#test/support/only-date.ts';
import { Script } from '../local/support/script.ts';
import { frameFaults } from './support/check-frame.ts';
import type { DeskPage } from './support/desk-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

const DAY_MS = 24 * 60 * 60_000;
const TUESDAY = 2;
/** Noon of the last Tuesday before today. */
const tuesday = new Date();
tuesday.setHours(12, 0, 0, 0);
do tuesday.setTime(tuesday.getTime() - DAY_MS);
while (tuesday.getDay() !== TUESDAY);

let theatre: Theatre;
let sam: DeskPage;
let taken: PaySessionRecord;
const wanted: string[] = [];
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre();
  // The payments of that day are taken on that day: handlers and simulator run in this process.
  jest.useFakeTimers({ ...only('Date'), now: tuesday, advanceTimers: true });
  await take('ben', { chargeAmount: '45.01' }, { chargeAmount: '300.00', reference: 'INV-1841' });
  for (const chargeAmount of ['120.01', '1200.01']) {
    const [declined] = await take('ben', { chargeAmount });
    wanted.push(declined?.paySid ?? '');
  }
  await take('ben', { chargeAmount: '150.01', currency: 'EUR' });
  await take('ana', { chargeAmount: '200.01' });
  jest.useRealTimers();
  const [today] = await take('ben', { chargeAmount: '130.01' }, { chargeAmount: '18.00' });
  expect(today?.state).toBe('failed');
  sam = await theatre.openPage();
  await sam.signIn('sam');
  await sam.page.getByRole('link', { name: 'Payments', exact: true }).press('Enter');
  await sam.heading('Payments').waitFor();
}, 120_000);

afterAll(() => theatre.close());

describe('a supervisor', () => {
  it('finds what ben had declined over 100 dollars last Tuesday, by keyboard, and saves it as CSV', async () => {
    const { page } = sam;
    await choose('A day in the last two weeks', 'Tuesday');
    await sam.shows(/^6 payments, newest first/);
    await choose('How it ended', 'Declined');
    await page.getByRole('combobox', { name: 'Agent' }).waitFor();
    await choose('Agent', 'ben');
    await choose('Currency', 'USD');
    await page.getByLabel('Amount from').focus();
    await page.keyboard.type('$100');
    await page.keyboard.press('Enter');
    await sam.shows(/^2 payments, newest first/);
    await judge('declined over 100');
    const query = Object.fromEntries(new URL(page.url()).searchParams);
    expect(query).toMatchObject({ ending: 'declined', agent: 'ben', amountFrom: '100.00', currency: 'USD' });

    await page.getByRole('button', { name: 'Amount', exact: true }).press('Enter');
    await sam.shows(/^Sorted by Amount: 2 payments/);
    expect(await amounts()).toEqual(['USD 1,200.01', 'USD 120.01']);
    await judge('sorted');
    // Whoever gets the address sees the same.
    await page.reload();
    await sam.shows(/^Sorted by Amount: 2 payments/);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV (2)' }).press('Enter');
    const file = await download;
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n').slice(1);
    expect(lines.map((line) => line.slice(1, 35)).sort()).toEqual([...wanted].sort());
    expect(file.suggestedFilename()).toBe(`payments_${query.from}_${query.from}.csv`);
  });

  it('takes filters away one by one, and goes on with the keyboard', async () => {
    const { page } = sam;
    await page.getByRole('button', { name: 'Remove How it ended: Declined' }).press('Enter');
    await sam.shows(/^Sorted by Amount: 3 payments/);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Remove Agent: ben',
    );
    await page.keyboard.press('Enter');
    await sam.shows(/^Sorted by Amount: 4 payments/);
  });

  it('finds one payment by its confirmation, its reference and its last four digits, and is told so', async () => {
    const { page } = sam;
    await page.getByRole('link', { name: 'Clear', exact: true }).press('Enter');
    await sam.shows(/^2 payments, newest first/);
    for (const [text, meaning] of [
      [taken.confirmationCode ?? '', 'Confirmation'],
      ['inv-1841', 'Reference'],
    ]) {
      await find(text ?? '');
      await sam.shows(/^1 payment, newest first/);
      await page.getByRole('button', { name: `Remove ${meaning}: ${text}` }).waitFor();
      expect(await amounts()).toEqual(['USD 300.00']);
      expect(new URL(page.url()).search).toBe('?from=');
      await page.getByRole('button', { name: `Remove ${meaning}: ${text}` }).press('Enter');
    }
    await find('1841');
    await sam.shows('Nothing found as Last four digits. It may be something else:');
    await judge('other meanings');
  });

  it('never sends a card number, and says why', async () => {
    const { page } = sam;
    const before = page.url();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData()}`));
    await find('4111 1111 1111 1111');
    await sam.shows(/This looks like a card number, so it was not looked for/);
    await judge('a card in the box');
    expect(page.url()).toBe(before);
    expect(sent.join()).not.toMatch(/4111/);
    expect(faults).toEqual([]);
    expect(theatre.complaints).toEqual([]);
  });
});

/** What one agent takes, in one shift. */
async function take(
  agent: string,
  ...payments: readonly Readonly<Record<string, string>>[]
): Promise<readonly PaySessionRecord[]> {
  const { deskUrl, simulator } = theatre.stack;
  const script = await Script.signIn({ deskUrl, simulatorUrl: simulator.url }, agent);
  await script.goOnline();
  const ended: PaySessionRecord[] = [];
  for (const start of payments) {
    const session = await script.pay({ callSid: await script.call(), ...start });
    if (start.reference) taken = session;
    ended.push(session);
  }
  await script.post('/presence', { state: 'offline' });
  await script.hangUp();
  return ended;
}

/** Chooses by typing the beginning of its name. */
async function choose(label: string, name: string): Promise<void> {
  await sam.page.getByLabel(label, { exact: true }).focus();
  await sam.page.keyboard.type(name);
}

async function find(text: string): Promise<void> {
  await sam.page.getByLabel('Find a payment').focus();
  await sam.page.keyboard.type(text);
  await sam.page.keyboard.press('Enter');
}

async function judge(frame: string): Promise<void> {
  faults.push(...(await frameFaults(sam.page)).map((fault) => `${frame}, ${fault}`));
}

function amounts(): Promise<readonly string[]> {
  return sam.page.locator('tbody .number').allTextContents();
}
