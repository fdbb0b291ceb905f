/** @jest-environment jsdom */
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import type { Kept } from '#web/src/platform/router.ts';
import { zone } from '#web/src/records/zone.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { loadLaterPages, renderDesk } from '../support/render-desk.tsx';
import { NOT_KNOWN, paySession, READY } from '../support/sessions.ts';

beforeAll(loadLaterPages);

beforeEach(() => {
  zone.value = 'local';
});
afterEach(cleanup);

type Desk = ReturnType<typeof renderDesk>;
const open = async (desk: Desk, address: string, kept: Kept = {}) => {
  await act(() => desk.desk.router.go(address, { kept }));
  await act(settle);
};
const asked = (desk: Desk) => desk.api.sentTo('POST /paySessions/search').at(-1)?.body as Kept;
const CARD = { captured: READY.captured ?? {}, cardType: 'visa' } as const;
const next = (last: number) => `PK${String(last).padStart(32, '0')}`;

describe('the payments page', () => {
  it('asks for the whole of today, and shows what it finds', async () => {
    const desk = renderDesk();
    desk.api.on('POST /paySessions/search', {
      body: { items: [paySession({ ...CARD, state: 'succeeded' })] },
    });
    await open(desk, '/payments');
    expect(asked(desk).from).toBe('2026-11-22T00:00:00.000Z');
    expect(asked(desk).to).toBe('2026-11-23T00:00:00.000Z');
    expect(screen.getByRole('cell', { name: 'Visa 1111' })).toBeTruthy();
    expect(screen.getByRole('cell', { name: 'USD 12.00' })).toBeTruthy();
    expect(screen.getByText(/^1 payment, newest first/)).toBeTruthy();
  });

  it('calls a payment that may have been taken neither failed nor saved', async () => {
    const desk = renderDesk();
    const { chargeAmount: _, ...save } = paySession({ state: 'failed', outcome: 'notCharged' });
    const items = [paySession({ ...CARD, state: 'failed', outcome: 'unknown' }), save];
    desk.api.on('POST /paySessions/search', { body: { items } });
    await open(desk, '/payments');
    const [, unknown, failed] = screen.getAllByRole('row').map((row) => row.textContent);
    expect(unknown).toContain(NOT_KNOWN);
    expect(unknown).not.toContain('Failed');
    expect(failed).toContain('Failed');
    expect(failed).not.toContain('Details saved');
  });

  it('shows why a payment failed in words, with the code behind them, and of an unknown one the code alone', async () => {
    const desk = renderDesk();
    const failed = { ...CARD, state: 'failed', outcome: 'notCharged' } as const;
    const items = [
      paySession({ ...failed, error: { code: '64012', guidance: '', declined: true } }),
      paySession({ ...failed, result: 'too-many-failed-attempts' }),
      paySession({ ...failed, outcome: 'unknown', error: { code: '64008', guidance: '' } }),
    ];
    desk.api.on('POST /paySessions/search', { body: { items } });
    await open(desk, '/payments');
    const [, declined, closed, unknown] = screen.getAllByRole('row').map((row) => row.textContent);
    expect(declined).toContain('DeclinedThe card was refused. 64012');
    expect(closed).toMatch(/FailedThere were too many failed entries.* too-many-failed-attempts/);
    expect(unknown).toContain(`${NOT_KNOWN} 64008`);
  });

  it('finds by how it ended and why, and keeps that in the address', async () => {
    const desk = renderDesk();
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('How it ended'), 'Declined');
    await desk.user.selectOptions(screen.getByLabelText('Reason'), '64012 The card was refused.');
    await desk.press('Search');
    await waitFor(() => expect(asked(desk)).toMatchObject({ ending: 'declined', reason: '64012' }));
    expect(window.location.search).toBe('?from=2026-11-22&to=2026-11-22&ending=declined&reason=64012');
    expect(chips()).toEqual([
      'Days: Nov 22, 2026',
      'How it ended: Declined',
      'Reason: 64012 The card was refused.',
    ]);
  });

  it('understands older addresses, and takes away what they asked for', async () => {
    const desk = renderDesk();
    await open(desk, '/payments?from=&outcome=unknown&state=declined');
    expect(asked(desk)).toEqual({ outcome: 'unknown', state: 'failed', failure: 'declined' });
    expect(chips()).toEqual(['State: Declined', `Money: ${NOT_KNOWN}`]);
    await desk.press('Remove State: Declined');
    await waitFor(() => expect(asked(desk)).toEqual({ outcome: 'unknown' }));
    // The neighbour of what was taken away has the focus, and the box when nothing is left.
    expect(document.activeElement?.textContent).toBe(`Money: ${NOT_KNOWN}`);
    await desk.press(`Remove Money: ${NOT_KNOWN}`);
    expect(document.activeElement).toBe(screen.getByLabelText('Find a payment'));
    expect(window.location.search).toBe('?from=');
  });

  it.each([
    ['lastFour', 'CARD_DIGITS', 'Find a payment', /looks like a card/],
    ['callSid', 'INVALID_REQUEST', 'Find a payment', /32 letters and digits/],
    ['ending', 'INVALID_REQUEST', 'How it ended', /Choose one of these/],
  ])('marks the filter that the service refused: %s', async (field, code, label, words) => {
    const desk = renderDesk();
    desk.api.on('POST /paySessions/search', refusal(400, { code, field }));
    await open(desk, '/payments?ending=charged');
    const control = screen.getByLabelText(label);
    expect(control.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(control);
    const note = document.getElementById(control.getAttribute('aria-describedby')?.split(' ')[0] ?? '');
    expect(note?.textContent).toMatch(words);
  });

  it('prints with its filters, who printed it and when', async () => {
    const desk = renderDesk(['supervisor']);
    await open(desk, '/payments?from=2026-11-15&to=2026-11-22&state=declined&agent=ben', {
      customer: 'C-7',
    });
    await desk.advance(60_000);
    await act(() => void window.dispatchEvent(new Event('beforeprint')));
    expect(screen.getByText(/^Printed by ana on Nov 22, 2026, 14:06 UTC$/)).toBeTruthy();
    expect(
      screen.getByText('Filters: Days: Nov 15 – 22, 2026 · State: Declined · Agent: ben · Customer: C-7'),
    ).toBeTruthy();
  });

  it('finds what ben had declined over 100 dollars last Tuesday', async () => {
    const desk = renderDesk(['supervisor']);
    desk.api.on('GET /reports', ({ path }) => ({
      body: { rows: path.includes('2026-11-22') ? [{ agent: 'ben', currency: 'USD' }] : [] },
    }));
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('How it ended'), 'Declined');
    await desk.user.selectOptions(await screen.findByRole('combobox', { name: 'Agent' }), 'ben');
    await desk.user.type(screen.getByLabelText('Amount from'), '$100');
    await desk.user.selectOptions(screen.getByLabelText('Currency'), 'USD');
    await desk.user.selectOptions(screen.getByLabelText('A day in the last two weeks'), 'Tuesday, Nov 17');
    await waitFor(() =>
      expect(asked(desk)).toEqual({
        from: '2026-11-17T00:00:00.000Z',
        to: '2026-11-18T00:00:00.000Z',
        ending: 'declined',
        agent: 'ben',
        amountFrom: '100.00',
        currency: 'USD',
      }),
    );
    expect(chips()).toEqual([
      'Days: Nov 17, 2026',
      'Amount: 100.00 or more',
      'How it ended: Declined',
      'Agent: ben',
      'Currency: USD',
    ]);
  });

  it.each([
    ['Today', '2026-11-22', '2026-11-23'],
    ['Yesterday', '2026-11-21', '2026-11-22'],
    ['Last 7 days', '2026-11-16', '2026-11-23'],
  ])('shows %s with one press', async (name, from, to) => {
    const desk = renderDesk();
    await open(desk, '/payments?from=2026-01-01&to=2026-01-02');
    await desk.press(name);
    await waitFor(() => expect(asked(desk).from).toBe(`${from}T00:00:00.000Z`));
    expect(asked(desk).to).toBe(`${to}T00:00:00.000Z`);
  });

  it('keeps the filter in the history, and nothing about whoever paid in the address', async () => {
    const desk = renderDesk(['agent', 'supervisor']);
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('Card brand'), 'Visa');
    await desk.user.type(screen.getByLabelText('Agent'), 'ben');
    await desk.user.type(screen.getByLabelText('Find a payment'), '4242');
    await desk.press('Search');
    const typed = { agent: 'ben', brand: 'visa', lastFour: '4242' };
    await waitFor(() => expect(asked(desk)).toMatchObject(typed));
    expect(window.location.search).toBe('?from=2026-11-22&to=2026-11-22&agent=ben&brand=visa');
    expect(desk.api.sent.map(({ path }) => path).join()).not.toContain('4242');

    await open(desk, '/settings');
    expect(screen.queryByLabelText('Agent')).toBeNull();
    await act(() => window.history.back());
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Agent').value).toBe('ben'));
    expect(asked(desk)).toMatchObject(typed);
    expect(chips()).toContain('Last four digits: 4242');
  });

  it('reads an amount as people write it, and shows how it was read', async () => {
    const desk = renderDesk();
    await open(desk, '/payments');
    for (const [typed, amount] of [
      ['12,50', '12.50'],
      ['$1,200.00', '1200.00'],
      ['1.2', '1.2'],
    ] as const) {
      await desk.user.clear(screen.getByLabelText('Amount from'));
      await desk.user.type(screen.getByLabelText('Amount from'), typed);
      await desk.press('Search');
      await waitFor(() => expect(asked(desk)).toMatchObject({ amountFrom: amount }));
      expect(screen.getByLabelText<HTMLInputElement>('Amount from').value).toBe(amount);
    }
  });

  it('reads nothing about a card from an address', async () => {
    const desk = renderDesk(['supervisor']);
    await open(desk, '/payments?agent=4111111111111111');
    expect(asked(desk)).toBeUndefined();
    await open(desk, '/payments?lastFour=4242');
    expect(Object.keys(asked(desk))).toEqual(['from', 'to']);
  });

  it('takes one box for calls and for payments, of any day', async () => {
    const desk = renderDesk();
    await open(desk, `/payments?sid=${next(7)}`);
    expect(asked(desk)).toEqual({ paySid: next(7) });
    await open(desk, `/payments?sid=${CALL_SID}`);
    expect(asked(desk)).toEqual({ callSid: CALL_SID });
  });

  it.each([
    ['Find a payment', '4242 4242 4242 4242', /looks like a card number, so it was not looked for/],
    ['Find a payment', '4'.repeat(129), /at most 100 characters/],
    ['Agent', '4111 1111 1111 1111', /not only digits/],
    ['Amount from', '12,00,0', /only digits and one point/],
  ])('says what is wrong with %s and sends nothing', async (label, text, problem) => {
    const desk = renderDesk(['agent', 'supervisor']);
    await open(desk, '/payments');
    const before = desk.api.sentTo('POST /paySessions/search').length;
    const field = screen.getByLabelText(label);
    await desk.user.type(field, text);
    await desk.press('Search');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field);
    expect(screen.getByText(problem)).toBeTruthy();
    expect(desk.api.sentTo('POST /paySessions/search')).toHaveLength(before);
  });

  it.each([
    ['INV-1841', 'Reference', { reference: 'INV-1841' }],
    ['ch_3NxQpZ', 'Confirmation', { confirmation: 'ch_3NxQpZ' }],
    ['12.50', 'Amount', { amountFrom: '12.50', amountTo: '12.50' }],
    ['1111', 'Last four digits', { lastFour: '1111' }],
  ])('takes %s for what it looks like: %s', async (text, meaning, request) => {
    const desk = renderDesk();
    await open(desk, '/payments');
    await desk.user.type(screen.getByLabelText('Find a payment'), `${text}{Enter}`);
    await waitFor(() => expect(asked(desk)).toMatchObject(request));
    expect(chips().at(-1)).toBe(`${meaning}: ${text}`);
    // An id is looked for on every day.
    expect('from' in asked(desk)).toBe(!('reference' in request || 'confirmation' in request));
    expect(screen.getByLabelText<HTMLInputElement>('Find a payment').value).toBe('');
  });

  it('says what it takes a text for, and looks for another meaning when told to', async () => {
    const desk = renderDesk();
    await open(desk, '/payments');
    const box = screen.getByLabelText('Find a payment');
    await desk.user.type(box, next(7));
    expect(screen.getByText('Taken for: Call or payment SID')).toBeTruthy();
    expect(screen.queryByLabelText('Looks for it as')).toBeNull();
    await desk.user.clear(box);
    await desk.user.type(box, '1841');
    const meaning = screen.getByLabelText<HTMLSelectElement>('Looks for it as');
    expect([...meaning.options].map(({ text }) => text)).toEqual([
      'Last four digits',
      'Reference',
      'Confirmation',
      'Customer',
    ]);
    await desk.user.selectOptions(meaning, 'Reference');
    await desk.press('Search');
    await waitFor(() => expect(asked(desk)).toEqual({ reference: '1841' }));
    // It found nothing, so it offers what else the text can be.
    await screen.findByRole('button', { name: 'Look for it as Customer' });
    await desk.press('Look for it as Customer');
    await waitFor(() => expect(asked(desk)).toEqual({ customer: '1841' }));
    expect(chips()).toEqual(['Customer: 1841']);
  });

  it('sorts what is loaded, says so, and keeps that in the address without asking again', async () => {
    const desk = renderDesk();
    const amounts = ['12.00', '120.00', '9.00'];
    const items = amounts.map((chargeAmount, at) => paySession({ chargeAmount, paySid: next(at) }));
    desk.api.on('POST /paySessions/search', { body: { items, cursor: 'more' } });
    await open(desk, '/payments');
    const column = () => screen.getByRole('columnheader', { name: 'Amount' });
    const shown = () =>
      screen.getAllByRole('row').flatMap((row) => /USD ([\d.]+)/.exec(row.textContent ?? '')?.[1] ?? []);
    expect(column().getAttribute('aria-sort')).toBeNull();
    const requests = desk.api.sentTo('POST /paySessions/search').length;
    await desk.press('Amount');
    expect(shown()).toEqual(['120.00', '12.00', '9.00']);
    expect(column().getAttribute('aria-sort')).toBe('descending');
    expect(screen.getByText('Sorted by Amount: only the 3 payments loaded so far.')).toBeTruthy();
    expect(window.location.search).toContain('&sort=-amount');
    await desk.press('Amount');
    expect(shown()).toEqual(['9.00', '12.00', '120.00']);
    expect(column().getAttribute('aria-sort')).toBe('ascending');
    expect(desk.api.sentTo('POST /paySessions/search')).toHaveLength(requests);
  });

  it('shows the days of a report, and its times where they are not days', async () => {
    const desk = renderDesk();
    await open(desk, '/payments?from=2026-11-15T00:00:00.000Z&to=2026-11-17T00:00:00.000Z');
    expect(chips()).toEqual(['Days: Nov 15 – 16, 2026']);
    expect(asked(desk)).toEqual({ from: '2026-11-15T00:00:00.000Z', to: '2026-11-17T00:00:00.000Z' });
    await open(desk, '/payments?from=2026-11-15T14:00:00.000Z&to=2026-11-15T15:00:00.000Z&brand=-');
    expect(chips()).toEqual(['Days: Nov 15, 2026, 14:00:00 – 15:00:00', 'Card brand: none']);
    expect(asked(desk)).toEqual({
      from: '2026-11-15T14:00:00.000Z',
      to: '2026-11-15T15:00:00.000Z',
      brand: '-',
    });
  });

  it('says in its address in which zone its days are', async () => {
    const desk = await openInZone('America/New_York');
    await open(desk, '/payments?from=2026-11-15&to=2026-11-15&zone=UTC');
    expect(zone.value).toBe('UTC');
    await desk.press('Yesterday');
    await waitFor(() => expect(window.location.search).toBe('?from=2026-11-21&to=2026-11-21&zone=UTC'));
    await desk.user.selectOptions(screen.getByLabelText('Times in'), 'America/New York');
    await waitFor(() => expect(window.location.search).toBe('?from=2026-11-21&to=2026-11-21'));
    expect(zone.value).toBe('local');
    jest.restoreAllMocks();
  });

  it('sends nothing that an address must not ask for', async () => {
    const desk = renderDesk();
    await open(desk, '/payments');
    const before = desk.api.sentTo('POST /paySessions/search').length;
    for (const field of [
      'agent',
      'currency',
      'brand',
      'method',
      'reason',
      'amountFrom',
      'sid',
      'changedSince',
    ])
      await open(desk, `/payments?${field}=4111111111111111`);
    expect(desk.api.sentTo('POST /paySessions/search')).toHaveLength(before);
  });

  it('says when nothing matches, and loads page after page', async () => {
    const desk = renderDesk();
    await open(desk, '/payments?state=failed');
    expect(screen.getByText(/No payments match/)).toBeTruthy();
    desk.api.on('POST /paySessions/search', ({ body }) => ({
      body:
        (body as Kept).cursor === 'next'
          ? { items: [paySession({ paySid: next(3) })] }
          : { items: [paySession()], cursor: 'next' },
    }));
    await open(desk, '/payments?state=active');
    await desk.press('Older');
    expect(screen.getAllByRole('row')).toHaveLength(3);
  });

  it('looks further back by itself when a page is empty, and stops to ask after a while', async () => {
    const desk = renderDesk();
    let pages = 0;
    desk.api.on('POST /paySessions/search', () => {
      pages += 1;
      return { body: { items: pages === 10 ? [paySession()] : [], cursor: `${pages}` } };
    });
    await open(desk, '/payments?from=2026-01-01&to=2026-11-22', { lastFour: '4242' });
    await screen.findByRole('button', { name: 'Look further back' });
    expect(pages).toBe(8);
    await desk.press('Look further back');
    await screen.findByRole('button', { name: 'Older' });
    expect(pages).toBe(10);
    expect(screen.getAllByRole('row')).toHaveLength(2);
  });

  it('ignores a late response to an older search', async () => {
    const desk = renderDesk();
    let release = () => {};
    desk.api.on('POST /paySessions/search', ({ body }) =>
      (body as Kept).agent === 'slow'
        ? new Promise((resolve) => {
            release = () => resolve({ body: { items: [paySession({ agent: 'late' })] } });
          })
        : { body: { items: [paySession({ agent: 'ben' })] } },
    );
    await open(desk, '/payments', { agent: 'slow' });
    await open(desk, '/payments', { agent: 'ben' });
    release();
    await act(settle);
    expect(screen.getByRole('cell', { name: 'ben' })).toBeTruthy();
    expect(screen.queryByRole('cell', { name: 'late' })).toBeNull();
  });

  it('uses UTC on a computer without a zone', async () => {
    await openInZone('Etc/Unknown');
    expect(screen.getByText('Times in UTC')).toBeTruthy();
    expect(document.querySelector('time')?.textContent).toBe('Nov 22, 2026, 14:05:00');
    jest.restoreAllMocks();
  });

  it('shows times in the named zone, and in UTC on request', async () => {
    const desk = await openInZone('America/New_York');
    const time = () => document.querySelector('time');
    expect([time()?.textContent, time()?.title]).toEqual([
      'Nov 22, 2026, 09:05:00',
      '2026-11-22 14:05:00.000 UTC',
    ]);
    const before = desk.api.sentTo('POST /paySessions/search').length;
    await desk.user.selectOptions(screen.getByLabelText('Times in'), 'UTC');
    await waitFor(() => expect(time()?.textContent).toBe('Nov 22, 2026, 14:05:00'));
    // Days begin at a different moment in UTC.
    await waitFor(() => expect(desk.api.sentTo('POST /paySessions/search').length).toBeGreaterThan(before));
    jest.restoreAllMocks();
  });
});

describe('the CSV file', () => {
  const clicks: string[] = [];
  beforeEach(() => {
    clicks.length = 0;
    URL.createObjectURL = () => 'blob:file';
    URL.revokeObjectURL = () => {};
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
      this: HTMLAnchorElement,
    ) {
      clicks.push(this.download);
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('says how much it will hold, holds what the filter shows, and is named after its days', async () => {
    const desk = renderDesk();
    desk.api.on('POST /paySessions/search', ({ body }) =>
      (body as Kept).format === 'csv'
        ? { body: 'csv', headers: { 'x-row-count': '2' } }
        : { body: { items: [paySession(), paySession({ paySid: next(2) })] } },
    );
    await open(desk, '/payments?from=2026-11-15&to=2026-11-22&state=declined');
    await desk.press('Download CSV (2)');
    expect(asked(desk).failure).toBe('declined');
    expect(asked(desk).from).toBe('2026-11-15T00:00:00.000Z');
    expect(clicks).toEqual(['payments_2026-11-15_2026-11-22.csv']);
    expect(screen.getByText('2 payments saved as payments_2026-11-15_2026-11-22.csv.')).toBeTruthy();
  });

  it('says so when there are too many for one file', async () => {
    const desk = renderDesk();
    desk.api.on('POST /paySessions/search', ({ body }) =>
      (body as Kept).format === 'csv'
        ? refusal(400, { code: 'TOO_MANY_ROWS' })
        : { body: { items: [paySession()], cursor: 'more' } },
    );
    await open(desk, '/payments');
    await desk.press('Download CSV (all of them)');
    expect(screen.getAllByText(/5,000 at most/).length).toBeGreaterThan(0);
    expect(clicks).toEqual([]);
  });
});

describe('a supervisor without a phone', () => {
  it('sees the day where an agent sees the desk', async () => {
    const desk = renderDesk(['supervisor']);
    await act(settle);
    expect(screen.getByRole('heading', { level: 1, name: 'Today' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Go online' })).toBeNull();
    expect(desk.api.sentTo('POST /token')).toEqual([]);
  });

  it('finds the team and the access log, which an agent is not offered', async () => {
    await open(renderDesk(['supervisor']), '/payments');
    expect(screen.getByRole('link', { name: 'Team' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Access log' })).toBeTruthy();
    cleanup();
    const agent = renderDesk();
    await open(agent, '/team');
    expect(screen.queryByRole('link', { name: 'Team' })).toBeNull();
    expect(screen.getByRole('heading', { name: 'Page not found' })).toBeTruthy();
  });
});

/** What the list is narrowed by. */
function chips(): readonly string[] {
  const list = screen.queryByRole('list', { name: 'Narrowed by' });
  return [...(list?.querySelectorAll('.chip') ?? [])].map((chip) =>
    // Ranges are written with thin spaces.
    (chip.textContent ?? '').replace(/\s/g, ' '),
  );
}

/** The list with one payment, on a computer in that zone. */
async function openInZone(timeZone: string): Promise<Desk> {
  const options = { timeZone } as Intl.ResolvedDateTimeFormatOptions;
  jest.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(options);
  const desk = renderDesk();
  desk.api.on('POST /paySessions/search', { body: { items: [paySession()] } });
  await open(desk, '/payments');
  return desk;
}
