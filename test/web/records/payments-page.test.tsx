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

  it('finds by what became of the money, and keeps that in the address', async () => {
    const desk = renderDesk();
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('Money'), NOT_KNOWN);
    await desk.press('Search');
    await waitFor(() => expect(asked(desk)).toMatchObject({ outcome: 'unknown' }));
    expect(window.location.search).toBe('?from=2026-11-22&to=2026-11-22&outcome=unknown');
    expect(screen.getByText('Filters (1 set)')).toBeTruthy();
    await open(desk, '/payments?from=&outcome=unknown');
    expect(asked(desk)).toEqual({ outcome: 'unknown' });
    expect(screen.getByLabelText<HTMLSelectElement>('Money').value).toBe('unknown');
  });

  it.each([
    ['lastFour', 'CARD_DIGITS', 'Last four digits', /looks like a card/],
    ['callSid', 'INVALID_REQUEST', 'Call or payment SID', /32 letters and digits/],
    ['outcome', 'INVALID_REQUEST', 'Money', /Choose one of these/],
  ])('marks the filter that the service refused: %s', async (field, code, label, words) => {
    const desk = renderDesk();
    desk.api.on('POST /paySessions/search', refusal(400, { code, field }));
    await open(desk, '/payments?outcome=sometimes');
    const control = screen.getByLabelText(label);
    expect(control.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(control);
    const note = document.getElementById(control.getAttribute('aria-describedby') ?? '');
    expect(note?.textContent).toMatch(words);
  });

  it('prints with its filters, who printed it and when', async () => {
    const desk = renderDesk(['supervisor']);
    await open(desk, '/payments?from=2026-11-15&to=2026-11-22&state=declined&outcome=notCharged', {
      agent: 'ben',
    });
    await desk.advance(60_000);
    await act(() => void window.dispatchEvent(new Event('beforeprint')));
    expect(screen.getByText(/^Printed by ana on Nov 22, 2026, 14:06 UTC$/)).toBeTruthy();
    expect(
      screen.getByText(
        'Filters: From: 2026-11-15 · To: 2026-11-22 · State: Declined · Money: Nothing was charged. · Agent: ben',
      ),
    ).toBeTruthy();
  });

  it('finds every declined payment of last Tuesday in three steps', async () => {
    const desk = renderDesk(['supervisor']);
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('State'), 'Declined');
    await desk.user.selectOptions(screen.getByLabelText('A day in the last two weeks'), 'Tuesday, Nov 17');
    await waitFor(() =>
      expect(asked(desk)).toEqual({
        from: '2026-11-17T00:00:00.000Z',
        to: '2026-11-18T00:00:00.000Z',
        state: 'failed',
        failure: 'declined',
      }),
    );
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

  it('keeps the filter in the history, and nothing about a person or a card in the address', async () => {
    const desk = renderDesk(['agent', 'supervisor']);
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('State'), 'failed');
    await desk.user.type(screen.getByLabelText('Agent'), 'ben');
    await desk.user.type(screen.getByLabelText('Last four digits'), '4242');
    await desk.user.type(screen.getByLabelText('Amount'), '12.00');
    await desk.press('Search');
    const typed = { agent: 'ben', state: 'failed', lastFour: '4242', amount: '12.00' };
    await waitFor(() => expect(asked(desk)).toMatchObject(typed));
    expect(window.location.search).toBe('?from=2026-11-22&to=2026-11-22&state=failed');
    expect(desk.api.sent.map(({ path }) => path).join()).not.toMatch(/ben|4242|12\.00/);

    await open(desk, '/settings');
    expect(screen.queryByLabelText('Agent')).toBeNull();
    await act(() => window.history.back());
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Agent').value).toBe('ben'));
    expect(asked(desk)).toMatchObject(typed);
  });

  it('reads an amount as people write it, and shows how it was read', async () => {
    const desk = renderDesk();
    await open(desk, '/payments');
    for (const [typed, amount] of [
      ['12,50', '12.50'],
      ['$1,200.00', '1200.00'],
      ['1.2', '1.2'],
    ] as const) {
      await desk.user.clear(screen.getByLabelText('Amount'));
      await desk.user.type(screen.getByLabelText('Amount'), typed);
      await desk.press('Search');
      await waitFor(() => expect(asked(desk)).toMatchObject({ amount }));
      expect(screen.getByLabelText<HTMLInputElement>('Amount').value).toBe(amount);
    }
  });

  it('reads nothing about a card from an address', async () => {
    const desk = renderDesk(['supervisor']);
    await open(desk, '/payments?lastFour=4242&agent=4111111111111111&amount=1');
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
    ['Last four digits', '4242424242424242', /exactly four digits/],
    ['Agent', '4111 1111 1111 1111', /not only digits/],
    ['Amount', '12,00,0', /only digits and one point/],
    ['Call or payment SID', 'CA1', /32 letters and digits/],
  ])('says what is wrong with %s and sends nothing', async (label, text, problem) => {
    const desk = renderDesk(['agent', 'supervisor']);
    await open(desk, '/payments');
    const before = desk.api.sentTo('POST /paySessions/search').length;
    const field = screen.getByLabelText(label);
    field.removeAttribute('maxlength');
    await desk.user.type(field, text);
    await desk.press('Search');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field);
    expect(screen.getByText(problem)).toBeTruthy();
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
  it('sees the payments where an agent sees the desk', async () => {
    const desk = renderDesk(['supervisor']);
    await act(settle);
    expect(screen.getByRole('heading', { name: 'Payments' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Go online' })).toBeNull();
    expect(desk.api.sentTo('POST /token')).toEqual([]);
  });

  it('finds the team and the access log, which an agent is not offered', async () => {
    renderDesk(['supervisor']);
    await act(settle);
    expect(screen.getByRole('link', { name: 'Team' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Access log' })).toBeTruthy();
    cleanup();
    const agent = renderDesk();
    await open(agent, '/team');
    expect(screen.queryByRole('link', { name: 'Team' })).toBeNull();
    expect(screen.getByRole('heading', { name: 'Page not found' })).toBeTruthy();
  });
});

/** The list with one payment, on a computer in that zone. */
async function openInZone(timeZone: string): Promise<Desk> {
  const options = { timeZone } as Intl.ResolvedDateTimeFormatOptions;
  jest.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(options);
  const desk = renderDesk();
  desk.api.on('POST /paySessions/search', { body: { items: [paySession()] } });
  await open(desk, '/payments');
  return desk;
}
