/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen, waitFor, within } from '@testing-library/preact';
import type { ToResolveResponse, UnresolvedPayment } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';

beforeAll(loadLaterPages);

afterEach(() => {
  jest.restoreAllMocks();
  cleanup();
});

const READ = 'GET /paySessions/toResolve';
const sidOf = (number: number) => `PK${String(number).padStart(32, '0')}`;
const unresolved = (number: number, more: Partial<UnresolvedPayment> = {}): UnresolvedPayment => ({
  paySid: sidOf(number),
  callSid: 'CA1',
  agent: 'ana',
  paymentMethod: 'credit-card',
  chargeAmount: '20.10',
  currency: 'USD',
  startedAt: `2026-11-22T1${number}:05:00.000Z`,
  updatedAt: `2026-11-22T1${number}:06:00.000Z`,
  ...more,
});
const listOf = (...items: readonly UnresolvedPayment[]): { body: ToResolveResponse } => ({
  body: { items, more: false },
});
const reads = (desk: RenderedDesk) => desk.api.sentTo(READ).length;
const nav = () => within(screen.getByRole('navigation'));
const link = () => nav().getByRole('link', { name: /^To resolve/ }).textContent;

/** A supervisor's desk that has read the list once. */
async function deskOf(reply: Parameters<RenderedDesk['api']['on']>[1]): Promise<RenderedDesk> {
  const desk = renderDesk(['supervisor']);
  desk.api.on(READ, reply);
  await act(settle);
  return desk;
}
async function openPage(reply: Parameters<RenderedDesk['api']['on']>[1]): Promise<RenderedDesk> {
  const desk = await deskOf(reply);
  await act(() => desk.desk.router.go('/to-resolve'));
  await act(settle);
  return desk;
}
async function hide(isHidden: boolean): Promise<void> {
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden);
  await act(async () => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    await settle();
  });
}

describe('the page of payments to resolve', () => {
  it('lists them oldest first, with a link to each record', async () => {
    await openPage(listOf(unresolved(1, { reference: 'INV-7' }), unresolved(2, { agent: 'ben' })));
    const [, first, second] = screen.getAllByRole('row').map((row) => row.textContent);
    expect(first).toMatch(/ana.*USD 20\.10.*Card.*INV-7/);
    expect(second).toMatch(/ben/);
    expect(screen.getAllByRole('link', { name: /^PK/ }).map((one) => one.getAttribute('href'))).toEqual([
      `/payments/${sidOf(1)}`,
      `/payments/${sidOf(2)}`,
    ]);
    expect(screen.getByRole('heading', { level: 1, name: 'To resolve' })).toBeTruthy();
    expect(screen.getByText('2 payments')).toBeTruthy();
  });

  it('says when there is nothing to resolve, and when there is more than it shows', async () => {
    const desk = await openPage(listOf());
    expect(screen.getByText(/Nothing to resolve/)).toBeTruthy();
    desk.api.on(READ, { body: { items: [unresolved(1)], more: true } });
    await desk.advance(30_000);
    expect(screen.getByText('These are the oldest 1; there are more.')).toBeTruthy();
    expect(link()).toBe('To resolve 1+');
  });

  it('is not there for an agent, who does not ask for it either', async () => {
    const desk = renderDesk(['agent']);
    await desk.advance(120_000);
    expect(screen.queryByRole('link', { name: /To resolve/ })).toBeNull();
    expect(reads(desk)).toBe(0);
    await act(() => desk.desk.router.go('/to-resolve'));
    expect(screen.getByRole('heading', { name: 'Page not found' })).toBeTruthy();
  });

  it('leads to all of them in the search', async () => {
    const desk = await openPage(listOf());
    await desk.user.click(screen.getAllByRole('link', { name: 'Payments' })[1] as HTMLElement);
    await waitFor(() =>
      expect(desk.api.sentTo('POST /paySessions/search').at(-1)?.body).toEqual({ outcome: 'unknown' }),
    );
  });
});

describe('the count in the navigation', () => {
  it('follows the list, on every page', async () => {
    const desk = await deskOf(listOf(unresolved(1), unresolved(2)));
    expect(link()).toBe('To resolve 2');
    desk.api.on(READ, listOf(unresolved(2)));
    await desk.advance(30_000);
    expect(link()).toBe('To resolve 1');
    desk.api.on(READ, listOf());
    await desk.advance(30_000);
    expect(link()).toBe('To resolve ');
  });

  it('is not shown while it may be wrong, and failing reads come ever more rarely', async () => {
    const desk = await deskOf(listOf(unresolved(1)));
    desk.api.on(READ, refusal(503));
    await desk.advance(30_000);
    expect(link()).toBe('To resolve ');
    const before = reads(desk);
    await desk.advance(59_000);
    expect(reads(desk)).toBe(before);
    await desk.advance(1_000);
    expect(reads(desk)).toBe(before + 1);
    await desk.advance(119_000);
    expect(reads(desk)).toBe(before + 1);
    await desk.advance(361_000);
    expect(reads(desk)).toBe(before + 3);
    desk.desk.idle.stay();
    desk.api.on(READ, listOf(unresolved(1), unresolved(2)));
    await desk.advance(480_000);
    expect(link()).toBe('To resolve 2');
  });

  it('waits as long as a refusal says', async () => {
    const headers = { 'retry-after': '300' };
    const desk = await deskOf({ status: 429, body: {}, headers });
    const before = reads(desk);
    await desk.advance(269_000);
    expect(reads(desk)).toBe(before);
  });

  it('is not shown while a read takes long, and a slow service is asked less often', async () => {
    const desk = await deskOf(listOf(unresolved(1)));
    let release = () => {};
    desk.api.on(
      READ,
      () =>
        new Promise((resolve) => {
          release = () => resolve(listOf(unresolved(1)));
        }),
    );
    await desk.advance(30_000);
    const before = reads(desk);
    await desk.advance(29_000);
    expect(link()).toBe('To resolve 1');
    await desk.advance(1_000);
    expect(link()).toBe('To resolve ');
    await act(async () => {
      release();
      await settle();
    });
    expect(link()).toBe('To resolve 1');
    expect(reads(desk)).toBe(before);
    await desk.advance(599_000);
    expect(reads(desk)).toBe(before);
    await desk.advance(1_000);
    expect(reads(desk)).toBe(before + 1);
  });

  it('is read again when a response never comes', async () => {
    const desk = await deskOf(listOf(unresolved(1)));
    desk.api.on(READ, () => new Promise(() => {}));
    await desk.advance(30_000);
    const before = reads(desk);
    desk.api.on(READ, listOf(unresolved(1), unresolved(2)));
    await desk.advance(89_000);
    expect(reads(desk)).toBe(before);
    await desk.advance(1_000);
    expect(reads(desk)).toBe(before + 1);
    expect(link()).toBe('To resolve 2');
  });

  it('rests while the page is hidden, and is read before it is shown again', async () => {
    const desk = await deskOf(listOf(unresolved(1)));
    await hide(true);
    const before = reads(desk);
    await desk.advance(600_000);
    expect(reads(desk)).toBe(before);
    let release = () => {};
    desk.api.on(
      READ,
      () =>
        new Promise((resolve) => {
          release = () => resolve(listOf(unresolved(1), unresolved(2)));
        }),
    );
    await hide(false);
    expect(reads(desk)).toBe(before + 1);
    expect(link()).toBe('To resolve ');
    await act(async () => {
      release();
      await settle();
    });
    expect(link()).toBe('To resolve 2');
  });

  it('stops once the sign-in has ended, ignores what arrives later, and starts again with it', async () => {
    const desk = await deskOf(listOf(unresolved(1)));
    let release = () => {};
    desk.api.on(
      READ,
      () =>
        new Promise((resolve) => {
          release = () => resolve(listOf(unresolved(1), unresolved(2)));
        }),
    );
    await desk.advance(30_000);
    const before = reads(desk);
    await act(() => {
      desk.auth.ended.value = true;
    });
    await act(async () => {
      release();
      await settle();
    });
    expect(link()).toBe('To resolve ');
    await desk.advance(600_000);
    expect(reads(desk)).toBe(before);
    desk.api.on(READ, listOf(unresolved(2)));
    await desk.press('Sign in again');
    expect(link()).toBe('To resolve 1');
  });
});
