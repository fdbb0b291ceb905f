/** @jest-environment jsdom */

import { afterEach, describe, expect, it } from '@jest/globals';
import { computed } from '@preact/signals';
import { act, cleanup, render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import type { OpenResponse } from '#lambdas/contract/panel-api.ts';
import { createPanel } from '#web/src/panel/panel.ts';
import { PanelFrame } from '#web/src/panel/panel-frame.tsx';
import { provideAround } from '#web/src/panel/provide-around.tsx';
import { createAnnouncer } from '#web/src/platform/announcer.ts';
import { createSettings } from '#web/src/settings/settings.ts';
import { WORDS } from '#web/src/words/words.ts';
import { fakeApi } from '../support/fake-api.ts';
import { fakeClock, settle } from '../support/fake-clock.ts';
import { fakeHost } from '../support/fake-host.ts';
import { FakeSync } from '../support/fake-sync.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { PAY_SID, paySession } from '../support/sessions.ts';

afterEach(cleanup);

const OPENED: OpenResponse = {
  token: 'panel.1',
  expiresAt: '2026-11-22T15:05:00.000Z',
  callSid: CALL_SID,
  agent: 'ana via acme',
  reference: 'INV-7',
  customer: 'CUST-1',
  currency: 'EUR',
  maxAmount: '50.00',
  methods: ['credit-card'],
  payments: [],
};
const refusal = (status: number, code: string, field?: string) => ({
  status,
  body: { error: { code, message: code, requestId: 'r', ...(field ? { field } : {}) } },
});

/** A panel on fakes: its own time, API, host and live updates. */
async function showPanel(grants = ['g.1'], opened: Partial<OpenResponse> = {}) {
  const clock = fakeClock();
  const api = fakeApi();
  const host = fakeHost(grants);
  const sync = new FakeSync();
  const settings = createSettings({ getItem: () => null, setItem: () => undefined }, 'en');
  const words = computed(() => WORDS[settings.language.value]);
  const announcer = createAnnouncer(document.body, clock, () => 'errors');
  let spent = 0;
  api.on('POST /panel/open', () => {
    spent += 1;
    return { body: { ...OPENED, ...opened, token: `panel.${spent}` } };
  });
  api.on('GET /config.json', { body: { sync: {}, practice: false } });
  api.on('GET /panel/paySessions', { body: { items: [] } });
  api.on('POST /panel/token', { body: { token: 'sync', expiresAt: OPENED.expiresAt } });
  const around = { clock, announcer, settings, words };
  const options = { ...around, host, load: api.fetch, loadSync: sync.load, originAround: undefined };
  const panel = createPanel(options);
  render(provideAround(around, <PanelFrame panel={panel} />));
  await act(async () => {
    await panel.start(undefined);
    await settle();
  });
  const user = userEvent.setup();
  const press = async (name: string | RegExp) => {
    await user.click(screen.getByRole('button', { name }));
    await act(settle);
    await act(settle);
  };
  return { api, host, sync, clock, user, press, panel };
}

describe('the panel', () => {
  it('takes a payment within its grant, and asks for nothing that the grant says already', async () => {
    const { api, host, user, press } = await showPanel();
    expect(api.sentTo('POST /panel/open')).toMatchObject([
      { body: { grant: 'g.1', origin: 'https://crm.example' }, authorization: null },
    ]);
    for (const fact of ['INV-7', 'CUST-1', 'EUR 50.00']) expect(screen.getByText(fact)).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
    expect(screen.queryByLabelText(/Reference/)).toBeNull();
    expect((screen.getByLabelText('Currency') as HTMLSelectElement).options).toHaveLength(1);
    expect(screen.queryByRole('link')).toBeNull();

    api.on('POST /panel/startPaySession', { status: 201, body: paySession({ currency: 'EUR' }) });
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    const [started] = api.sentTo('POST /panel/startPaySession');
    expect(started?.authorization).toBe('Bearer panel.1');
    expect(started?.body).toMatchObject({ chargeAmount: '12.00', paymentMethod: 'credit-card' });
    expect(Object.keys(started?.body as object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(callSid|currency|reference|customer|tokenType)$/)]),
    );
    expect(host.heard).toContainEqual({ type: 'state', paySid: PAY_SID, state: 'started', version: 1 });
  });

  it('cannot be asked for another amount than the one its grant names', async () => {
    await showPanel(['g.1'], { amount: '9.50' });
    const amount = screen.getByRole('textbox', { name: 'Amount' }) as HTMLInputElement;
    expect([amount.value, amount.readOnly]).toEqual(['9.50', true]);
  });

  it('shows at the amount that the ceiling is reached', async () => {
    const { api, user, press, host } = await showPanel();
    api.on('POST /panel/startPaySession', refusal(409, 'CEILING_REACHED', 'chargeAmount'));
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    expect(screen.getByRole('textbox', { name: 'Amount' }).getAttribute('aria-invalid')).toBe('true');
    expect(host.heard).toContainEqual({ type: 'error', code: 'CEILING_REACHED' });
  });

  it('goes on with another grant when its token is no longer taken, and repeats what it asked', async () => {
    const { api, host, user, press } = await showPanel(['g.1', 'g.2']);
    api.on('POST /panel/startPaySession', ({ authorization }) =>
      authorization === 'Bearer panel.2' ? { status: 201, body: paySession() } : refusal(401, 'PANEL_CLOSED'),
    );
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    expect(host.asked).toEqual(['start', 'closed']);
    expect(screen.getByRole('button', { name: /^Ask/ })).toBeTruthy();
  });

  it('asks once, then leaves it to the agent', async () => {
    const { api, host, user, press } = await showPanel(['g.1']);
    api.on('POST /panel/startPaySession', refusal(401, 'PANEL_CLOSED'));
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    await press('Start payment');
    expect(host.asked).toEqual(['start', 'closed']);
    host.grants.push('g.3');
    await press('Open again');
    expect(host.asked).toEqual(['start', 'closed', 'again']);
    expect(screen.queryByRole('button', { name: 'Open again' })).toBeNull();
  });

  it('opens another call’s payment when the host gives a grant for that', async () => {
    const { api, user, press } = await showPanel(['g.1', 'g.2']);
    api.on('POST /panel/open', {
      body: { ...OPENED, callSid: `CA${'9'.repeat(32)}`, reference: 'INV-8', token: 'panel.8' },
    });
    api.on('POST /panel/startPaySession', refusal(401, 'PANEL_CLOSED'));
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    expect(screen.getByText('INV-8')).toBeTruthy();
    expect((screen.getByRole('textbox', { name: 'Amount' }) as HTMLInputElement).value).toBe('');
    expect(screen.queryByRole('button', { name: 'Open again' })).toBeNull();
  });

  it('says that nobody gave it a grant, and why one was refused', async () => {
    const { api, host, press } = await showPanel([]);
    expect(screen.getByRole('alert').textContent).toContain('gave it no permission');
    host.grants.push('g.1');
    api.on('POST /panel/open', refusal(409, 'SESSION_OPEN'));
    await press('Open again');
    expect(screen.getByRole('alert').textContent).toContain(WORDS.en.errors.SESSION_OPEN);
    expect(host.heard).toContainEqual({ type: 'error', code: 'SESSION_OPEN' });
  });

  it('offers no further payment once the call is over', async () => {
    const { api, user, press } = await showPanel();
    api.on('POST /panel/startPaySession', refusal(409, 'CALL_ENDED'));
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    expect(screen.queryByRole('button', { name: 'Start payment' })).toBeNull();
    expect(screen.getByText('The call has ended.')).toBeTruthy();
  });

  it('tells its page how a payment ended, and nothing of the card but brand and last four', async () => {
    const { api, host, sync, user, press } = await showPanel();
    api.on('POST /panel/startPaySession', { status: 201, body: paySession() });
    await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await press('Start payment');
    await act(async () => {
      sync.push(
        'pay-doc',
        paySession({
          state: 'succeeded',
          outcome: 'charged',
          result: 'success',
          version: 9,
          cardType: 'visa',
          captured: {
            'payment-card-number': 'xxxxxxxxxxxx1111',
            'expiration-date': '1230',
            'postal-code': '94105',
          },
          confirmationCode: 'ch_1',
          paymentToken: 'tok_secret',
          allowed: [],
          required: [],
        }),
      );
      await settle();
    });
    expect(host.heard.filter(({ type }) => type === 'done')).toEqual([
      {
        type: 'done',
        paySid: PAY_SID,
        version: 9,
        result: 'charged',
        state: 'succeeded',
        amount: '12.00',
        currency: 'USD',
        confirmation: 'ch_1',
        brand: 'visa',
        lastFour: '1111',
      },
    ]);
    expect(JSON.stringify(host.heard)).not.toMatch(/tok_secret|1230|94105/);
  });
});
