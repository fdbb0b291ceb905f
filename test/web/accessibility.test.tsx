/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import axe from 'axe-core';
import { settle } from './support/fake-clock.ts';
import { FakeCall } from './support/fake-voice.ts';
import { type RenderedDesk, renderDesk } from './support/render-desk.tsx';
import { paySession, READY } from './support/sessions.ts';

afterEach(cleanup);

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
      desk.api.on('GET /paySessions', { body: { items: [paySession(READY)] } });
      await act(() => desk.desk.router.go('/payments'));
      await act(settle);
    },
  ],
];

describe('no screen breaks a rule of accessibility', () => {
  it.each(SCREENS)('%s', async (_name, reach) => {
    await reach(renderDesk());
    expect(await violations()).toEqual([]);
  });
});
