/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import type { TeamAgent, TeamResponse, TeamSession } from '#lambdas/contract/desk-api.ts';
import { attentionOf } from '#web/src/payment/attention.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession } from '../support/sessions.ts';

beforeAll(loadLaterPages);
afterEach(cleanup);

const NOW = '2026-11-22T14:05:00.000Z';
const ago = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1_000).toISOString();
const session = (more: Partial<TeamSession> = {}): TeamSession => ({
  paySid: PAY_SID,
  callSid: 'CA1',
  state: 'capturing',
  field: 'payment-card-number',
  paymentMethod: 'credit-card',
  chargeAmount: '12.00',
  currency: 'USD',
  misses: 0,
  startedAt: ago(60),
  since: ago(19),
  allowed: ['capture', 'cancel'],
  ...more,
});
const agent = (name: string, more: Partial<TeamAgent> = {}): TeamAgent => ({
  agent: name,
  presence: 'online',
  since: ago(764),
  sessions: [],
  ...more,
});
const teamOf = (...agents: readonly TeamAgent[]): { body: TeamResponse } => ({
  body: { at: NOW, agents, waiting: [] },
});
const BUSY = agent('ana', { call: { callSid: 'CA1', since: ago(192) }, sessions: [session()] });

async function openTeam(...agents: readonly TeamAgent[]): Promise<RenderedDesk> {
  const desk = renderDesk(['supervisor']);
  desk.api.on('GET /team', teamOf(...agents));
  await act(() => desk.desk.router.go('/team'));
  await act(settle);
  return desk;
}
const rows = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent ?? '');

describe('the team page', () => {
  it('shows who is on a call, paused or waiting, and the payment under way', async () => {
    await openTeam(BUSY, agent('ben', { presence: 'paused' }), agent('caro'));
    expect(rows()[0]).toMatch(/ana.*On a call.*03:12.*USD 12.00.*Taking details: Card number.*00:19/);
    expect(rows()[1]).toMatch(/ben.*Paused.*12:44/);
    expect(rows()[2]).toMatch(/caro.*Waiting/);
    expect(screen.getByText('No payment needs attention.')).toBeTruthy();
  });

  it('marks repeated failures and long waits in words, and counts them, without moving rows', async () => {
    const desk = await openTeam(BUSY, agent('ben', { sessions: [session({ paySid: 'PK2' })] }));
    desk.api.on(
      'GET /team',
      teamOf(BUSY, agent('ben', { sessions: [session({ paySid: 'PK2', misses: 3, since: ago(300) })] })),
    );
    await desk.advance(3_000);
    expect(rows()[1]).toMatch(/ben.*3 entries refused.*Longer than usual/);
    expect(rows()[0]).toMatch(/^ana/);
    expect(screen.getByText('1 payment needs attention.')).toBeTruthy();
  });

  it('does not change while updates are paused', async () => {
    const desk = await openTeam(BUSY);
    await desk.press('Pause updates');
    const before = desk.api.sentTo('GET /team').length;
    await desk.advance(30_000);
    expect(desk.api.sentTo('GET /team')).toHaveLength(before);
    await desk.press('Pause updates');
    expect(desk.api.sentTo('GET /team').length).toBeGreaterThan(before);
  });

  it('says so when it cannot be updated, and recovers', async () => {
    const desk = await openTeam(BUSY);
    desk.api.on('GET /team', refusal(503));
    await desk.advance(3_000);
    expect(screen.getByText(/Could not update/)).toBeTruthy();
    expect(rows()[0]).toMatch(/ana/);
    desk.api.on('GET /team', teamOf(BUSY));
    await desk.advance(6_000);
    expect(screen.queryByText(/Could not update/)).toBeNull();
  });

  it('asks a service that fails less and less often, and waits as long as it says', async () => {
    const desk = await openTeam(BUSY);
    const readsIn = async (ms: number) => {
      const before = desk.api.sentTo('GET /team').length;
      for (let passed = 0; passed < ms; passed += 3_000) await desk.advance(3_000);
      return desk.api.sentTo('GET /team').length - before;
    };
    expect(await readsIn(60_000)).toBe(20);
    desk.api.on('GET /team', refusal(503));
    await readsIn(60_000);
    expect(await readsIn(300_000)).toBe(5);
    desk.api.on('GET /team', { status: 429, body: {}, headers: { 'Retry-After': '120' } });
    await readsIn(60_000);
    expect(await readsIn(240_000)).toBe(2);
  });

  it('stops reading when the agent leaves', async () => {
    const desk = await openTeam(BUSY);
    await act(() => desk.desk.router.go('/payments'));
    await act(settle);
    const before = desk.api.sentTo('GET /team').length;
    await desk.advance(10_000);
    expect(desk.api.sentTo('GET /team')).toHaveLength(before);
  });

  it('says when nobody is online', async () => {
    await openTeam();
    expect(screen.getByText(/Nobody is online/)).toBeTruthy();
  });
});

describe('cancelling another agent’s payment', () => {
  const ask = async (desk: RenderedDesk) => {
    await desk.press('Cancel payment of ana');
    return within(screen.getByRole('dialog'));
  };

  it('needs a reason', async () => {
    const desk = await openTeam(BUSY);
    const dialog = await ask(desk);
    await desk.user.click(dialog.getByRole('button', { name: 'Cancel payment' }));
    expect(dialog.getByRole('alert').textContent).toMatch(/Enter a reason/);
    expect(document.activeElement).toBe(dialog.getByLabelText('Reason'));
    expect(desk.api.sentTo('POST /cancelPaySession')).toEqual([]);
  });

  it('sends the reason, tells the outcome and reads the team again', async () => {
    const desk = await openTeam(BUSY);
    desk.api.on('POST /cancelPaySession', {
      status: 202,
      body: paySession({ state: 'cancelled', outcome: 'notCharged' }),
    });
    const dialog = await ask(desk);
    await desk.user.type(dialog.getByLabelText('Reason'), 'Wrong amount{Enter}');
    expect(desk.api.sentTo('POST /cancelPaySession')).toEqual([]);
    await desk.user.click(dialog.getByRole('button', { name: 'Cancel payment' }));
    await act(settle);
    expect(desk.api.sentTo('POST /cancelPaySession')).toMatchObject([
      { body: { paySid: PAY_SID, reason: 'Wrong amount' } },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
    await desk.advance(200);
    const spoken = [...document.querySelectorAll('[aria-live="assertive"]')].map((log) => log.textContent);
    expect(spoken.join(' ')).toContain('ana’s payment is cancelled. Nothing was charged.');
  });

  it('says so when the payment has already ended', async () => {
    const desk = await openTeam(BUSY);
    desk.api.on('POST /cancelPaySession', refusal(409, { code: 'ACTION_NOT_ALLOWED' }));
    const dialog = await ask(desk);
    await desk.user.type(dialog.getByLabelText('Reason'), 'Wrong amount');
    await desk.user.click(dialog.getByRole('button', { name: 'Cancel payment' }));
    await act(settle);
    expect(dialog.getByRole('alert').textContent).toMatch(/already ended/);
  });

  it('says so when the payment is already with the processor', async () => {
    const desk = await openTeam(BUSY);
    desk.api.on('POST /cancelPaySession', refusal(409, { code: 'ALREADY_SUBMITTED', twilioCode: 64021 }));
    const dialog = await ask(desk);
    await desk.user.type(dialog.getByLabelText('Reason'), 'Wrong amount');
    await desk.user.click(dialog.getByRole('button', { name: 'Cancel payment' }));
    await act(settle);
    expect(dialog.getByRole('alert').textContent).toMatch(/nothing was cancelled/);
  });

  it('is not offered where the service does not allow it', async () => {
    await openTeam(agent('ana', { sessions: [session({ allowed: [] })] }));
    expect(screen.queryByRole('button', { name: /Cancel/ })).toBeNull();
  });
});

describe('attention', () => {
  const now = Date.parse(NOW);
  it.each([
    ['capturing', 119, false],
    ['capturing', 121, true],
    ['submitting', 69, false],
    ['submitting', 71, true],
    ['ready', 301, true],
    ['succeeded', 9_999, false],
  ] as const)('%s for %d s: %s', (state, seconds, isLong) => {
    expect(attentionOf(session({ state, since: ago(seconds) }), now).isLong).toBe(isLong);
  });
});
