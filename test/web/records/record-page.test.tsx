/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import type { PaySessionRecord, TrailEvent } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { NOT_KNOWN, PAY_SID, paySession, READY } from '../support/sessions.ts';

beforeAll(loadLaterPages);

afterEach(cleanup);

const event = (sequence: number, more: Partial<TrailEvent>): TrailEvent => ({
  sequence,
  at: `2026-11-22T14:05:0${sequence}.123Z`,
  type: 'callback',
  by: 'ana',
  hash: 'a'.repeat(64),
  ...more,
});
const EVENTS = [
  event(1, { type: 'started', detail: 'charge 12.00 USD', requestId: 'req-1' }),
  event(2, { type: 'captureRequested', field: 'payment-card-number' }),
  event(3, { type: 'fieldAccepted', field: 'payment-card-number', by: 'twilio', detail: 'xxxxxxxxxxxx1111' }),
  event(4, { type: 'cancelRequested', by: 'system', detail: 'The call has ended' }),
  event(5, { type: 'abandoned', by: 'system', detail: 'The call has ended' }),
];
const record = (more: Partial<PaySessionRecord> = {}): PaySessionRecord => ({
  ...paySession({
    captured: READY.captured ?? {},
    cardType: 'visa',
    state: 'cancelled',
    outcome: 'notCharged',
  }),
  events: EVENTS,
  trail: { verified: true, events: EVENTS.length },
  ...more,
});

async function openRecord(body: PaySessionRecord, desk = renderDesk()): Promise<RenderedDesk> {
  desk.api.on(`GET /paySessions/${PAY_SID}`, { body });
  await act(() => desk.desk.router.go(`/payments/${PAY_SID}`));
  await act(settle);
  return desk;
}

/** What the record says under a name. */
const factOf = (name: string) => screen.getByText(name).parentElement?.querySelector('dd')?.textContent;

describe('the record page', () => {
  it('shows the token with its other half, and what was withheld', async () => {
    await openRecord(record({ paymentToken: 'tok_1', profileId: 'cus_42', withheld: ['confirmationCode'] }));
    expect(screen.getByText('tok_1')).toBeTruthy();
    expect(screen.getByText('cus_42')).toBeTruthy();
    expect(factOf('Withheld: it could be the payer’s number')).toBe('Confirmation (confirmationCode)');
  });

  it('shows details, and in the timeline who did what under which request', async () => {
    await openRecord(record({ confirmationCode: 'ch_1' }));
    expect(screen.getByText('ch_1')).toBeTruthy();
    expect(screen.getByText(/Trail verified/)).toBeTruthy();
    const lines = screen.getAllByRole('listitem').map((line) => line.textContent);
    expect(lines[0]).toMatch(/Started.*by ana.*Charge USD 12.00.*request req-1/);
    expect(lines[1]).toMatch(/Asked for: Card number/);
    expect(lines[2]).toMatch(/by Twilio/);
    expect(lines[4]).toMatch(/Abandoned.*by the system.*The call has ended/);
  });

  it.each([
    [true, 'The processor declined the payment.'],
    [false, 'The processor gave no usable response.'],
  ])('gives the end in the timeline the meaning of its code, declined %s', async (declined, meaning) => {
    const end = event(4, { type: 'ended', by: 'twilio', code: '64008', ...(declined ? { declined } : {}) });
    await openRecord(record({ events: [...EVENTS.slice(0, 3), end] }));
    expect(screen.getAllByRole('listitem').at(-1)?.textContent).toContain(`${meaning} · 64008`);
  });

  it.each([
    [{ state: 'failed', outcome: 'unknown' }, NOT_KNOWN, NOT_KNOWN],
    [{ state: 'failed', outcome: 'notCharged' }, 'Failed', 'Nothing was charged.'],
    [{ state: 'succeeded', outcome: 'charged' }, 'Succeeded', 'Charged.'],
  ] as const)('says for %j what happened to the money', async (more, mark, claim) => {
    await openRecord(record(more));
    expect(document.querySelector('.record-state .mark')?.textContent).toBe(mark);
    expect(factOf('Money')).toBe(claim);
  });

  it('says in the page’s language why the system gave up', async () => {
    const desk = renderDesk();
    desk.desk.settings.language.value = 'es';
    await openRecord(record(), desk);
    expect(screen.getAllByRole('listitem')[4]?.textContent).toMatch(
      /Abandonado.*por el sistema.*La llamada ha terminado/,
    );
  });

  it('says from which event on the trail cannot be trusted', async () => {
    await openRecord(record({ trail: { verified: false, events: 5, brokenAt: 3 } }));
    expect(screen.getByText(/Trail broken at event 3/)).toBeTruthy();
    const doubtful = screen.getAllByRole('listitem').map((line) => line.className === 'doubtful');
    expect(doubtful).toEqual([false, false, true, true, true]);
  });

  it('is copied as text with times in UTC, and printed', async () => {
    const desk = await openRecord(record());
    const copied: string[] = [];
    jest.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      copied.push(text);
    });
    const print = jest.fn();
    window.print = print;
    await desk.press('Copy as text');
    expect(copied[0]).toContain(`Payment ${PAY_SID}`);
    expect(copied[0]).toMatch(/#3 {2}2026-11-22T14:05:03.123Z {2}Accepted: Card number {2}by Twilio/);
    expect(copied[0]).toContain('Trail verified');
    await desk.press('Print');
    expect(print).toHaveBeenCalledTimes(1);
  });

  it('shows the processor’s own words, and prints with who printed it and when', async () => {
    const desk = await openRecord(record({ processor: { payment_status: 'PENDING', auth_code: 'A17' } }));
    expect(factOf('Processor’s own word: payment_status')).toBe('PENDING');
    expect(factOf('Processor’s own word: auth_code')).toBe('A17');
    await desk.advance(60_000);
    await act(() => void window.dispatchEvent(new Event('beforeprint')));
    expect(screen.getByText('Printed by ana on Nov 22, 2026, 14:06 UTC')).toBeTruthy();
  });

  it('says in words what a code in the timeline means', async () => {
    const refused = event(1, {
      type: 'fieldRefused',
      field: 'payment-card-number',
      code: 'invalid-card-number',
    });
    const failed = event(2, { type: 'completeRefused', code: 'TWILIO_UNAVAILABLE' });
    await openRecord(record({ events: [refused, failed] }));
    const lines = screen.getAllByRole('listitem').map((line) => line.textContent);
    expect(lines[0]).toMatch(/The card number fails its check\. · invalid-card-number/);
    expect(lines[1]).toMatch(/Twilio gave no usable response\. · TWILIO_UNAVAILABLE/);
  });

  it('reads a long trail page by page, to its end', async () => {
    const desk = renderDesk();
    const trail = { verified: true, events: EVENTS.length };
    desk.api.on(`GET /paySessions/${PAY_SID}?after=2`, {
      body: record({ events: EVENTS.slice(2, 4), trail, cursor: '4' }),
    });
    desk.api.on(`GET /paySessions/${PAY_SID}?after=4`, { body: record({ events: EVENTS.slice(4), trail }) });
    await openRecord(record({ events: EVENTS.slice(0, 2), trail, cursor: '2' }), desk);
    await act(settle);
    expect(desk.api.sentTo(`GET /paySessions/${PAY_SID}`)).toHaveLength(3);
    const lines = screen.getAllByRole('listitem').map((line) => line.textContent);
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatch(/Abandoned/);
  });

  it('leads to every payment of the call', async () => {
    await openRecord(record());
    const link = screen.getByRole('link', { name: 'All payments of this call' });
    expect(link.getAttribute('href')).toBe(`/payments?sid=${CALL_SID}`);
  });

  it('tells who cancelled a payment and why, if it was not its own agent', async () => {
    await openRecord(record({ cancellation: { by: 'sam', reason: 'Wrong amount' } }));
    expect(screen.getByText(/supervisor \(sam\) cancelled this payment. Reason: Wrong amount/)).toBeTruthy();
  });

  it('says when a payment does not exist or the agent may not see it', async () => {
    const desk = renderDesk();
    desk.api.on('GET /paySessions/PK9', refusal(403));
    await act(() => desk.desk.router.go('/payments/PK9'));
    await act(settle);
    expect(screen.getByText(/does not exist, or you may not see it/)).toBeTruthy();
  });
});
