/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import type { AccessEvent, AccessLogResponse } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { NOT_KNOWN, PAY_SID } from '../support/sessions.ts';

beforeAll(loadLaterPages);
afterEach(cleanup);

const line = (sequence: number, more: Partial<AccessEvent> = {}): AccessEvent => ({
  chain: 'ACCESS#2026-11-22#07',
  sequence,
  at: '2026-11-22T14:05:00.000Z',
  action: 'search',
  by: 'sam',
  outcome: 'allowed',
  filter: { state: 'failed', lastFour: 'given' },
  rows: 3,
  requestId: 'req-7f3a',
  hash: 'a'.repeat(64),
  ...more,
});
const log = (items: readonly AccessEvent[], more: Partial<AccessLogResponse> = {}) => ({
  body: { day: '2026-11-22', items, trail: { verified: true, events: items.length }, ...more },
});

async function openLog(reply: Parameters<RenderedDesk['api']['on']>[1], address = '/access') {
  const desk = renderDesk(['supervisor']);
  desk.api.on('POST /accessLog/search', reply);
  await act(() => desk.desk.router.go(address));
  await act(settle);
  return desk;
}

describe('the access log page', () => {
  it('shows who looked at what today, and that the day’s chain is intact', async () => {
    const read = line(1, { action: 'read', target: PAY_SID, outcome: 'refused', by: 'ben' });
    const desk = await openLog(log([line(2), read]));
    expect(desk.api.sentTo('POST /accessLog/search').at(-1)?.body).toEqual({ day: '2026-11-22' });
    const [, first, second] = screen.getAllByRole('row').map((row) => row.textContent);
    expect(first).toMatch(/sam.*Searched.*State: Failed · Last four digits: given.*3.*req-7f3a/);
    expect(second).toMatch(/ben.*Viewed a payment.*refused/);
    expect(screen.getByText(/Trail verified/)).toBeTruthy();
    expect(screen.getByText('2 entries that day')).toBeTruthy();
  });

  it('says where it was tampered with', async () => {
    const chain = 'ACCESS#2026-11-22#11';
    await openLog(log([line(1)], { trail: { verified: false, events: 9, brokenAt: 4, chain } }));
    expect(screen.getByText(/Trail broken at event 4/)).toBeTruthy();
    expect(screen.getByText(chain)).toBeTruthy();
  });

  it('says that only what is shown is checked, keeps the count of the day, and that a page was broken', async () => {
    const chain = 'ACCESS#2026-11-22#07';
    const desk = await openLog(({ body }) => {
      const { cursor } = body as { cursor?: string };
      if (cursor === undefined) {
        return log([line(9)], { cursor: '0.8', trail: { verified: true, events: 9 } });
      }
      return cursor === '0.8'
        ? log([line(8)], { cursor: '0.7', trail: { verified: false, events: 8, brokenAt: 8, chain } })
        : log([line(7)], { trail: { verified: true, events: 7 } });
    });
    expect(screen.getByText(/Trail verified/)).toBeTruthy();
    expect(screen.getByText('as far as it is shown here')).toBeTruthy();
    for (const rows of [3, 4]) {
      await desk.press('Older entries');
      expect(screen.getAllByRole('row')).toHaveLength(rows);
      expect(screen.getByText(/Trail broken at event 8/)).toBeTruthy();
      expect(screen.getByText('9 entries that day')).toBeTruthy();
      expect(screen.queryByText('as far as it is shown here')).toBeNull();
    }
  });

  it('asks only for a name', async () => {
    const desk = await openLog(log([line(1)]));
    await desk.user.type(screen.getByLabelText('Person'), '4111 1111 1111 1111');
    await desk.press('Show');
    expect(screen.getByText(/not only digits/)).toBeTruthy();
    expect(window.location.search).toBe('');
    expect(desk.api.sentTo('POST /accessLog/search')).toHaveLength(1);
  });

  it('keeps the day in the address and the person beside it, and loads page after page', async () => {
    const desk = await openLog(({ body }) =>
      (body as { cursor?: string }).cursor === '5' ? log([line(4)]) : log([line(5)], { cursor: '5' }),
    );
    await desk.user.type(screen.getByLabelText('Person'), 'ben');
    await desk.press('Show');
    expect(window.location.search).toBe('?day=2026-11-22');
    expect(window.history.state).toEqual({ by: 'ben' });
    await waitFor(() =>
      expect(desk.api.sentTo('POST /accessLog/search').at(-1)?.body).toEqual({
        day: '2026-11-22',
        by: 'ben',
      }),
    );
    await act(settle);
    await desk.press('Older entries');
    expect(screen.getAllByRole('row')).toHaveLength(3);
  });

  it('prints with its day and person, and names what was asked about the money', async () => {
    const entry = line(5, { action: 'search', filter: { outcome: 'unknown', state: 'unknown' } });
    const desk = await openLog(log([entry]));
    expect(screen.getByText(`Money: ${NOT_KNOWN} · State: No result arrived`)).toBeTruthy();
    await desk.user.type(screen.getByLabelText('Person'), 'ben');
    await desk.press('Show');
    expect(await screen.findByText('Filters: Day (UTC): 2026-11-22 · Person: ben')).toBeTruthy();
    expect(screen.getByText(/^Printed by ana on /)).toBeTruthy();
  });

  it('says when there was nothing, and when it cannot be read', async () => {
    await openLog(log([]), '/access?day=2026-01-01');
    expect(screen.getByText(/Nobody viewed records/)).toBeTruthy();
    cleanup();
    await openLog(refusal(503));
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
  });
});
