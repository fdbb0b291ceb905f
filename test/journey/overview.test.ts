import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TeamResponse } from '#lambdas/contract/desk-api.ts';
import { Script } from '../local/support/script.ts';
import { frameFaults } from './support/check-frame.ts';
import type { DeskPage } from './support/desk-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

let theatre: Theatre;
let sam: DeskPage;
let doubtful = '';
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre();
  const ben = await script('ben');
  await ben.goOnline();
  for (const chargeAmount of ['12.00', '30.00', '20.01', '20.10']) {
    const { paySid } = await ben.pay({ callSid: await ben.call(), chargeAmount });
    if (chargeAmount === '20.10') doubtful = paySid;
  }
  const { body } = await ben.post('/startPaySession', { callSid: await ben.call(), chargeAmount: '5.00' });
  await ben.post('/cancelPaySession', { paySid: body.paySid });
  await ben.hangUp();
  await ben.post('/presence', { state: 'offline' });
  sam = await theatre.openPage();
  await sam.signIn('sam');
}, 120_000);

afterAll(() => theatre.close());

describe('what needs me now', () => {
  it('is the first thing a supervisor sees, beside how today goes', async () => {
    const { page } = sam;
    await page.getByRole('heading', { name: 'Today', exact: true }).waitFor();
    const needs = page.getByRole('region', { name: 'Needs attention' });
    await needs.getByText('1 result is not known').waitFor();
    await tile('Charged, USD').filter({ hasText: '42.00' }).filter({ hasText: '2 payments' }).waitFor();
    await tile('Approval rate').filter({ hasText: 'too few to say: 3 of 20 results' }).waitFor();
    await tile('To resolve').filter({ hasText: '1' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'ben' });
    // Payments, charged, declined, cancelled, refused entries.
    await row.filter({ hasText: /Offline\s*5\s*2\s*1\s*1\s*0/ }).waitFor();
    for (const name of [
      'The same as a table',
      'When this page alerts you',
      'How these numbers are counted',
    ]) {
      await page.getByText(name).press('Enter');
    }
    await judge('today');
  });

  it('calls when a caller waits for too long, until it is seen, by keyboard', async () => {
    const { page } = sam;
    await page.getByLabel('A caller waits for over').focus();
    await page.keyboard.type('30');
    const supervisor = await script('sam', 'supervisor');
    await supervisor.simulator('POST', '/calls', { answer: 'headless' });
    await tile('Waiting callers').filter({ hasText: '1' }).waitFor();
    const { body } = await supervisor.get<TeamResponse>('/team');
    expect(body.waiting).toHaveLength(1);
    await page.waitForFunction(() => document.title.startsWith('Needs you: 1'));
    await judge('calling');
    await sam.button('Seen').press('Enter');
    await page.waitForFunction(() => document.title.startsWith('Today'));
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Needs attention');
  });

  it('leads from each number to what it counts', async () => {
    const { page } = sam;
    await tile('Charged, USD').getByRole('link').press('Enter');
    await sam.shows(/^2 payments, newest first/);
    await page.goBack();
    await page
      .getByRole('row')
      .filter({ hasText: 'ben' })
      .getByRole('link', { name: '1' })
      .first()
      .press('Enter');
    await sam.shows(/^1 payment, newest first/);
    await page.getByRole('cell', { name: 'USD 20.01' }).waitFor();
    await page.goBack();
    await page
      .getByRole('region', { name: 'Needs attention' })
      .getByRole('link', { name: 'To resolve' })
      .press('Enter');
    await page.getByRole('link', { name: /^PK/ }).press('Enter');
    await page.waitForURL(`**/payments/${doubtful}`);
  });

  it('met no broken accessibility rule, light or dark, narrow or wide', () => {
    expect(faults).toEqual([]);
    expect(theatre.complaints).toEqual([]);
  });
});

function tile(name: string) {
  return sam.page.getByRole('list', { name: 'Today' }).getByRole('listitem').filter({ hasText: name });
}

async function judge(frame: string): Promise<void> {
  faults.push(...(await frameFaults(sam.page)).map((fault) => `${frame}, ${fault}`));
}

function script(username: string, role?: 'agent' | 'supervisor'): Promise<Script> {
  const { deskUrl, simulator } = theatre.stack;
  return Script.signIn({ deskUrl, simulatorUrl: simulator.url }, username, role);
}
