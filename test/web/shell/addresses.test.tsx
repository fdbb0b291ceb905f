/** @jest-environment jsdom */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import { zone } from '#web/src/records/zone.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';

const SID = `PK${'0'.repeat(31)}1`;

/** Every path the desk knows, and some it does not. */
const PATHS = [
  '/',
  '/payments',
  `/payments/${SID}`,
  '/payments/PK1',
  '/payments/%E0%A4%A',
  '/payments/%00',
  `/payments/${'9'.repeat(5_000)}`,
  '/payments/a/b',
  '/payments/',
  '/team',
  '/access',
  '/settings',
  '/nowhere',
  '/%',
  `/${'x'.repeat(5_000)}`,
];

const RESTS = [
  '',
  '?',
  '?&&==&',
  '?%E0%A4%A=%',
  '?cursor=junk',
  '?from=2026-02-30',
  '?from=2026-13-01&to=2026-13-02',
  '?to=2025-02-29',
  '?from=yesterday&to=%00',
  '?from=9999-12-31&to=9999-12-31',
  '?from=0000-01-01&to=0000-01-01',
  '?from=%2B010000-01-01',
  '?from=2026-11-22&from=2026-02-30',
  '?day=2026-02-30',
  '?day=junk',
  '?state=toString',
  '?sid=__proto__',
  `?sid=${'CA'.repeat(4_000)}`,
  '#/payments',
  '#/../%E0%A4%A',
  '#:~:text=x',
];

let desk: RenderedDesk;
beforeAll(loadLaterPages);
afterEach(cleanup);
beforeEach(() => {
  zone.value = 'local';
  desk = renderDesk(['agent', 'supervisor']);
  desk.api.on('GET /team', { body: { at: '2026-11-22T14:05:00.000Z', agents: [], waiting: [] } });
  desk.api.on('POST /accessLog/search', {
    body: { day: '2026-11-22', items: [], trail: { verified: true, events: 0 } },
  });
  desk.api.on(`GET /paySessions/${SID}`, refusal(404));
});

async function open(address: string) {
  await act(() => desk.desk.router.go(address));
  await act(settle);
}

const searches = () => desk.api.sentTo('POST /paySessions/search').length;
const looks = () => desk.api.sentTo('POST /accessLog/search').length;

describe.each(PATHS)('the address %.40s', (path) => {
  it('shows a page that has a title and is not loading, whatever follows it', async () => {
    for (const rest of RESTS) {
      await open(path + rest);
      expect([rest, screen.getAllByRole('heading', { level: 1 }).length]).toEqual([rest, 1]);
      expect([rest, screen.queryByText('Loading…')]).toEqual([rest, null]);
    }
  });
});

describe('a day in the address that no calendar has', () => {
  const DAYS = [
    '2026-02-30',
    '2026-13-01',
    '2025-02-29',
    '2026-2-3',
    'yesterday',
    '0000-01-01',
    '9999-12-31',
  ];

  it.each(DAYS)('is refused beside its field, and nothing is searched: from %s', async (day) => {
    await open(`/payments?from=${day}`);
    const field = screen.getByLabelText('From');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(field.getAttribute('aria-describedby')).toBe('filter-from-problem');
    expect(document.querySelector('#filter-from-problem')?.textContent).toBe(
      'Enter a date such as 2026-11-22.',
    );
    expect(searches()).toBe(0);
    await desk.press('Today');
    await waitFor(() =>
      expect(desk.api.sentTo('POST /paySessions/search').at(-1)?.body).toEqual({
        from: '2026-11-22T00:00:00.000Z',
        to: '2026-11-23T00:00:00.000Z',
      }),
    );
    expect(screen.queryByText('Enter a date such as 2026-11-22.')).toBeNull();
  });

  it.each(DAYS.slice(0, 5))('is refused in the access log: %s', async (day) => {
    await open(`/access?day=${day}`);
    expect(screen.getByLabelText('Day (UTC)').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Enter a date such as 2026-11-22.')).toBeTruthy();
    expect(looks()).toBe(0);
    await open('/access');
    expect(looks()).toBe(1);
  });

  it('takes what an earlier search found off the page', async () => {
    await open('/payments');
    expect(screen.getByText(/No payments match/)).toBeTruthy();
    await open('/payments?to=2026-02-30');
    expect(screen.queryByText(/No payments match/)).toBeNull();
    expect(searches()).toBe(1);
  });

  it('names a SID that is none, and a first day after the last', async () => {
    await open('/payments?sid=CA1');
    expect(screen.getByLabelText('Find a payment').getAttribute('aria-invalid')).toBe('true');
    await open('/payments?from=2026-11-22&to=2026-11-21');
    expect(screen.getByText('The last day is before the first day.')).toBeTruthy();
    expect(searches()).toBe(0);
  });
});

describe('a page left open past midnight', () => {
  const pressed = () =>
    ['Today', 'Yesterday', 'Last 7 days'].filter(
      (name) => screen.getByRole('button', { name }).getAttribute('aria-pressed') === 'true',
    );
  const asked = () => desk.api.sentTo('POST /paySessions/search').map(({ body }) => body);
  const dayFrom = (day: string, next: string) => ({
    from: `${day}T00:00:00.000Z`,
    to: `${next}T00:00:00.000Z`,
  });

  beforeEach(async () => {
    await open('/payments');
    expect(pressed()).toEqual(['Today']);
  });

  it('still shows the day it was asked for, and says which that is', async () => {
    await desk.advance(10 * 60 * 60_000);
    expect(pressed()).toEqual(['Yesterday']);
    expect(screen.getByLabelText<HTMLInputElement>('From').value).toBe('2026-11-22');
    expect(asked()).toEqual([dayFrom('2026-11-22', '2026-11-23')]);
  });

  it('shows the new day when Today is pressed', async () => {
    await desk.advance(10 * 60 * 60_000);
    await desk.press('Today');
    await waitFor(() => expect(asked().at(-1)).toEqual(dayFrom('2026-11-23', '2026-11-24')));
    expect(pressed()).toEqual(['Today']);
  });

  it('shows the new day when the page is asked for again', async () => {
    await desk.advance(10 * 60 * 60_000);
    await open('/payments');
    expect(asked().at(-1)).toEqual(dayFrom('2026-11-23', '2026-11-24'));
    expect(pressed()).toEqual(['Today']);
  });

  it('presses the button of what is shown, not of what is typed', async () => {
    await desk.user.clear(screen.getByLabelText('From'));
    await desk.user.type(screen.getByLabelText('From'), '2026-11-16');
    expect(pressed()).toEqual(['Today']);
    await desk.press('Search');
    await waitFor(() => expect(pressed()).toEqual(['Last 7 days']));
  });
});
