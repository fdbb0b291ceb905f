/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import axe from 'axe-core';
import { settle } from '../support/fake-clock.ts';
import { FakeCall } from '../support/fake-voice.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession, READY } from '../support/sessions.ts';

beforeAll(loadLaterPages);

afterEach(cleanup);

const NOW = '2026-11-22T14:05:00.000Z';

/** Rules that need a real layout; the journeys check those in a browser. */
const NEEDS_LAYOUT = ['color-contrast', 'target-size'];

async function violations(): Promise<readonly string[]> {
  const rules = Object.fromEntries(NEEDS_LAYOUT.map((rule) => [rule, { enabled: false }]));
  const { violations: found } = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules,
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

const inPayment = async (desk: RenderedDesk, session: Parameters<typeof paySession>[0]) => {
  await desk.answerCall();
  await desk.startPayment(paySession(session));
};

const SCREENS: readonly (readonly [string, (desk: RenderedDesk) => Promise<unknown>])[] = [
  ['offline', async () => {}],
  ['waiting', (desk) => desk.goOnline()],
  [
    'ringing',
    async (desk) => {
      await desk.goOnline();
      await act(() => void desk.voice.device().emit('incoming', new FakeCall()));
    },
  ],
  ['in call', (desk) => desk.answerCall()],
  [
    'a refused form',
    async (desk) => {
      await desk.answerCall();
      await desk.press('Start payment');
    },
  ],
  [
    'a large amount',
    async (desk) => {
      await desk.answerCall();
      await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '1250.00');
      await desk.press('Start payment');
    },
  ],
  [
    'an unused sign-in',
    async (desk) => {
      await desk.goOnline();
      await desk.advance(13.1 * 60_000);
    },
  ],
  ['typing', (desk) => inPayment(desk, { capturing: { field: 'payment-card-number', typed: 'xxx' } })],
  [
    'field error',
    (desk) =>
      inPayment(desk, {
        state: 'capturing',
        error: { code: 'invalid-date', field: 'expiration-date', guidance: '' },
      }),
  ],
  ['ready', (desk) => inPayment(desk, READY)],
  [
    'succeeded',
    async (desk) => {
      await inPayment(desk, READY);
      await desk.push(
        paySession({ version: 9, state: 'succeeded', required: [], allowed: [], confirmationCode: 'ch_1' }),
      );
    },
  ],
  [
    'settings',
    async (desk) => {
      await act(() => desk.desk.router.go('/settings'));
      await act(settle);
    },
  ],
  [
    'payments',
    async (desk) => {
      desk.api.on('POST /paySessions/search', { body: { items: [paySession(READY)] } });
      await act(() => desk.desk.router.go('/payments'));
      await act(settle);
    },
  ],
  [
    'a search that found nothing, with a mistake in it',
    async (desk) => {
      await act(() => desk.desk.router.go('/payments?ending=declined'));
      await act(settle);
      await desk.user.type(screen.getByLabelText('Amount from'), '12,00,0');
      await desk.press('Search');
      await desk.user.type(screen.getByLabelText('Find a payment'), '1841');
    },
  ],
  [
    'a record whose trail is broken',
    async (desk) => {
      const event = { sequence: 1, at: NOW, type: 'started', by: 'ana', hash: '' };
      const cancellation = { by: 'sam', reason: 'Wrong amount' };
      desk.api.on(`GET /paySessions/${PAY_SID}`, {
        body: {
          ...paySession({ ...READY, state: 'cancelled', cancellation }),
          events: [event],
          trail: { verified: false, events: 1, brokenAt: 1 },
        },
      });
      await act(() => desk.desk.router.go(`/payments/${PAY_SID}`));
      await act(settle);
    },
  ],
];

const SCREENS_OF_SUPERVISORS: typeof SCREENS = [
  [
    'the team, and ending a payment',
    async (desk) => {
      const { paySid, callSid, paymentMethod, chargeAmount, currency } = paySession();
      const session = {
        ...{ paySid, callSid, paymentMethod, chargeAmount, currency },
        ...{ state: 'capturing', field: 'postal-code', misses: 3, allowed: ['cancel'] },
        ...{ startedAt: NOW, since: NOW },
      };
      const agents = [
        { agent: 'ana', presence: 'online', call: { callSid, since: NOW }, sessions: [session] },
        { agent: 'ben', presence: 'paused', since: NOW, sessions: [] },
      ];
      desk.api.on('GET /team', { body: { at: NOW, agents, waiting: [{ callSid, since: NOW }] } });
      await act(() => desk.desk.router.go('/team'));
      await act(settle);
      expect(await violations()).toEqual([]);
      await desk.press('Cancel payment of ana');
    },
  ],
  [
    'payments to resolve',
    async (desk) => {
      desk.api.on('GET /paySessions/toResolve', { body: { items: [paySession()], more: true } });
      await act(() => desk.desk.router.go('/to-resolve'));
      await act(settle);
    },
  ],
  [
    'a result in doubt, and the dialog that settles it, with its mistakes',
    async (desk) => {
      const resolution = { finding: 'charged', by: 'sam', at: NOW, note: 'Seen', processorReference: 'ch_9' };
      const doubt = { state: 'failed', outcome: 'unknown', error: { code: '64008', guidance: '' } } as const;
      desk.api.on(`GET /paySessions/${PAY_SID}`, {
        body: {
          ...paySession(doubt),
          ...{ resolution, contradiction: { reported: 'notCharged', at: NOW } },
          ...{ events: [], trail: { verified: true, events: 0 } },
        },
      });
      await act(() => desk.desk.router.go(`/payments/${PAY_SID}`));
      await act(settle);
      expect(await violations()).toEqual([]);
      await desk.press('Record what you found');
      await desk.user.click(
        screen.getAllByRole('button', { name: 'Record what you found' })[1] as HTMLElement,
      );
      expect(screen.getByText('Choose what you found.')).toBeTruthy();
    },
  ],
  [
    'the access log',
    async (desk) => {
      const line = { sequence: 1, at: NOW, by: 'sam', requestId: 'r', hash: '' };
      const items = [
        { ...line, action: 'read', outcome: 'refused', target: 'PK1' },
        { ...line, sequence: 2, action: 'export', outcome: 'allowed', rows: 3, filter: { state: 'failed' } },
      ];
      const body = { day: '2026-11-22', items, trail: { verified: true, events: 2 }, cursor: '1' };
      desk.api.on('POST /accessLog/search', { body });
      await act(() => desk.desk.router.go('/access'));
      await act(settle);
    },
  ],
  [
    'deliveries to other systems, one of which is gone',
    async (desk) => {
      const item = { eventId: `${PAY_SID}-4`, endpoint: 'crm', type: 'payment.succeeded', paySid: PAY_SID };
      const tries = [{ at: NOW, status: 410, milliseconds: 9 }];
      const items = [{ ...item, createdAt: NOW, state: 'waiting', tries, nextAt: NOW }];
      const endpoints = [{ endpoint: 'crm', failingSince: NOW, off: 'gone' }];
      desk.api.on('GET /deliveries?day=2026-11-22', { body: { day: '2026-11-22', items, endpoints } });
      await act(() => desk.desk.router.go('/deliveries?day=2026-11-22'));
      await screen.findByRole('table');
    },
  ],
];

describe('no screen breaks an accessibility rule', () => {
  it.each(SCREENS)('%s', async (_name, reach) => {
    await reach(renderDesk());
    expect(await violations()).toEqual([]);
  });

  it.each(SCREENS_OF_SUPERVISORS)('%s', async (_name, reach) => {
    await reach(renderDesk(['supervisor']));
    expect(await violations()).toEqual([]);
  });
});
