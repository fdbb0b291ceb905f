/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import type { DeliveriesResponse, Delivery } from '#lambdas/contract/webhooks.ts';
import { loadConfig } from '#web/src/shell/config.ts';
import { refusal } from '../support/fake-api.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID } from '../support/sessions.ts';

beforeAll(loadLaterPages);
afterEach(cleanup);

const delivery = (more: Partial<Delivery> = {}): Delivery => ({
  eventId: `${PAY_SID}-4`,
  endpoint: 'crm',
  type: 'payment.succeeded',
  paySid: PAY_SID,
  createdAt: '2026-11-22T14:05:00.000Z',
  state: 'givenUp',
  tries: [{ at: '2026-11-22T14:05:00.000Z', status: 500, milliseconds: 12 }],
  ...more,
});
const list = (items: readonly Delivery[], more: Partial<DeliveriesResponse> = {}) => ({
  body: { day: '2026-11-22', items, endpoints: [{ endpoint: 'crm' }], ...more },
});

async function openPage(reply: Parameters<RenderedDesk['api']['on']>[1], address = '/deliveries') {
  const desk = renderDesk(['supervisor'], { tellsOthers: true });
  desk.api.on('GET /deliveries?day=2026-11-22', reply);
  await act(() => desk.desk.router.go(address));
  await screen.findByRole('heading', { name: 'Deliveries' });
  await waitFor(() => expect(screen.queryByText('Loading…')).toBeNull());
  return desk;
}

describe('the page of deliveries', () => {
  it('shows what was sent today, and what became of it', async () => {
    await openPage(list([delivery(), delivery({ eventId: `${PAY_SID}-1`, state: 'delivered', tries: [] })]));
    const [, first, second] = screen.getAllByRole('row').map((row) => row.textContent);
    expect(first).toMatch(/crm.*payment\.succeeded.*Given up.*1 \(500\)/);
    expect(second).toMatch(/Delivered/);
    expect(screen.queryByText(/does not take/)).toBeNull();
  });

  it('sends one again, and shows that it waits', async () => {
    const desk = await openPage(list([delivery()]));
    desk.api.on('POST /deliveries/resend', { status: 202, body: delivery({ state: 'waiting' }) });
    await desk.press('Send payment.succeeded to crm again');
    expect(desk.api.sentTo('POST /deliveries/resend').at(-1)?.body).toEqual({
      eventId: `${PAY_SID}-4`,
      endpoint: 'crm',
    });
    expect(screen.getByText('Waiting to be sent')).toBeTruthy();
  });

  it.each([
    [{ endpoint: 'crm', failingSince: '2026-11-22T10:00:00.000Z' }, /crm does not take/],
    [{ endpoint: 'crm', failingSince: '2026-11-22T10:00:00.000Z', off: 'gone' }, /crm says that it is gone/],
    [{ endpoint: 'crm', failingSince: '2026-11-22T10:00:00.000Z', off: 'failing' }, /Nothing is sent to crm/],
  ] as const)('says which endpoint fails, and whether it is left alone', async (health, words) => {
    await openPage(list([], { endpoints: [health] }));
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.getByText('Nothing was sent that day.')).toBeTruthy();
  });

  it('says when it cannot be read', async () => {
    await openPage(refusal(503));
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
  });

  it.each([true, undefined])('is offered where the configuration says so: %s', async (tellsOthers) => {
    const body = { oidc: { authority: 'a', clientId: 'c' }, tellsOthers };
    const load = async () => ({ ok: true, json: async () => body }) as Response;
    expect((await loadConfig(load)).tellsOthers).toBe(tellsOthers);
  });

  it('is offered only where others are told, and to supervisors', () => {
    renderDesk(['supervisor']);
    expect(screen.queryByRole('link', { name: 'Deliveries' })).toBeNull();
    cleanup();
    renderDesk(['agent'], { tellsOthers: true });
    expect(screen.queryByRole('link', { name: 'Deliveries' })).toBeNull();
    cleanup();
    renderDesk(['supervisor'], { tellsOthers: true });
    expect(screen.getByRole('link', { name: 'Deliveries' })).toBeTruthy();
  });
});
