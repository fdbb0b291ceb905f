import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { DeskPage } from '../journey/support/desk-page.ts';
import type { Theatre } from '../journey/support/theatre.ts';
import { Script } from '../local/support/script.ts';
import { takePicture, WIDTH } from './take-picture.ts';

const DAY = { width: WIDTH, height: 720 };

/** The day's end as a supervisor sees it: today's tiles, totals, a settlement file compared, and a receipt. */
export async function takeDaysEnd({ stack }: Theatre, sam: DeskPage): Promise<void> {
  const { page } = sam;
  await page.getByRole('link', { name: 'Today' }).click();
  await sam.heading('Agents today').waitFor();
  await takePicture(page, 'overview', { width: WIDTH });

  await page.getByRole('link', { name: 'Reports' }).click();
  await sam.button('Today').click();
  await page.getByRole('table').first().waitFor();
  await takePicture(page, 'reports', DAY);

  await compareFile(stack, sam);
  await takePicture(page, 'settlement', { width: WIDTH });

  await page.goto(`${sam.url}/payments`);
  await page.getByRole('row').filter({ hasText: 'Succeeded' }).getByRole('link').first().click();
  await sam.shows(/Trail verified/);
  await sam.button('Receipt').click();
  await takePicture(page, 'receipt', DAY);
  await sam.button('Close').click();
}

/** The page of settlement with a file that does not agree in everything. */
export async function compareFile({ deskUrl, simulator }: Theatre['stack'], sam: DeskPage): Promise<void> {
  const script = await Script.signIn({ deskUrl, simulatorUrl: simulator.url }, 'sam', 'supervisor');
  const { body } = await script.get('/paySessions');
  await sam.page.goto(`${sam.url}/settlement`);
  await sam.page.locator('input[type=file]').setInputFiles({
    name: 'payout.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(settlementOf((body as unknown as { items: readonly PaySession[] }).items)),
  });
  await sam.shows(/Settled though we said nothing was charged/);
}

/** A payout of Stripe's with every charge but the newest, and one payment that was declined here. */
function settlementOf(payments: readonly PaySession[]): string {
  const charged = payments.filter(
    ({ outcome, confirmationCode }) => outcome === 'charged' && confirmationCode,
  );
  const declined = payments.filter(({ error }) => error?.declined);
  const rows = [...charged.slice(1), ...declined].map((payment, at) => {
    const {
      chargeAmount: gross = '0',
      confirmationCode = `ch_late_${at}`,
      startedAt,
      assistPayId = '',
    } = payment;
    const created = startedAt.slice(0, 19).replace('T', ' ');
    return [
      'po_1',
      created,
      `txn_${at}`,
      created,
      'usd',
      gross,
      '0.00',
      gross,
      'charge',
      confirmationCode,
      assistPayId,
    ];
  });
  return [COLUMNS, ...rows].map((row) => row.join()).join('\r\n');
}

const COLUMNS = [
  'automatic_payout_id',
  'automatic_payout_effective_at_utc',
  'balance_transaction_id',
  'created_utc',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'charge_id',
  'payment_metadata[assistPayId]',
];
