/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import type { PaySession, Role } from '#lambdas/contract/desk-api.ts';
import type { MyDayResponse, MyPayment } from '#lambdas/contract/report-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession } from '../support/sessions.ts';

const payment = (n: number, more: Partial<MyPayment> = {}): MyPayment => ({
  paySid: `PK${String(n).repeat(32)}`,
  callSid: 'CA1',
  ending: 'charged',
  chargeAmount: `${n}0.00`,
  currency: 'USD',
  startedAt: `2026-11-22T09:0${n}:00.000Z`,
  ...more,
});
const DAY: MyDayResponse = {
  at: '2026-11-22T14:05:00.000Z',
  latest: [payment(3), payment(2, { ending: 'declined' }), payment(1, { ending: 'unknown' })],
  totals: [
    { currency: '', endings: { saved: { count: 1, minor: '0' } } },
    {
      currency: 'USD',
      endings: { charged: { count: 12, minor: '123450' }, declined: { count: 2, minor: '1' } },
    },
  ],
  unknown: [payment(1, { ending: 'unknown' })],
};
const ENDED = { state: 'succeeded', outcome: 'charged', version: 9, required: [], allowed: [] } as const;

function open(isWide = false, roles: readonly Role[] = ['agent']): RenderedDesk {
  const query = { matches: isWide, addEventListener: () => {}, removeEventListener: () => {} };
  Object.defineProperty(window, 'matchMedia', { configurable: true, value: () => query });
  const desk = renderDesk(roles);
  desk.api.on('GET /myDay', { body: DAY });
  return desk;
}
/** Effects of what a person does run when the page is painted; here, at the end of this. */
async function painted(work: () => Promise<unknown>): Promise<void> {
  await act(async () => {
    await work();
    await settle();
  });
  await act(settle);
}
const goOnline = (desk: RenderedDesk) =>
  painted(() => desk.user.click(screen.getByRole('button', { name: 'Go online' })));
const reads = (desk: RenderedDesk) => desk.api.sentTo('GET /myDay').length;
const card = (name: string) => screen.getByRole('region', { name });
const lines = (name: string) =>
  within(card(name))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

afterEach(() => {
  cleanup();
  Reflect.deleteProperty(window, 'matchMedia');
});

describe('the agent’s own day', () => {
  it('is read when the agent waits, since midnight, and shows the last payments and what they come to', async () => {
    const desk = open();
    expect(reads(desk)).toBe(0);
    await goOnline(desk);
    expect(desk.api.sentTo('GET /myDay').map(({ path }) => path)).toEqual([
      `/myDay?from=${encodeURIComponent('2026-11-22T00:00:00.000Z')}`,
    ]);
    expect(lines('Your day')).toEqual([
      '09:03ChargedUSD 30.00',
      '09:02DeclinedUSD 20.00',
      '09:01Result not knownUSD 10.00',
    ]);
    expect(card('Your day').textContent).toContain('Charged, USD (12)USD 1,234.50Saved 1 · Declined 2');
    expect(screen.getByRole('link', { name: 'USD 30.00' }).getAttribute('href')).toBe(
      `/payments/PK${'3'.repeat(32)}`,
    );
    await desk.advance(600_000);
    expect(reads(desk)).toBe(1);
  });

  it('says so when there is nothing yet', async () => {
    const desk = open();
    desk.api.on('GET /myDay', { body: { ...DAY, latest: [], totals: [], unknown: [] } });
    await goOnline(desk);
    expect(card('Your day').textContent).toContain('Your payments of today will be here.');
  });

  it('keeps what it shows when it cannot be read again', async () => {
    const desk = open();
    await goOnline(desk);
    desk.api.on('GET /myDay', refusal(503));
    await act(() => desk.desk.ownDay.look());
    expect(card('Your day').textContent).toMatch(/Could not be updated.*USD 1,234.50/);
  });

  it('leaves the desk as it is during a call, and offline', async () => {
    const desk = open();
    expect(screen.queryByRole('region', { name: 'Your day' })).toBeNull();
    await desk.answerCall();
    expect(screen.queryByRole('complementary', { name: 'Your day' })).toBeNull();
    expect(document.querySelector('.desk-alone')).toBeTruthy();
  });

  it('keeps the form that is filled in when the column comes and goes', async () => {
    const desk = open();
    await desk.answerCall();
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12');
    const field = screen.getByRole('textbox', { name: 'Amount' });
    await desk.advance(1_000);
    expect(screen.getByRole('textbox', { name: 'Amount' })).toBe(field);
  });
});

describe('a wide desk', () => {
  it('calls a saved card what lists call it', async () => {
    const desk = open();
    const { chargeAmount: _none, ...saved } = payment(3, { ending: 'saved' });
    desk.api.on('GET /myDay', { body: { ...DAY, latest: [saved] } });
    await goOnline(desk);
    expect(lines('Your day')).toEqual(['09:03SavedDetails saved']);
  });

  it('reads the day again after each payment, until the lists have it', async () => {
    const desk = open(true);
    await desk.answerCall();
    await painted(() => desk.startPayment(paySession()));
    const before = reads(desk);
    await desk.push(paySession({ version: 5, state: 'submitting' }));
    expect(reads(desk)).toBe(before);
    await desk.push(paySession(ENDED));
    expect(reads(desk)).toBe(before + 1);
    const mine = payment(4, { paySid: PAY_SID, chargeAmount: '12.00' });
    desk.api.on('GET /myDay', { body: { ...DAY, latest: [mine, ...DAY.latest] } });
    await desk.advance(2_000);
    expect(lines('Your day')[0]).toBe('09:04ChargedUSD 12.00');
    await desk.advance(60_000);
    expect(reads(desk)).toBe(before + 2);
  });

  it('shows this caller’s earlier payments under the reference, once it stands still', async () => {
    const desk = open(true);
    const earlier: PaySession = paySession({
      ...ENDED,
      paySid: `PK${'8'.repeat(32)}`,
      chargeAmount: '99.00',
    });
    desk.api.on('POST /paySessions/search', ({ body }) => ({
      body: { items: (body as { reference?: string }).reference === 'INV-7' ? [earlier] : [] },
    }));
    await desk.answerCall();
    const searches = () =>
      desk.api
        .sentTo('POST /paySessions/search')
        .flatMap(({ body }) => (body as { reference?: string }).reference ?? []);
    await painted(() => desk.user.type(screen.getByLabelText(/^Reference/), 'INV-7'));
    expect(searches()).toEqual([]);
    expect(card('Earlier under INV-7').textContent).toContain('Looking');
    await desk.advance(1_000);
    expect(searches()).toEqual(['INV-7']);
    expect(lines('Earlier under INV-7')).toEqual(['Nov 22, 14:05ChargedUSD 99.00']);

    // The payment itself is none of the earlier ones.
    const own = paySession({ reference: 'INV-8' });
    desk.api.on('POST /paySessions/search', { body: { items: [own] } });
    await painted(() => desk.startPayment(own));
    await desk.advance(1_000);
    expect(searches()).toEqual(['INV-7', 'INV-8']);
    expect(card('Earlier under INV-8').textContent).toContain('No earlier payment');
  });

  it('shows an agent the own payments in doubt, and a supervisor everybody’s', async () => {
    const agent = open(true);
    await goOnline(agent);
    expect(lines('To resolve')).toEqual(['Nov 22, 09:01Result not knownUSD 10.00']);
    cleanup();

    const both = open(true, ['agent', 'supervisor']);
    const others = [payment(6), payment(7)].map((one) => ({
      ...one,
      agent: 'ben',
      updatedAt: one.startedAt,
    }));
    both.api.on('GET /paySessions/toResolve', { body: { items: others, more: false } });
    await goOnline(both);
    await act(() => both.desk.toResolve.look());
    await act(settle);
    expect(lines('To resolve')).toHaveLength(2);
    expect(within(card('To resolve')).getByRole('link', { name: 'See all (2)' })).toBeTruthy();
  });
});
