/** @jest-environment jsdom */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import axe from 'axe-core';
import type { TeamAgent, TeamResponse, UnresolvedPayment } from '#lambdas/contract/desk-api.ts';
import type { ReportResponse, ReportRow } from '#lambdas/contract/report-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';

const NOW = Date.parse('2026-11-22T14:05:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();
const ago = (seconds: number) => iso(NOW - seconds * 1_000);
const sid = (prefix: string, n: number) => `${prefix}${String(n).repeat(32)}`;

const row = (agent: string, endings: ReportRow['endings'], more: Partial<ReportRow> = {}): ReportRow => ({
  agent,
  currency: 'USD',
  brand: 'visa',
  method: 'credit-card',
  endings,
  misses: 0,
  timed: 0,
  milliseconds: 0,
  ...more,
});
const MIDNIGHT = Date.parse('2026-11-22T00:00:00.000Z');
const HOUR = 3_600_000;
const report = (rows: readonly ReportRow[], more: Partial<ReportResponse> = {}): ReportResponse => ({
  from: iso(MIDNIGHT),
  to: iso(MIDNIGHT + 24 * HOUR),
  zone: 'UTC',
  at: iso(NOW),
  rows,
  hours: Array.from({ length: 24 }, (_, hour) => ({
    from: iso(MIDNIGHT + hour * HOUR),
    endings:
      hour === 9 || hour === 14
        ? [
            {
              currency: 'USD',
              endings: { charged: { count: hour, minor: '1250' }, declined: { count: 1, minor: '1' } },
            },
          ]
        : [],
  })),
  closes: [],
  ...more,
});
const ROWS = [
  row(
    'ana',
    { charged: { count: 18, minor: '123450' }, declined: { count: 2, minor: '900' } },
    {
      misses: 4,
      timed: 20,
      milliseconds: 20 * 92_000,
    },
  ),
  row('dora', { cancelled: { count: 3, minor: '0' } }, { misses: 9 }),
  row(
    'ben',
    { charged: { count: 2, minor: '500' } },
    { currency: 'JPY', misses: 1, timed: 2, milliseconds: 150_000 },
  ),
  row('ben', { saved: { count: 1, minor: '0' } }, { currency: '', timed: 1, milliseconds: 30_000 }),
];
const unknown = (n: number, seconds: number): UnresolvedPayment => ({
  paySid: sid('PK', n),
  callSid: sid('CA', n),
  agent: 'ben',
  paymentMethod: 'credit-card',
  startedAt: ago(seconds),
  updatedAt: ago(seconds),
});
const agent = (name: string, more: Partial<TeamAgent> = {}): TeamAgent => ({
  agent: name,
  presence: 'online',
  since: ago(60),
  sessions: [],
  ...more,
});
const openFor = (seconds: number): TeamAgent['sessions'][number] => ({
  paySid: sid('PK', 7),
  callSid: sid('CA', 7),
  state: 'capturing',
  paymentMethod: 'credit-card',
  chargeAmount: '45.00',
  currency: 'USD',
  misses: 0,
  startedAt: ago(seconds),
  since: ago(5),
  allowed: [],
});

interface Floor {
  readonly agents?: readonly TeamAgent[];
  readonly waiting?: TeamResponse['waiting'];
  readonly unknown?: readonly UnresolvedPayment[];
  readonly rows?: readonly ReportRow[];
}

function set(desk: RenderedDesk, { agents = [], waiting = [], rows = ROWS, ...floor }: Floor): void {
  desk.api.on('GET /team', () => ({ body: { at: iso(desk.clock.now()), agents, waiting } }));
  desk.api.on('GET /paySessions/toResolve', { body: { items: floor.unknown ?? [], more: false } });
  desk.api.on('GET /reports', { body: report(rows) });
}

async function openToday(floor: Floor = {}): Promise<RenderedDesk> {
  const desk = renderDesk(['supervisor']);
  set(desk, floor);
  await act(() => desk.desk.router.go('/overview'));
  await act(() => desk.desk.toResolve.look());
  await act(settle);
  return desk;
}

const tile = (name: string) =>
  within(screen.getByRole('list', { name: 'Today' }))
    .getAllByRole('listitem')
    .find(({ textContent }) => textContent?.startsWith(name));
const needs = () => within(screen.getByRole('region', { name: 'Needs attention' }));
const rowsOf = (name: string) =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map(({ textContent }) => textContent ?? '');
const spoken = () =>
  [...document.querySelectorAll('[aria-live="assertive"]')].map(({ textContent }) => textContent).join('');

let played: string[] = [];
let mayPlay = true;
beforeAll(async () => {
  await loadLaterPages();
  HTMLMediaElement.prototype.play = async function play() {
    if (!mayPlay) throw new Error('NotAllowedError');
    played.push(this.src);
  };
});
beforeEach(() => {
  played = [];
  mayPlay = true;
  sessionStorage.removeItem('desk.seen');
});
afterEach(() => {
  cleanup();
  Object.defineProperty(document, 'hidden', { configurable: true, value: false });
});

describe('today’s numbers', () => {
  it('are asked for by the day in the chosen zone, and lead to the lists they count', async () => {
    const desk = await openToday({ agents: [agent('ana')] });
    expect(desk.api.sentTo('GET /reports')[0]?.path).toBe(
      '/reports?from=2026-11-22&to=2026-11-22&zone=UTC&step=hour',
    );
    expect(tile('Charged, USD')?.textContent).toBe('Charged, USD1,234.5018 payments');
    expect(tile('Charged, JPY')?.textContent).toBe('Charged, JPY5002 payments');
    const link = within(tile('Charged, USD') as HTMLElement).getByRole('link');
    const query = new URL((link as HTMLAnchorElement).href).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ ending: 'charged', currency: 'USD' });
    expect(tile('Approval rate')?.textContent).toBe('Approval rate91%of 23 results');
    expect(tile('To resolve')?.textContent).toContain('0every result is known');
    expect(tile('Waiting callers')?.textContent).toContain('0nobody is waiting');
  });

  it('do not judge by a handful of results', async () => {
    await openToday({
      rows: [row('ana', { charged: { count: 18, minor: '1' }, declined: { count: 1, minor: '1' } })],
    });
    expect(tile('Approval rate')?.textContent).toBe('Approval rate–too few to say: 19 of 20 results');
  });

  it('show the hours as a line and as a table; what has not begun is a gap', async () => {
    await openToday();
    expect(
      screen.getByRole('img', { name: '23 charged payments today. Busiest hour: 14:00, with 14.' }),
    ).toBeTruthy();
    const [over, now] = [...document.querySelectorAll('.chart-line')].map((path) => path.getAttribute('d'));
    expect(over).toMatch(/^M0\.5 14.*L9\.5 5.*L13\.5 14$/);
    expect(now).toBe('M13.5 14L14.5 0');
    const rows = rowsOf('Charged by hour');
    expect(rows).toHaveLength(15);
    expect(rows[9]).toBe('09:009USD 12.50100');
  });

  it('do not say that nobody is there while it is not known', async () => {
    const desk = renderDesk(['supervisor']);
    set(desk, { rows: [] });
    desk.api.on('GET /team', refusal(503, { code: 'STORE_UNAVAILABLE' }));
    await act(() => desk.desk.router.go('/overview'));
    await act(settle);
    expect(tile('Charged')?.textContent).toContain('0');
    expect(screen.queryByText(/nobody is online/)).toBeNull();
    set(desk, { rows: [] });
    await desk.advance(30_000);
    expect(screen.getByText(/nobody is online/)).toBeTruthy();
  });

  it('name agents, who is offline among them, in an order that only a person changes', async () => {
    const desk = await openToday({ agents: [agent('ana', { call: { callSid: 'CA1' } }), agent('kim')] });
    expect(rowsOf('Agents today')).toEqual([
      'anaOn a call201820401:32',
      'benOffline3200101:00',
      'doraOffline30039',
      'kimWaiting00000',
    ]);
    await desk.user.selectOptions(screen.getByLabelText('Order by'), 'Refused entries');
    const names = () => rowsOf('Agents today').map((text) => text.slice(0, 3));
    expect(names()).toEqual(['dor', 'ana', 'ben', 'kim']);
    set(desk, { agents: [agent('abe')], rows: [...ROWS, row('ben', {}, { misses: 50 })] });
    await desk.advance(15_000);
    expect(names()).toEqual(['dor', 'ana', 'ben', 'abe']);
  });

  it('stay when they cannot be read again, with their age, and are never zeros', async () => {
    const desk = await openToday();
    desk.api.on('GET /reports', refusal(503));
    await desk.advance(25_000);
    expect(screen.getByText(/^Totals: could not be updated, 00:25 old/)).toBeTruthy();
    expect(tile('Charged, USD')?.textContent).toContain('1,234.50');
    expect(screen.queryByText(/^Calls and open/)).toBeNull();
  });

  it('are missing, not zero, when they could never be read', async () => {
    const desk = renderDesk(['supervisor']);
    for (const path of ['/team', '/reports', '/paySessions/toResolve'])
      desk.api.on(`GET ${path}`, refusal(503));
    await act(() => desk.desk.router.go('/overview'));
    await act(() => desk.desk.toResolve.look());
    await act(settle);
    expect(screen.getByText(/^Totals: could not be read/)).toBeTruthy();
    const numbers = [...document.querySelectorAll('.tile-number')].map(({ textContent }) => textContent);
    expect(numbers).toEqual(['–', '–', '–', '–', '–']);
    expect(needs().getByText('Loading…')).toBeTruthy();
  });

  it('are read by one request at a time, rarer while the service fails, and not while nobody looks', async () => {
    const desk = await openToday();
    const readsIn = async (ms: number) => {
      const before = desk.api.sentTo('GET /reports').length;
      await desk.advance(ms);
      return desk.api.sentTo('GET /reports').length - before;
    };
    expect(await readsIn(60_000)).toBe(4);
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    expect(await readsIn(60_000)).toBe(0);
    Object.defineProperty(document, 'hidden', { configurable: true, value: false });
    desk.api.on('GET /reports', refusal(503));
    await readsIn(120_000);
    expect(await readsIn(300_000)).toBe(5);
    let answer = (_: unknown) => {};
    desk.api.on(
      'GET /reports',
      () =>
        new Promise((resolve) => {
          answer = resolve as typeof answer;
        }),
    );
    await readsIn(120_000);
    expect(await readsIn(120_000)).toBe(0);
    answer({ body: report(ROWS) });
  });

  it('do not change while updates are paused, and nothing is asked for', async () => {
    const desk = await openToday({ waiting: [{ callSid: sid('CA', 1), since: ago(30) }] });
    await desk.press('Pause updates');
    const before = [desk.api.sentTo('GET /team').length, desk.api.sentTo('GET /reports').length];
    const shown = document.querySelector('.tiles')?.textContent;
    set(desk, { unknown: [unknown(1, 9_000)] });
    await act(() => desk.desk.toResolve.look());
    await desk.advance(600_000);
    expect([desk.api.sentTo('GET /team').length, desk.api.sentTo('GET /reports').length]).toEqual(before);
    expect(document.querySelector('.tiles')?.textContent).toBe(shown);
    expect(document.title).toBe('Today - Payments desk');
    await desk.press('Pause updates');
    expect(tile('Waiting callers')?.textContent).toContain('0');
    expect(tile('To resolve')?.textContent).toContain('1oldest');
  });
});

describe('what needs attention', () => {
  it('is said to be nothing only when everything could be read', async () => {
    await openToday();
    expect(needs().getByText('Nothing needs you now.')).toBeTruthy();
  });

  it('is one line for each kind, with the oldest and a way there', async () => {
    await openToday({
      unknown: [unknown(1, 600), unknown(2, 300)],
      waiting: [{ callSid: sid('CA', 1), since: ago(72) }],
      agents: [agent('ana', { sessions: [openFor(755)] }), agent('ben', { sessions: [openFor(90)] })],
    });
    expect(
      needs()
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      '2 results are not knownTo resolveoldest 10:00',
      '1 caller is waitingTeamlongest 01:12',
      '1 payment has been open for over 10 minana, USD 45.00, for 12:35',
    ]);
    expect(needs().getByRole('link', { name: /ana/ }).getAttribute('href')).toBe(`/payments/${sid('PK', 7)}`);
    expect(tile('Longest wait')?.textContent).toContain('01:12');
  });

  it('holds the payments that the team’s page marks, however short they are open', async () => {
    const desk = await openToday({
      agents: [agent('ana', { sessions: [{ ...openFor(90), misses: 3 }] })],
    });
    expect(needs().getByRole('listitem').textContent).toBe(
      '1 payment needs attentionana, USD 45.00, for 01:30Team',
    );
    expect(needs().queryByText('Nothing needs you now.')).toBeNull();
    // It is named once when it is open for too long as well, and only then it calls.
    set(desk, { agents: [agent('ana', { sessions: [{ ...openFor(755), misses: 3 }] })] });
    await desk.advance(3_000);
    expect(needs().getAllByRole('listitem')).toHaveLength(1);
    expect(needs().getByText('1 payment has been open for over 10 min')).toBeTruthy();
  });

  it('breaks no rule of accessibility', async () => {
    await openToday({
      unknown: [unknown(1, 4_000)],
      waiting: [{ callSid: sid('CA', 1), since: ago(200) }],
      agents: [agent('ana', { sessions: [openFor(755)] })],
    });
    for (const details of document.querySelectorAll('details')) details.open = true;
    const { violations } = await axe.run(document.body, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
  });
});

describe('a limit that is crossed', () => {
  const WAITING = { waiting: [{ callSid: sid('CA', 1), since: ago(110) }] };

  it('calls once: in the title, in words and by no sound, until the person has seen it', async () => {
    const desk = await openToday(WAITING);
    expect(document.title).toBe('Today - Payments desk');
    await desk.advance(11_000);
    await desk.advance(200);
    expect(document.title).toBe('Needs you: 1 - Today - Payments desk');
    expect(spoken()).toBe('Needs you now: 1 caller is waiting.');
    expect(played).toEqual([]);
    await desk.advance(120_000);
    expect(spoken()).toBe('');
    expect(document.title).toContain('Needs you: 1');

    await desk.press('Seen');
    await desk.advance(1_000);
    expect(document.title).toBe('Today - Payments desk');
    expect(document.activeElement?.textContent).toBe('Needs attention');
    expect(needs().getByText('1 caller is waiting')).toBeTruthy();
    // Another one calls again; the one seen does not.
    set(desk, { ...WAITING, unknown: [unknown(3, 901)] });
    await act(() => desk.desk.toResolve.look());
    await desk.advance(1_000);
    await desk.advance(200);
    expect(document.title).toContain('Needs you: 1');
    expect(spoken()).toBe('Needs you now: 1 result is not known.');
  });

  it('does not call again after a look at another page', async () => {
    const desk = await openToday(WAITING);
    await desk.advance(12_000);
    await desk.press('Seen');
    await act(() => desk.desk.router.go('/settings'));
    await act(() => desk.desk.router.go('/overview'));
    await act(settle);
    await desk.advance(1_000);
    expect(document.title).toBe('Today - Payments desk');
  });

  it('calls by the limits that are set, and never where none is', async () => {
    const desk = await openToday({ ...WAITING, agents: [agent('ana', { sessions: [openFor(400)] })] });
    await desk.user.selectOptions(screen.getByLabelText('A caller waits for over'), 'Never');
    await desk.user.selectOptions(screen.getByLabelText('A payment is open for over'), '5 min');
    await desk.advance(20_000);
    expect(document.title).toContain('Needs you: 1');
    expect(needs().getByText('1 payment has been open for over 5 min')).toBeTruthy();
    expect(localStorage.getItem('desk.settings')).toContain('"callWait":0');
  });

  it('calls with a sound where that is switched on, also while the page is in the background', async () => {
    const desk = await openToday();
    await desk.user.click(screen.getByLabelText('With a sound, in the background too'));
    expect(played).toHaveLength(1);
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    set(desk, { waiting: [{ callSid: sid('CA', 4), since: ago(130) }] });
    await desk.advance(4_000);
    expect(played).toHaveLength(2);
    expect(played[1]).toContain('/sounds/attention.wav');
    set(desk, { unknown: [unknown(5, 901)], waiting: [{ callSid: sid('CA', 4), since: ago(130) }] });
    await desk.advance(61_000);
    expect(played).toHaveLength(3);
    expect(document.title).toContain('Needs you: 2');
  });

  it('says so when the browser plays no sound', async () => {
    const desk = await openToday();
    mayPlay = false;
    await desk.user.click(screen.getByLabelText('With a sound, in the background too'));
    await act(settle);
    expect(screen.getByRole('alert').textContent).toMatch(/plays no sound/);
  });
});

it('is where a supervisor who is no agent begins', async () => {
  const desk = renderDesk(['supervisor']);
  set(desk, {});
  await act(settle);
  expect(screen.getByRole('heading', { name: 'Today' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Today' }).getAttribute('aria-current')).toBe('page');
});
