import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  AccessEvent,
  AccessLogResponse,
  PaySession,
  PaySessionRecord,
} from '#lambdas/contract/desk-api.ts';
import { parseLeaf } from '#lambdas/tlog/leaf.ts';
import { checkProof, parseProof } from '#lambdas/tlog/proof.ts';
import { parseVerifierKey } from '#lambdas/tlog/signed-note.ts';
import { Script } from '../local/support/script.ts';
import { frameFaults } from './support/check-frame.ts';
import type { DeskPage } from './support/desk-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

const NOT_KNOWN = 'Result not known: check with the processor before charging again';
const REASON = 'The caller asked to stop';

let theatre: Theatre;
let sam: DeskPage;
const declined: string[] = [];
let doubtful = '';
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre();
  const ben = await script('ben');
  await ben.goOnline();
  for (const chargeAmount of ['12.00', '20.01', '30.00', '20.01', '20.10']) {
    const { paySid, state } = await ben.pay({ callSid: await ben.call(), chargeAmount });
    if (chargeAmount === '20.01') declined.push(paySid);
    if (chargeAmount === '20.10') doubtful = paySid;
    expect(state).toBe(chargeAmount.startsWith('20.') ? 'failed' : 'succeeded');
  }
  await ben.post('/presence', { state: 'offline' });
  sam = await theatre.openPage();
  await sam.signIn('sam');
}, 120_000);

afterAll(() => theatre.close());

describe('an auditor', () => {
  it('finds the declined payments of a day, by keyboard, and exports just those', async () => {
    const { page } = sam;
    await page.getByRole('link', { name: 'Payments', exact: true }).press('Enter');
    await sam.heading('Payments').waitFor();
    await page.getByRole('link', { name: /^PK/ }).nth(3).waitFor();
    await judge('list');

    await page.getByLabel('How it ended').focus();
    await page.keyboard.type('Declined');
    await page.getByRole('button', { name: 'Today' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^2 payments, newest first/).waitFor();
    expect(await rows()).toHaveLength(2);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV (2)' }).press('Enter');
    const file = await download;
    const today = new Date();
    const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    expect(file.suggestedFilename()).toBe(`payments_${day}_${day}.csv`);
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines.slice(1).map((line) => line.slice(1, 35))).toEqual([...declined].reverse());
    expect(lines.slice(1).every((line) => line.includes('"20.01","USD"'))).toBe(true);
    await sam.shows(/2 payments saved as payments_/);
  });

  it('opens the record: who did what and when, and whether the trail is intact', async () => {
    const { page } = sam;
    await page.getByRole('link', { name: /^PK/ }).first().press('Enter');
    await sam.shows(/Trail verified/);
    await sam.shows('Declined');
    await sam.shows('by ben');
    const events = await page.getByRole('listitem').allTextContents();
    expect(events[0]).toMatch(/#1.*Started.*by ben.*Charge USD 20.01.*request/);
    expect(events.at(-1)).toMatch(/Ended.*by Twilio/);
    await judge('record');
  });

  it('is told when the record was sealed, and saves a proof that holds without us', async () => {
    const { page } = sam;
    await page.getByText(/^Sealed at \d\d:\d\d$/).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download proof' }).press('Enter');
    const file = await download;
    const paySid = String(declined.at(-1));
    expect(file.suggestedFilename()).toBe(`${paySid}.tlog-proof`);

    const proof = parseProof(await readFile(await file.path(), 'utf8'));
    const key = parseVerifierKey(await readFile(join(theatre.dataDir, 'tlog-key.pub'), 'utf8'));
    if (!proof || !key) throw new Error('The proof or the key cannot be read.');
    expect(checkProof(proof, key)?.origin).toBe('agent-assist-pay/local');
    const supervisor = await script('sam', 'supervisor');
    const { body } = await supervisor.get<PaySessionRecord>(`/paySessions/${paySid}`);
    const last = body.events.at(-1);
    expect(parseLeaf(proof.entry)).toMatchObject({ chain: paySid, events: last?.sequence, hash: last?.hash });
    expect(checkProof({ ...proof, entry: Buffer.from('another entry') }, key)).toBeUndefined();
    await judge('sealed record');
  });

  it('finds all of it in the access log, which an agent may not read', async () => {
    const { page } = sam;
    await page.getByRole('link', { name: 'Back to payments' }).click();
    await page.getByRole('link', { name: 'Access log' }).click();
    await sam.heading('Access log').waitFor();
    await page.getByRole('cell', { name: 'Exported' }).first().waitFor();
    await sam.shows(/Trail verified/);
    await judge('access log');

    const supervisor = await script('sam', 'supervisor');
    const { body } = await supervisor.get<AccessLogResponse>('/accessLog');
    const byHand = body.items.filter(({ by }) => by === 'sam').reverse();
    expect(byHand.map(({ action }) => action)).toEqual(expect.arrayContaining(['search', 'export', 'read']));
    const exported = byHand.find(({ action }) => action === 'export') as AccessEvent;
    expect(exported).toMatchObject({ rows: 2, filter: { ending: 'declined' } });
    const agent = await script('ben');
    expect((await agent.get('/accessLog')).status).toBe(403);
  });
});

describe('a supervisor', () => {
  it('watches a payment without seeing the card, ends it with a reason, and its agent is told', async () => {
    const ana = await theatre.openDesk('ana');
    const phone = await theatre.openPhone();
    await phone.call();
    await ana.answer();
    await ana.startCharge({ amount: '45.00' });
    await phone.press('4111111111111111#');
    await ana.asks('Expiration date');

    const { page } = sam;
    await page.getByRole('link', { name: 'Team' }).click();
    const row = page.getByRole('row').filter({ hasText: 'ana' });
    await row.filter({ hasText: 'USD 45.00' }).filter({ hasText: 'Expiration date' }).waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(/1111|visa|x{4}/i);
    await judge('team');

    await sam.button('Cancel payment of ana').press('Enter');
    await judge('cancel dialog');
    await page.keyboard.type(REASON);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await sam.shows('ana’s payment is cancelled.');
    await ana.heading('Cancelled').waitFor();
    await ana.shows(`A supervisor (sam) cancelled this payment. Reason: ${REASON}`);
    await ana.shows(/nothing was charged/i);
    await row.filter({ hasText: 'On a call' }).filter({ hasNotText: 'USD' }).waitFor();
    await phone.hangUp();
  });

  it('settles a payment whose result never came: the list and the record say the same', async () => {
    const { page } = sam;
    const inDoubt = page.getByRole('row').filter({ hasText: NOT_KNOWN });
    await page.goto(`${sam.url}/payments`);
    await inDoubt.filter({ hasText: 'USD 20.10' }).waitFor();
    await judge('list with a doubt');

    await page.getByRole('link', { name: 'To resolve 1' }).press('Enter');
    await page.getByRole('link', { name: /^PK/ }).press('Enter');
    await page.locator('.record-state').filter({ hasText: NOT_KNOWN }).waitFor();
    await sam.button('Record what you found').press('Enter');
    await page.getByLabel('Charged', { exact: true }).press('Space');
    await page.getByLabel('Note').fill('Seen in their dashboard');
    await sam.button('Record what you found').last().press('Enter');
    await page.getByRole('region', { name: 'Found at the processor' }).waitFor();
    await sam.shows('Found to be charged');
    await sam.shows('Seen in their dashboard');
    await page.getByRole('listitem').filter({ hasText: 'Result found out' }).waitFor();
    await page.getByRole('link', { name: /^To resolve$/ }).waitFor();
    const supervisor = await script('sam', 'supervisor');
    const { body } = await supervisor.get<PaySession>(`/paySessions/${doubtful}`);
    expect(body).toMatchObject({ outcome: 'charged', resolution: { finding: 'charged', by: 'sam' } });
  });

  it('met no broken accessibility rule, light or dark, narrow or wide', () => {
    expect(faults).toEqual([]);
    expect(theatre.complaints).toEqual([]);
  });
});

async function judge(frame: string): Promise<void> {
  faults.push(...(await frameFaults(sam.page)).map((fault) => `${frame}, ${fault}`));
}

function rows(): Promise<readonly string[]> {
  return sam.page.locator('tbody tr').allTextContents();
}

function script(username: string, role?: 'agent' | 'supervisor'): Promise<Script> {
  const { deskUrl, simulator } = theatre.stack;
  return Script.signIn({ deskUrl, simulatorUrl: simulator.url }, username, role);
}
