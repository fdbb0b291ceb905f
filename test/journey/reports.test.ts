import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { only } from '#test/support/only-date.ts';
import { Script } from '../local/support/script.ts';
import { frameFaults } from './support/check-frame.ts';
import type { DeskPage } from './support/desk-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

const DAY_MS = 24 * 60 * 60_000;
const NOON = `${new Date(Date.now() - DAY_MS).toISOString().slice(0, 10)}T12:00:00.000Z`;
const YESTERDAY = NOON.slice(0, 10);

let theatre: Theatre;
let sam: DeskPage;
let doubtful = '';
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre();
  jest.useFakeTimers({ ...only('Date'), now: Date.parse(NOON), advanceTimers: true });
  for (const username of ['ana', 'ben']) {
    const agent = await script(username);
    await agent.goOnline();
    for (const chargeAmount of username === 'ana' ? ['12.00', '20.01'] : ['30.00', '20.10']) {
      const { paySid } = await agent.pay({ callSid: await agent.call(), chargeAmount });
      if (chargeAmount === '20.10') doubtful = paySid;
    }
    await agent.hangUp();
    await agent.post('/presence', { state: 'offline' });
  }
  jest.useRealTimers();
  sam = await theatre.openPage();
  await sam.signIn('sam');
}, 120_000);

afterAll(() => theatre.close());

describe('the end of a day, by keyboard', () => {
  it('says what yesterday came to, and each number opens its list', async () => {
    const { page } = sam;
    await page.getByRole('link', { name: 'Reports' }).press('Enter');
    await sam.heading('Day and totals').waitFor();
    await page.getByLabel('Days and times in').selectOption('UTC');
    await sam.button('Show').press('Enter');
    await sam.heading('USD').waitFor();
    expect(page.url()).toContain(`from=${YESTERDAY}&to=${YESTERDAY}&zone=UTC`);
    expect(await sums()).toMatch(
      /Charged\s*2\s*USD 42\.00.*Declined\s*1\s*USD 20\.01.*Result not known\s*1\s*USD 20\.10/s,
    );
    await judge('totals');

    await page
      .getByRole('row', { name: /ben · Visa/ })
      .getByRole('link')
      .first()
      .press('Enter');
    await sam.heading('Payments').waitFor();
    const asked = new URL(page.url()).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ agent: 'ben', currency: 'USD', ending: 'charged' });
    await page.goBack();
    await sam.heading('USD').waitFor();
  });

  it('saves the rows as a file', async () => {
    const { page } = sam;
    const download = page.waitForEvent('download');
    await sam.button('Download CSV').press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toBe(`totals_${YESTERDAY}_${YESTERDAY}.csv`);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines.filter((line) => /"(ana|ben)","USD","visa"/.test(line))).toHaveLength(lines.length - 1);
  });

  it('closes yesterday, naming the payment that nobody knows the result of', async () => {
    const { page } = sam;
    await sam.button('Close this day').press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 payment has no certain result yet').waitFor();
    await dialog.getByRole('link', { name: shown(doubtful) }).waitFor();
    await judge('close dialog');
    await dialog.getByRole('button', { name: 'Close this day' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await sam.shows(/Closed by sam at/);
    await sam.shows('Nothing has changed since.');
    await sam.shows('1 payment had no certain result then');
    await judge('closed');
  });

  it('shows what came after the close, and what became of that payment', async () => {
    const { page } = sam;
    const supervisor = await script('sam', 'supervisor');
    const found = { paySid: doubtful, finding: 'charged', note: 'Seen in their dashboard' };
    expect((await supervisor.post<PaySession>('/resolvePaySession', found)).status).toBe(200);
    await sam.button('Count again').press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'Result not known, now charged' }).waitFor();
    const row = page.getByRole('row', { name: /ben · Visa/ });
    await row.getByRole('link', { name: /^\+1 charged ?USD 20\.10/ }).waitFor();
    expect(await sums()).toMatch(/Charged\s*3\s*USD 62\.10/);
    await judge('after close');
  });

  it('met no broken accessibility rule, light or dark, narrow or wide', () => {
    expect(faults).toEqual([]);
    expect(theatre.complaints).toEqual([]);
  });
});

function shown(sid: string): string {
  return `${sid.slice(0, 4)}…${sid.slice(-4)}`;
}

function sums(): Promise<string> {
  return sam.page.locator('.report-sums').innerText();
}

async function judge(frame: string): Promise<void> {
  faults.push(...(await frameFaults(sam.page)).map((fault) => `${frame}, ${fault}`));
}

function script(username: string, role?: 'agent' | 'supervisor'): Promise<Script> {
  const { deskUrl, simulator } = theatre.stack;
  return Script.signIn({ deskUrl, simulatorUrl: simulator.url }, username, role);
}
