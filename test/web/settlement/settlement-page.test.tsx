/** @jest-environment jsdom */
import { File as NodeFile } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { TextDecoder as NodeTextDecoder, TextEncoder as NodeTextEncoder } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';
import { InPageWorker } from './support/in-page-worker.ts';

const AT = '2026-11-22T14:05:00.000Z';
const sid = (n: number) => `PK${String(n).padStart(32, '0')}`;
const CARD = '4111111111111111';

/** What the tests' browser lacks. */
beforeAll(async () => {
  const here = {
    Worker: InPageWorker,
    crypto: webcrypto,
    TextDecoder: NodeTextDecoder,
    TextEncoder: NodeTextEncoder,
  };
  for (const [name, value] of Object.entries(here)) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  }
  await loadLaterPages();
});
beforeEach(() => {
  InPageWorker.told.length = 0;
});
afterEach(cleanup);

const payment = (n: number, more: Partial<PaySession>): PaySession =>
  paySession({
    ...{ paySid: sid(n), state: 'succeeded', outcome: 'charged', chargeAmount: `${n}.00`, currency: 'USD' },
    ...{
      captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
      cardType: 'visa',
      startedAt: AT,
      allowed: [],
    },
    ...more,
  });
const PAYMENTS = [
  payment(1, { confirmationCode: 'ch_1' }),
  payment(2, { state: 'failed', outcome: 'notCharged', reference: 'INV-2' }),
  payment(3, {
    state: 'failed',
    outcome: 'unknown',
    captured: { 'payment-card-number': 'xxxxxxxxxxxx4444' },
  }),
  payment(4, { confirmationCode: 'ch_4' }),
];
const STRIPE = [
  'created_utc,currency,gross,net,reporting_category,balance_transaction_id,charge_id,card_last4,payment_metadata[reference]',
  '2026-11-22 14:04:00,usd,99.00,98.00,charge,txn_0,ch_0,9999,',
  '2026-11-22 14:06:00,usd,1.00,0.90,charge,txn_1,ch_1,1111,',
  '2026-11-22 14:06:00,usd,2.00,1.90,charge,txn_2,ch_2,1111,INV-2',
  '2026-11-22 14:06:00,usd,3.00,2.90,charge,txn_3,ch_3,4444,',
  '2026-11-23 00:00:00,usd,-0.20,-0.20,fee,txn_9,,,',
].join('\n');

async function openPage(reply: Parameters<RenderedDesk['api']['on']>[1] = { body: { items: PAYMENTS } }) {
  const desk = renderDesk(['supervisor'], {}, Date.parse('2026-11-30T12:00:00.000Z'));
  desk.api.on('POST /paySessions/search', reply);
  await act(() => desk.desk.router.go('/settlement'));
  await screen.findByRole('heading', { name: 'Settlement' });
  return desk;
}

async function drop(text: string, name = 'payout.csv') {
  const file = new NodeFile([text], name);
  await act(() => {
    fireEvent.change(screen.getByLabelText('Settlement file'), { target: { files: [file] } });
  });
}

const result = () => screen.findByRole('heading', { name: 'Result' });
const rowsOf = (name: string) =>
  within(screen.getByRole('region', { name }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);

describe('the page of settlement', () => {
  it('compares a file with our payments of its days, the worst on top', async () => {
    const desk = await openPage();
    await drop(STRIPE);
    await result();
    expect(desk.api.sentTo('POST /paySessions/search').map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ from: expect.stringMatching(/^2026-11-(18|19)T/), limit: '1000' }),
    );
    expect(screen.getByText(/payout\.csv · Stripe payout reconciliation/).textContent).toMatch(/6 lines/);
    const counts = screen.getAllByRole('listitem').map((item) => item.textContent);
    expect(counts).toEqual([
      '1Settled though we said nothing was charged',
      '1Charged here, not in the file',
      '1Result not known here, settled',
      '1In the file, not taken here',
      '1Matched',
    ]);
    expect(rowsOf('Settled though we said nothing was charged')).toEqual([
      expect.stringMatching(/^4.*ch_2.*2\.00.*2\.00.*PK00…0002.*Fact: by reference and amount/),
    ]);
    expect(rowsOf('Result not known here, settled')).toEqual([expect.stringMatching(/Suggestion/)]);
    expect(screen.getByRole('row', { name: /Fees/ }).textContent).toMatch(/1.*−.*0\.20/);
    const hash = await webcrypto.subtle.digest('SHA-256', Buffer.from(STRIPE));
    expect(screen.getByText(Buffer.from(hash).toString('hex'))).toBeTruthy();
  });

  it('records facts at one press, and suggestions once they are confirmed', async () => {
    const desk = await openPage();
    await drop(STRIPE);
    await result();
    const hash = Buffer.from(await webcrypto.subtle.digest('SHA-256', Buffer.from(STRIPE))).toString('hex');
    const line = (line: number) => ({ file: hash, format: 'stripe', line });
    desk.api.on('POST /resolvePaySession', { body: payment(2, {}) });
    const sent = () => desk.api.sentTo('POST /resolvePaySession').map(({ body }) => body);

    await desk.press('Record 1 finding');
    expect(sent()).toEqual([
      { paySid: sid(2), finding: 'charged', processorReference: 'ch_2', line: line(4) },
    ]);
    await desk.user.click(screen.getByRole('checkbox', { name: 'Line 5 is payment PK00…0003' }));
    await desk.press('Record 1 finding');
    await screen.findByText(/Recorded: 1/);
    expect(sent().slice(1)).toEqual([
      { paySid: sid(3), finding: 'charged', processorReference: 'ch_3', line: line(5) },
    ]);
  });

  it('lists what could not be recorded, and tries only that again', async () => {
    const desk = await openPage();
    await drop(STRIPE);
    await result();
    desk.api.on('POST /resolvePaySession', refusal(503));
    await desk.press('Record 1 finding');
    await screen.findByText(/Not recorded: 1/);
    desk.api.on('POST /resolvePaySession', { body: payment(2, {}) });
    await desk.press('Record 1 finding');
    await screen.findByText(/Recorded: 1/);
    expect(screen.queryByText(/Not recorded/)).toBeNull();
    await desk.press('Nothing left to record');
    expect(desk.api.sentTo('POST /resolvePaySession')).toHaveLength(2);
  });

  it('leaves out a processor’s id that could be the caller’s own number', async () => {
    const desk = await openPage();
    await drop(STRIPE);
    await result();
    desk.api.on('POST /resolvePaySession', ({ body }) =>
      'processorReference' in (body as object)
        ? refusal(400, { code: 'INVALID_REQUEST', field: 'processorReference' })
        : { body: payment(2, {}) },
    );
    await desk.press('Record 1 finding');
    await screen.findByText(/Recorded: 1/);
    expect(desk.api.sentTo('POST /resolvePaySession').at(-1)?.body).not.toHaveProperty('processorReference');
  });

  it('refuses a file with a card number in a cell: row and column, and the number nowhere', async () => {
    const desk = await openPage();
    await drop(STRIPE.replace('ch_2', CARD));
    expect((await screen.findByRole('alert')).textContent).toMatch(/Line 4, column charge_id/);
    expect(document.body.textContent).not.toContain(CARD);
    expect(JSON.stringify(InPageWorker.told)).not.toContain(CARD);
    const fetched = desk.api.sentTo('POST /paySessions/search').map(({ body }) => body);
    expect(fetched).not.toContainEqual(
      expect.objectContaining({ from: expect.stringMatching(/^2026-11-1/) }),
    );
  });

  it('asks once what the columns of another file mean, and remembers no content of it', async () => {
    const desk = await openPage();
    const other = 'Nr;Betrag;Tag;Karte\nch_1;1,00;22.11.2026;XXXX1111\nch_8;8,00;22.11.2026;XXXX8888\n';
    await drop(other, 'bank.csv');
    await screen.findByRole('heading', { name: 'What do the columns mean?' });
    await desk.press('Read the file');
    screen.getByText(/Name the column of the currency/);
    await desk.user.type(screen.getByLabelText('Currency of all amounts'), 'usd');
    await desk.user.selectOptions(screen.getByLabelText('Processor’s id'), '0');
    await desk.user.selectOptions(screen.getByLabelText('Date or time'), '2');
    await desk.user.selectOptions(screen.getByLabelText('Card number’s last four'), '3');
    await desk.press('Read the file');
    await result();
    expect(screen.getByText('In the file, not taken here', { selector: 'a' })).toBeTruthy();
    const kept = Object.entries(localStorage).filter(([key]) => key.startsWith('settlement.'));
    expect(kept).toHaveLength(1);
    expect(String(kept)).not.toMatch(/ch_1|Betrag|XXXX/);

    await drop(other, 'bank.csv');
    await screen.findByRole('heading', { name: 'What do the columns mean?' });
    expect(screen.getByLabelText<HTMLSelectElement>('Processor’s id').value).toBe('0');
  });

  it('compares again over other days', async () => {
    const desk = await openPage();
    await drop(STRIPE);
    await result();
    await act(() => {
      fireEvent.change(screen.getByLabelText('Our payments from'), { target: { value: '2026-11-01' } });
    });
    await desk.press('Compare again');
    await result();
    expect(desk.api.sentTo('POST /paySessions/search').at(-1)?.body).toMatchObject({
      from: expect.stringMatching(/^2026-(10-31|11-01)T/),
    });
  });

  it('fetches page by page, and says when that fails', async () => {
    const pages = [{ items: PAYMENTS.slice(0, 2), cursor: 'next' }, { items: PAYMENTS.slice(2) }];
    const desk = await openPage(({ body }) => ({
      body: pages[(body as { cursor?: string }).cursor ? 1 : 0],
    }));
    await drop(STRIPE);
    await result();
    screen.getByText(/4 payments of ours compared/);
    desk.api.on('POST /paySessions/search', refusal(503));
    await desk.press('Compare again');
    expect((await screen.findByRole('alert')).textContent).toMatch(/could not be fetched/);
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Result' })).toBeNull());
  });

  it('can be cancelled, and nothing follows', async () => {
    const desk = await openPage(() => new Promise(() => {}) as never);
    await drop(STRIPE);
    await screen.findByText('Fetching our payments');
    await desk.press('Cancel');
    expect(screen.queryByText('Fetching our payments')).toBeNull();
    expect(screen.queryByRole('heading', { name: 'Result' })).toBeNull();
  });
});
