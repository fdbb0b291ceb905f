/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession, READY } from '../support/sessions.ts';

afterEach(cleanup);

const open = async (desk: ReturnType<typeof renderDesk>, address: string) => {
  await act(() => desk.desk.router.go(address));
  await act(settle);
};
const CARD = { captured: READY.captured ?? {}, cardType: 'visa' } as const;

describe('the payments page', () => {
  it('asks for today, whole, and shows what it finds', async () => {
    const desk = renderDesk();
    desk.api.on('GET /paySessions', { body: { items: [paySession({ ...CARD, state: 'succeeded' })] } });
    await open(desk, '/payments');
    const asked = new URLSearchParams(desk.api.sentTo('GET /paySessions').at(-1)?.path.replace(/.*\?/, ''));
    expect(asked.get('from')).toBe('2026-11-22T00:00:00.000Z');
    expect(asked.get('to')).toBe('2026-11-22T23:59:59.999Z');
    expect(screen.getByRole('cell', { name: 'Visa 1111' })).toBeTruthy();
    expect(screen.getByRole('cell', { name: 'USD 12.00' })).toBeTruthy();
  });

  it('keeps the filter in the address', async () => {
    const desk = renderDesk(['agent', 'supervisor']);
    await open(desk, '/payments');
    await desk.user.selectOptions(screen.getByLabelText('State'), 'failed');
    await desk.user.type(screen.getByLabelText('Agent'), 'ben');
    await desk.press('Search');
    expect(window.location.search).toContain('state=failed');
    await waitFor(() => {
      expect(desk.api.sentTo('GET /paySessions').at(-1)?.path).toMatch(/agent=ben&state=failed/);
    });
  });

  it('says when nothing matches, and reads page after page', async () => {
    const desk = renderDesk();
    await open(desk, '/payments?state=failed');
    expect(screen.getByText(/No payments match/)).toBeTruthy();
    desk.api.on('GET /paySessions', ({ path }) => ({
      body: path.includes('cursor=next')
        ? { items: [paySession({ paySid: 'PK33333333333333333333333333333333' })] }
        : { items: [paySession()], cursor: 'next' },
    }));
    await open(desk, '/payments?state=active');
    await desk.press('Older');
    expect(screen.getAllByRole('row')).toHaveLength(3);
  });
});

describe('the record page', () => {
  it('shows facts, the timeline and whether the trail holds', async () => {
    const desk = renderDesk();
    const event = { at: '2026-11-22T14:05:02.123Z', by: 'ana', hash: '' };
    desk.api.on(`GET /paySessions/${PAY_SID}`, {
      body: {
        ...paySession({ ...CARD, state: 'succeeded', confirmationCode: 'ch_1' }),
        events: [{ ...event, sequence: 1, type: 'started' }],
        trail: { verified: false, events: 1 },
      },
    });
    await open(desk, `/payments/${PAY_SID}`);
    expect(screen.getByText('ch_1')).toBeTruthy();
    expect(screen.getByText('Started, ana')).toBeTruthy();
    expect(screen.getByText(/Trail broken/)).toBeTruthy();
  });

  it('says when a payment is not known or not theirs to see', async () => {
    const desk = renderDesk();
    desk.api.on('GET /paySessions/PK9', refusal(403));
    await open(desk, '/payments/PK9');
    expect(screen.getByText(/not known, or not yours/)).toBeTruthy();
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
});
