/** @jest-environment jsdom */
import { expect, it } from '@jest/globals';
import { act, fireEvent, screen } from '@testing-library/preact';
import { startPanel } from '#web/src/panel/start-panel.tsx';
import { fakeApi } from '../support/fake-api.ts';
import { fakeClock, settle } from '../support/fake-clock.ts';
import { FakeSync } from '../support/fake-sync.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { paySession } from '../support/sessions.ts';

it('starts with the grant in its address, without storage, and by the desk’s keys', async () => {
  document.body.innerHTML = '<div id="root"></div>';
  window.history.replaceState(null, '', '/panel#grant=g.1');
  const { localStorage, sessionStorage } = window;
  const observed: Element[] = [];
  Object.assign(window, {
    ResizeObserver: class {
      observe = (element: Element) => void observed.push(element);
    },
  });
  const clock = fakeClock();
  const api = fakeApi();
  api.on('POST /panel/open', {
    body: {
      token: 'panel.1',
      expiresAt: '2026-11-22T15:05:00.000Z',
      callSid: CALL_SID,
      agent: 'ana via acme',
      reference: 'INV-7',
      currency: 'USD',
      maxAmount: '50.00',
      amount: '12.00',
      methods: ['credit-card'],
      payments: [],
    },
  });
  api.on('GET /config.json', 'no response');
  api.on('GET /panel/paySessions', { body: { items: [] } });
  api.on('POST /panel/token', { body: { token: 'sync', expiresAt: '2026-11-22T15:05:00.000Z' } });
  api.on('POST /panel/startPaySession', { status: 201, body: paySession() });

  const root = document.querySelector('#root');
  if (!root) throw new Error('no root');
  await act(async () => {
    const started = startPanel(root, window, { clock, fetch: api.fetch, loadSync: new FakeSync().load });
    expect(window.location.href).toMatch(/\/panel$/);
    await started;
    await settle();
  });
  expect(api.sentTo('POST /panel/open')).toMatchObject([{ body: { grant: 'g.1' } }]);
  expect([window.localStorage, window.sessionStorage, window.indexedDB]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  expect(observed).toEqual([root]);

  await act(async () => {
    fireEvent.keyDown(document, { code: 'Digit3', ctrlKey: true, shiftKey: true });
    await settle();
  });
  expect(api.sentTo('POST /panel/startPaySession')).toMatchObject([{ body: { chargeAmount: '12.00' } }]);
  expect(screen.getByRole('button', { name: /^Ask/ })).toBeTruthy();
});
