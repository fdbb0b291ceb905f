/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen, waitFor, within } from '@testing-library/preact';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import type { CloseView, ReportResponse, ReportRow } from '#lambdas/contract/report-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession } from '../support/sessions.ts';

beforeAll(loadLaterPages);
afterEach(cleanup);

const RANGE = { from: '2026-11-21T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' } as const;

const row = (more: Partial<ReportRow> = {}): ReportRow => ({
  agent: 'ana',
  currency: 'USD',
  brand: 'visa',
  method: 'credit-card',
  endings: { charged: { count: 30, minor: '123456' }, declined: { count: 10, minor: '9900' } },
  misses: 1,
  timed: 40,
  milliseconds: 40 * 95_000,
  ...more,
});
const ROWS = [
  row(),
  row({ brand: '', endings: { unknown: { count: 2, minor: '2400' } }, timed: 0, milliseconds: 0 }),
  row({ agent: 'ben', currency: 'JPY', endings: { charged: { count: 3, minor: '9007199254740993' } } }),
  row({ agent: '', currency: '', brand: 'visa', endings: { saved: { count: 1, minor: '0' } } }),
];
const reportOf = (rows: readonly ReportRow[] = ROWS, more: Partial<ReportResponse> = {}): ReportResponse => ({
  ...RANGE,
  zone: 'UTC',
  at: '2026-11-22T14:05:00.000Z',
  rows,
  closes: [],
  ...more,
});
const closeOf = (more: Partial<CloseView> = {}): CloseView => ({
  ...RANGE,
  sequence: 7,
  zone: 'UTC',
  at: '2026-11-22T08:00:00.000Z',
  by: 'sam',
  hash: 'ab'.repeat(32),
  rows: [],
  unsettled: [],
  unsettledCount: 0,
  ...more,
});

type Reply = Parameters<RenderedDesk['api']['on']>[1];

async function openReports(
  reply: Reply = { body: reportOf() },
  address = '/reports?zone=UTC',
  config: Partial<DeskConfig> = {},
) {
  const desk = renderDesk(['supervisor'], config);
  desk.api.on('GET /reports', reply);
  await act(() => desk.desk.router.go(address));
  await act(settle);
  await screen.findByRole('heading', { name: 'Day and totals' });
  await waitFor(() => expect(screen.queryByText('Adding up…')).toBeNull());
  return desk;
}
const asked = (desk: RenderedDesk) => {
  const path = desk.api.sentTo('GET /reports').at(-1)?.path ?? '';
  return Object.fromEntries(new URLSearchParams(path.split('?')[1]));
};
const line = (name: RegExp | string) => screen.getByRole('row', { name }).textContent ?? '';
const listOf = (link: HTMLElement) =>
  Object.fromEntries(new URLSearchParams((link.getAttribute('href') ?? '').split('?')[1]));

describe('the page of totals', () => {
  it('says first what each currency comes to, with a rate and what it is of', async () => {
    await openReports();
    const usd = screen.getByRole('heading', { name: 'USD' }).closest('section') as HTMLElement;
    expect(usd.textContent).toMatch(/Charged30USD 1,234\.56.*Approval rate75% of 40.*Time per payment01:35/);
    const jpy = screen.getByRole('heading', { name: 'JPY' }).closest('section') as HTMLElement;
    // Exactly, beyond what a number holds.
    expect(jpy.textContent).toContain('JPY 9,007,199,254,740,993');
    expect(jpy.textContent).toContain('too few: 3 of 20');
    expect(screen.getByRole('heading', { name: 'Nothing to charge' })).toBeTruthy();
    expect(screen.getByText(/Hidden below 20 payments/)).toBeTruthy();
  });

  it('shows each row in its group, and folds groups', async () => {
    const desk = await openReports();
    expect(line(/ana · Visa/)).toMatch(/ana · Visa30USD 1,234\.56010USD 99\.00/);
    expect(line(/ana · Card/)).toMatch(/2USD 24\.00/);
    await desk.press('USD');
    expect(screen.queryByRole('row', { name: /ana · Visa/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'USD' }).getAttribute('aria-expanded')).toBe('false');
    await desk.press('Expand all');
    expect(screen.getByRole('row', { name: /ana · Visa/ })).toBeTruthy();
    await desk.user.click(screen.getByRole('radio', { name: 'Agent' }));
    await act(settle);
    expect(desk.desk.router.search.value).toContain('by=agent');
    expect(line(/^ben/)).toMatch(/^ben3JPY/);
    expect(line(/USD · Visa/)).toMatch(/30/);
    expect(screen.getByRole('button', { name: 'Unknown agent' })).toBeTruthy();
  });

  it('begins folded when there are many rows', async () => {
    await openReports({
      body: reportOf(Array.from({ length: 41 }, (_, at) => row({ agent: `agent-${at}` }))),
    });
    expect(screen.getAllByRole('row')).toHaveLength(2);
    expect(line(/^USD/)).toMatch(/1,230/);
  });

  it('opens from each number the list of exactly those payments', async () => {
    await openReports();
    const visa = within(screen.getByRole('row', { name: /ana · Visa/ }));
    expect(listOf(visa.getByRole('link', { name: '10' }))).toEqual({
      ...RANGE,
      agent: 'ana',
      currency: 'USD',
      brand: 'visa',
      method: 'credit-card',
      ending: 'declined',
    });
    const saved = within(screen.getByRole('row', { name: /Unknown agent · Visa/ }));
    expect(listOf(saved.getByRole('link', { name: '1' }))).toMatchObject({ agent: '-', currency: '-' });
    const whole = within(screen.getByRole('row', { name: /^USD/ }));
    expect(listOf(whole.getByRole('link', { name: '30' }))).toEqual({
      ...RANGE,
      currency: 'USD',
      ending: 'charged',
    });
  });

  it('says when it could not count, and shows no zeros', async () => {
    const desk = await openReports(refusal(503));
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.queryByText('No payment began in that time.')).toBeNull();
    desk.api.on('GET /reports', { body: reportOf([]) });
    await desk.press('Count again');
    expect(screen.getByText('No payment began in that time.')).toBeTruthy();
  });

  it('asks for yesterday in the zone of the stage, unless the address says otherwise', async () => {
    const desk = await openReports(undefined, '/reports', { reportZone: 'Pacific/Kiritimati' });
    // 14 hours ahead of UTC it is the 23rd already.
    expect(asked(desk)).toEqual({ from: '2026-11-22', to: '2026-11-22', zone: 'Pacific/Kiritimati' });
    await desk.press('This month');
    await waitFor(() => expect(asked(desk)).toMatchObject({ from: '2026-11-01', to: '2026-11-23' }));
    expect(desk.desk.router.search.value).toBe(
      '?from=2026-11-01&to=2026-11-23&zone=Pacific%2FKiritimati&by=currency',
    );
    expect(document.activeElement?.textContent).toBe('This month');
    await desk.user.selectOptions(screen.getByRole('combobox', { name: 'Days and times in' }), 'UTC');
    await desk.press('Show');
    await waitFor(() => expect(asked(desk)).toMatchObject({ zone: 'UTC' }));
  });

  it('asks for nothing while the days are wrong', async () => {
    const desk = await openReports(undefined, '/reports?from=2026-11-22&to=2026-11-21&zone=Mars/Olympus');
    expect(screen.getAllByText('The last day is before the first day.')).toHaveLength(2);
    // The page before asks by hours.
    expect(desk.api.sentTo('GET /reports').filter(({ path }) => !path.includes('step=hour'))).toEqual([]);
  });

  it('saves what it shows as CSV, and prints', async () => {
    const made: Blob[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        made.push(blob);
        return 'blob:x';
      },
      revokeObjectURL: () => {},
    });
    const print = jest.spyOn(window, 'print').mockImplementation(() => {});
    const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    const desk = await openReports({ body: reportOf([row({ agent: '=cmd' })]) });
    await desk.press('Download CSV');
    await desk.press('Print');
    expect(print).toHaveBeenCalledTimes(1);
    expect(click).toHaveBeenCalledTimes(1);
    expect(screen.getByText('Saved as totals_2026-11-21_2026-11-21.csv.')).toBeTruthy();
    const text = await readText(made[0] as Blob);
    expect(text.split('\r\n')[1]).toBe(
      [RANGE.from, RANGE.to, 'UTC', '2026-11-22T14:05:00.000Z', "'=cmd", 'USD', 'visa', 'credit-card']
        .concat([
          '30',
          '1234.56',
          '0',
          '0.00',
          '10',
          '99.00',
          '0',
          '0.00',
          '0',
          '0.00',
          '0',
          '0.00',
          '0',
          '0.00',
        ])
        .concat(['1', '40', '3800'])
        .map((cell) => `"${cell}"`)
        .join(','),
    );
    print.mockRestore();
    click.mockRestore();
  });
});

describe('closing a day', () => {
  it('names what nobody knows the result of, and asks first', async () => {
    const desk = await openReports();
    desk.api.on('POST /paySessions/search', ({ body }) => ({
      body: { items: (body as { outcome?: string }).outcome ? [paySession()] : [] },
    }));
    desk.api.on('POST /reports/close', { status: 201, body: closeOf() });
    await desk.press('Close this day');
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    expect(dialog.getByText(/2 payments have no certain result yet/)).toBeTruthy();
    expect((await dialog.findByRole('link', { hidden: true })).getAttribute('href')).toBe(
      `/payments/${PAY_SID}`,
    );
    expect(dialog.getByText('and 1 more')).toBeTruthy();
    expect(desk.api.sentTo('POST /reports/close')).toEqual([]);

    desk.api.on('GET /reports', { body: reportOf(ROWS, { closes: [closeOf()] }) });
    await desk.user.click(dialog.getByRole('button', { name: 'Close this day', hidden: true }));
    await act(settle);
    await act(settle);
    expect(desk.api.sentTo('POST /reports/close').map(({ body }) => body)).toEqual([
      { ...RANGE, zone: 'UTC' },
    ]);
    expect(screen.queryByRole('dialog', { hidden: true })).toBeNull();
    expect(screen.getByText(/Closed by sam at Nov 22, 2026, 08:00 UTC/)).toBeTruthy();
    expect(screen.getByText('Nothing has changed since.')).toBeTruthy();
  });

  it('says why it was refused, and stays', async () => {
    const desk = await openReports({ body: reportOf([row()]) });
    desk.api.on('POST /reports/close', refusal(409, { code: 'REPORT_OPEN' }));
    await desk.press('Close this day');
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    expect(dialog.getByText('The result of every payment is known.')).toBeTruthy();
    await desk.user.click(dialog.getByRole('button', { name: 'Close this day', hidden: true }));
    await act(settle);
    expect(dialog.getAllByText(/not over yet/).length).toBeGreaterThan(0);
  });

  it('says when it cannot name them, and closes all the same', async () => {
    const desk = await openReports();
    desk.api.on('POST /paySessions/search', refusal(503));
    await desk.press('Close this day');
    expect(await screen.findByText(/could not be loaded\. The close names them/)).toBeTruthy();
  });

  it('is not offered before the time is over', async () => {
    await openReports({ body: reportOf(ROWS, { at: '2026-11-21T23:59:59.999Z' }) });
    expect(screen.queryByRole('button', { name: 'Close this day' })).toBeNull();
    expect(screen.getByText('It can be closed once it is over.')).toBeTruthy();
  });

  it('shows what came after the close, with the payments behind it, and what became of those in doubt', async () => {
    const [visa, none] = ROWS as [ReportRow, ReportRow];
    const before = row({
      endings: { charged: { count: 29, minor: '122256' }, declined: { count: 10, minor: '9900' } },
    });
    const gone = row({ agent: 'cleo', endings: { unknown: { count: 1, minor: '1200' } } });
    const close = closeOf({
      rows: [before, gone],
      unsettled: [
        { paySid: PAY_SID, ending: 'unknown', since: 'charged' },
        { paySid: PAY_SID.replace(/.$/, '9'), ending: 'open' },
      ],
      unsettledCount: 2,
    });
    await openReports({
      body: reportOf([visa, none], { closes: [closeOf({ by: 'sue', sequence: 6 }), close] }),
    });
    expect(screen.getByText(/Closed by sue/)).toBeTruthy();
    expect(screen.getByText('2 rows have changed since: see “after close”.')).toBeTruthy();
    const after = within(screen.getByRole('row', { name: /ana · Visa/ })).getByRole('link', { name: /^\+1/ });
    expect(after.textContent).toBe('+1 chargedUSD 12.00');
    expect(listOf(after)).toEqual({
      ...RANGE,
      agent: 'ana',
      currency: 'USD',
      brand: 'visa',
      method: 'credit-card',
      changedSince: close.at,
    });
    expect(line(/cleo · Visa/)).toContain('-1 result not known');
    const items = screen.getAllByRole('listitem').map(({ textContent }) => textContent ?? '');
    expect(items.find((text) => text.includes('now charged'))).toMatch(/Result not known, now charged$/);
    expect(items.find((text) => text.includes('unchanged'))).toMatch(/Still open, unchanged$/);
  });
});

function readText(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}
