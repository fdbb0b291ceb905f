import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AccessLogResponse, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { Script } from '../local/support/script.ts';
import { type StripeCharge, stripeFile } from '../web/settlement/support/stripe-file.ts';
import { frameFaults } from './support/check-frame.ts';
import type { DeskPage } from './support/desk-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

const CARD = '4242424242424242';

let theatre: Theatre;
let sam: DeskPage;
let file = '';
const payments: PaySessionRecord[] = [];
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre();
  const ben = await script('ben');
  await ben.goOnline();
  // Charged, declined, not known, not known, and charged but not in the file. The cents choose the processor's response.
  for (const [place, chargeAmount] of ['12.00', '20.01', '20.10', '45.10', '30.00'].entries()) {
    const callSid = await ben.call();
    payments.push(await ben.pay({ callSid, chargeAmount, reference: `INV-${place}` }));
  }
  await ben.post('/presence', { state: 'offline' });
  file = stripeFile(settled());
  sam = await theatre.openPage();
  await sam.signIn('sam');
}, 120_000);

afterAll(() => theatre.close());

describe('a bookkeeper', () => {
  it('reconciles a file by keyboard, and the worst is on top', async () => {
    const { page } = sam;
    await page.goto(`${sam.url}/settlement`);
    await sam.heading('Settlement').waitFor();
    await judge('before a file');
    await choose('payout.csv', file);
    await result();
    expect(await page.getByRole('list').last().getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/1\s*Settled though we said nothing was charged/),
      expect.stringMatching(/1\s*Settled twice/),
      expect.stringMatching(/2\s*Result not known here, settled/),
      expect.stringMatching(/1\s*Charged here, not settled yet/),
      expect.stringMatching(/1\s*In the file, not taken here/),
      expect.stringMatching(/1\s*Matched/),
    ]);
    await sam.shows(createHash('sha256').update(file).digest('hex'));
    expect(await page.getByText('The file is incomplete').count()).toBe(0);
    await judge('a result');
  });

  it('records what is sure and what was confirmed, at one press', async () => {
    const { page } = sam;
    await page.getByRole('checkbox', { name: /^Line \d is payment PK/ }).press('Space');
    await sam.button('Record 3 findings').press('Enter');
    await sam.shows('Recorded: 3.');
    await judge('recorded');

    const supervisor = await script('sam', 'supervisor');
    const now = await Promise.all(
      payments.map(async ({ paySid }) => (await supervisor.get(`/paySessions/${paySid}`)).body),
    );
    expect(now.map(({ outcome }) => outcome)).toEqual(payments.map(() => 'charged'));
    const hash = createHash('sha256').update(file).digest('hex');
    expect(now[1]).toMatchObject({
      state: 'failed',
      resolution: {
        by: 'sam',
        note: `Settlement file sha256:${hash}, stripe, line 4`,
        processorReference: 'ch_1',
      },
      trail: { verified: true },
    });
  });

  it('sees the findings on the record, and nothing left when the file is compared again', async () => {
    const { page } = sam;
    await sam.button('Compare again').press('Enter');
    await page
      .getByRole('listitem')
      .filter({ hasText: /4\s*Matched/ })
      .waitFor();
    expect(await page.getByText('Settled though').count()).toBe(0);
    await page.goto(`${sam.url}/payments/${payments[1]?.paySid}`);
    await page.getByRole('region', { name: 'Found at the processor' }).waitFor();
    await sam.shows('Found to be charged');
    await sam.shows(/Settlement file sha256:/);
    await judge('record of a finding');
    const supervisor = await script('sam', 'supervisor');
    const { body } = await supervisor.get<AccessLogResponse>('/accessLog');
    const searches = body.items.filter(({ by, action }) => by === 'sam' && action === 'search');
    expect(searches.length).toBeGreaterThanOrEqual(2);
  });

  it('is told of a card number by row and column, and the file goes no further', async () => {
    const { page } = sam;
    await page.goto(`${sam.url}/settlement`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
    await choose('leak.csv', file.replace('"Taken by phone, ""as usual"""', CARD));
    await page.getByRole('alert').filter({ hasText: 'Line 2, column description' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain(CARD);
    expect(asked.filter((text) => text.includes('"from"') || text.includes(CARD))).toEqual([]);
    await judge('a refusal');
  });

  it('says once what the columns of another file mean', async () => {
    const { page } = sam;
    const [charged] = payments;
    await choose(
      'bank.csv',
      `Nr;Amount;Date;Card\n${charged?.confirmationCode};12,00;${charged?.startedAt};XXXX1111\n`,
    );
    await sam.heading('What do the columns mean?').waitFor();
    await judge('columns');
    await page.getByLabel('Processor’s id').selectOption('0');
    await page.getByLabel('Currency of all amounts').fill('USD');
    await sam.button('Read the file').press('Enter');
    await result();
    await page
      .getByRole('listitem')
      .filter({ hasText: /1\s*Matched/ })
      .waitFor();
  });

  it('met no broken accessibility rule, light or dark, narrow or wide', () => {
    expect(faults).toEqual([]);
    expect(theatre.complaints).toEqual([]);
  });
});

/** What the processor settled: all but the last, one of them twice, and one that was not taken here. */
function settled(): readonly StripeCharge[] {
  const at = (place: number) => payments[place]?.updatedAt ?? '';
  const [charged, declined, unknown] = payments;
  return [
    { id: 'ch_shop', at: charged?.startedAt ?? '', amount: '7.00' },
    { id: charged?.confirmationCode ?? '', at: at(0), amount: '12.00' },
    { id: 'ch_1', at: at(1), amount: '20.01', reference: declined?.reference ?? '' },
    { id: 'ch_2', at: at(2), amount: '20.10', assistPayId: unknown?.assistPayId ?? '' },
    { id: 'ch_3', at: at(3), amount: '45.10', lastFour: '1111' },
    { id: charged?.confirmationCode ?? '', at: later(at(4)), amount: '12.00' },
  ];
}

function result(): Promise<void> {
  return sam.page.getByRole('heading', { name: 'Result', exact: true }).waitFor();
}

/** Behind the end of every payment, also in a file without milliseconds. */
function later(at: string): string {
  return new Date(Date.parse(at) + 1_000).toISOString();
}

async function choose(name: string, text: string): Promise<void> {
  const chooser = sam.page.waitForEvent('filechooser');
  await sam.page.getByLabel('Settlement file').press('Enter');
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

async function judge(frame: string): Promise<void> {
  faults.push(...(await frameFaults(sam.page)).map((fault) => `${frame}, ${fault}`));
}

function script(username: string, role?: 'agent' | 'supervisor'): Promise<Script> {
  const { deskUrl, simulator } = theatre.stack;
  return Script.signIn({ deskUrl, simulatorUrl: simulator.url }, username, role);
}
