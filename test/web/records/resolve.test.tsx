/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import type { PaySession, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { NOT_KNOWN, PAY_SID, paySession } from '../support/sessions.ts';

beforeAll(loadLaterPages);

afterEach(cleanup);

const UNKNOWN: Partial<PaySession> = {
  state: 'failed',
  outcome: 'unknown',
  result: 'payment-connector-error',
  error: { code: '64008', guidance: '' },
};
const RESOLVED: Partial<PaySession> = {
  ...UNKNOWN,
  outcome: 'charged',
  version: 9,
  updatedAt: '2026-11-22T15:00:00.000Z',
  resolution: {
    finding: 'charged',
    by: 'sam',
    at: '2026-11-22T15:00:00.000Z',
    note: 'Seen on the statement',
    processorReference: 'ch_9',
  },
};
const recordOf = (more: Partial<PaySessionRecord>): PaySessionRecord => ({
  ...paySession(),
  events: [],
  trail: { verified: true, events: 0 },
  ...more,
});
const RECORD = 'Record what you found';
const mark = () => document.querySelector('.record-state .mark')?.textContent;
const factOf = (name: string) => screen.getByText(name).parentElement?.querySelector('dd')?.textContent;

async function openRecord(more: Partial<PaySessionRecord>, desk = renderDesk(['supervisor'])) {
  desk.api.on(`GET /paySessions/${PAY_SID}`, { body: recordOf(more) });
  await act(() => desk.desk.router.go(`/payments/${PAY_SID}`));
  await act(settle);
  return desk;
}

describe('the record of a payment whose result is not known', () => {
  it('says what to do, and shows the reason and the code as details', async () => {
    await openRecord(UNKNOWN);
    expect(mark()).toBe(NOT_KNOWN);
    expect(factOf('Money')).toBe(NOT_KNOWN);
    expect(factOf('Code')).toBe('64008');
    expect(factOf('Reason reported')).toMatch(/Check with the processor before charging again\.$/);
  });

  it('lets a supervisor record a finding, and not an agent', async () => {
    await openRecord(UNKNOWN, renderDesk(['agent']));
    expect(screen.queryByRole('button', { name: RECORD })).toBeNull();
    cleanup();
    await openRecord(UNKNOWN);
    expect(screen.getByRole('button', { name: RECORD })).toBeTruthy();
  });

  it.each([
    { state: 'succeeded', outcome: 'charged' },
    { state: 'failed', outcome: 'notCharged' },
    { state: 'submitting' },
  ] as const)('is settled already, or not yet over: %j', async (more) => {
    await openRecord(more);
    expect(screen.queryByRole('button', { name: RECORD })).toBeNull();
  });
});

describe('recording what was found', () => {
  const ask = async (desk: RenderedDesk) => {
    await desk.press(RECORD);
    return within(screen.getByRole('dialog', { name: RECORD }));
  };
  const send = async (desk: RenderedDesk) => {
    await desk.user.click(within(screen.getByRole('dialog')).getByRole('button', { name: RECORD }));
    await act(settle);
  };
  const spoken = async (desk: RenderedDesk) => {
    await desk.advance(200);
    return [...document.querySelectorAll('[aria-live="assertive"]')].map((log) => log.textContent).join(' ');
  };

  it('needs a finding and a note, marks what is missing and sends nothing', async () => {
    const desk = await openRecord(UNKNOWN);
    const dialog = await ask(desk);
    await send(desk);
    expect(dialog.getByText('Choose what you found.')).toBeTruthy();
    expect(document.activeElement).toBe(dialog.getByLabelText('Charged'));
    await desk.user.click(dialog.getByLabelText('Not charged'));
    await send(desk);
    const note = dialog.getByLabelText('Note');
    expect(note.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(note);
    expect(dialog.getByText('Enter a note. The record shows it.')).toBeTruthy();
    expect(desk.api.sentTo('POST /resolvePaySession')).toEqual([]);
  });

  it('sends it, says so, and shows on the record who said what, when and how', async () => {
    const desk = await openRecord(UNKNOWN);
    const dialog = await ask(desk);
    desk.api.on('POST /resolvePaySession', { body: paySession(RESOLVED) });
    desk.api.on(`GET /paySessions/${PAY_SID}`, { body: recordOf(RESOLVED) });
    await desk.user.click(dialog.getByLabelText('Charged'));
    await desk.user.type(dialog.getByLabelText(/Processor’s reference/), ' ch_9{Enter}');
    await desk.user.type(dialog.getByLabelText('Note'), 'Seen on the statement');
    expect(desk.api.sentTo('POST /resolvePaySession')).toEqual([]);
    await send(desk);
    expect(desk.api.sentTo('POST /resolvePaySession').map(({ body }) => body)).toEqual([
      { paySid: PAY_SID, finding: 'charged', note: 'Seen on the statement', processorReference: 'ch_9' },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
    const found = within(screen.getByRole('region', { name: 'Found at the processor' }));
    for (const text of ['Charged.', 'sam', 'ch_9', 'Seen on the statement', 'Nov 22, 2026, 15:00:00']) {
      expect(found.getByText(text)).toBeTruthy();
    }
    expect(mark()).toBe('Found to be charged');
    expect(factOf('Finding')).toBe('Charged.');
    expect(factOf('Reason reported')).not.toMatch(/Check with the processor/);
    expect(screen.queryByRole('button', { name: RECORD })).toBeNull();
    expect(desk.api.sentTo(`GET /paySessions/${PAY_SID}`)).toHaveLength(2);
    expect(await spoken(desk)).toContain('Recorded. Charged.');
  });

  it('leaves out a reference that was not given', async () => {
    const desk = await openRecord(UNKNOWN);
    const dialog = await ask(desk);
    desk.api.on('POST /resolvePaySession', { body: paySession(RESOLVED) });
    await desk.user.click(dialog.getByLabelText('Not charged'));
    await desk.user.type(dialog.getByLabelText('Note'), 'Asked them');
    await send(desk);
    expect(desk.api.sentTo('POST /resolvePaySession').map(({ body }) => body)).toEqual([
      { paySid: PAY_SID, finding: 'notCharged', note: 'Asked them' },
    ]);
  });

  it.each([
    ['note', 'CARD_DIGITS', 'Note', /looks like a card or account number/],
    ['processorReference', 'INVALID_REQUEST', /Processor’s reference/, /processor’s own reference/],
    ['finding', 'INVALID_REQUEST', 'Charged', /only saves a card/],
  ])('marks the field at fault: %s, %s', async (field, code, label, words) => {
    const desk = await openRecord(UNKNOWN);
    const dialog = await ask(desk);
    desk.api.on('POST /resolvePaySession', refusal(400, { code, field }));
    await desk.user.click(dialog.getByLabelText('Charged'));
    await desk.user.type(dialog.getByLabelText('Note'), 'Asked them');
    await send(desk);
    const control = dialog.getByLabelText(label);
    expect(control.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(control);
    const described =
      control.getAttribute('aria-describedby') ??
      control.closest('fieldset')?.getAttribute('aria-describedby');
    expect(document.getElementById(`${described}`.split(' ')[0] ?? '')?.textContent).toMatch(words);
    expect(dialog.getByLabelText<HTMLTextAreaElement>('Note').value).toBe('Asked them');
  });

  it('says so when the result is known meanwhile, and shows it', async () => {
    const desk = await openRecord(UNKNOWN);
    const dialog = await ask(desk);
    desk.api.on('POST /resolvePaySession', refusal(409, { code: 'RESULT_KNOWN' }));
    desk.api.on(`GET /paySessions/${PAY_SID}`, {
      body: recordOf({ state: 'succeeded', outcome: 'charged' }),
    });
    await desk.user.click(dialog.getByLabelText('Charged'));
    await desk.user.type(dialog.getByLabelText('Note'), 'Asked them');
    await send(desk);
    expect(dialog.getByText(/known already, so nothing was recorded/)).toBeTruthy();
    await desk.user.click(dialog.getByRole('button', { name: 'Close' }));
    expect(mark()).toBe('Succeeded');
    expect(screen.queryByRole('button', { name: RECORD })).toBeNull();
  });

  it('takes the payment off the list and its count at once', async () => {
    const desk = renderDesk(['supervisor']);
    const items = [paySession(UNKNOWN), paySession({ ...UNKNOWN, paySid: 'PK9' })];
    desk.api.on('GET /paySessions/toResolve', { body: { items, more: false } });
    await act(settle);
    await openRecord(UNKNOWN, desk);
    const dialog = await ask(desk);
    desk.api.on('POST /resolvePaySession', { body: paySession(RESOLVED) });
    await desk.user.click(dialog.getByLabelText('Charged'));
    await desk.user.type(dialog.getByLabelText('Note'), 'Asked them');
    await send(desk);
    const count = () => screen.getByRole('link', { name: /^To resolve/ }).textContent;
    expect(count()).toBe('To resolve 1');
    // The service's own list may follow later.
    await desk.advance(30_000);
    expect(count()).toBe('To resolve 1');
    const [first = paySession()] = items;
    const again = { ...first, updatedAt: '2026-11-22T16:00:00.000Z' };
    desk.api.on('GET /paySessions/toResolve', { body: { items: [again], more: false } });
    await desk.advance(30_000);
    expect(count()).toBe('To resolve 1');
    await act(() => desk.desk.router.go('/to-resolve'));
    await act(settle);
    expect(screen.getByRole('link', { name: /^PK/ }).getAttribute('href')).toBe(`/payments/${PAY_SID}`);
  });
});

describe('a payment that was looked up', () => {
  it('shows an agent what was found', async () => {
    await openRecord(RESOLVED, renderDesk(['agent']));
    expect(screen.getByRole('region', { name: 'Found at the processor' })).toBeTruthy();
    expect(screen.getByText('Seen on the statement')).toBeTruthy();
  });

  it.each([
    ['charged', 'notCharged', 'unknown', NOT_KNOWN, true],
    ['notCharged', 'charged', 'charged', 'Succeeded', false],
  ] as const)(
    'found %s and later reported %s: shows both sides',
    async (finding, reported, outcome, words, isOpen) => {
      const resolution = {
        ...RESOLVED.resolution,
        finding,
        by: 'sam',
        at: '2026-11-22T15:00:00.000Z',
        note: 'n',
      };
      const contradiction = { reported, at: '2026-11-22T15:30:00.000Z' };
      const state = reported === 'charged' ? 'succeeded' : 'failed';
      await openRecord({ ...RESOLVED, state, outcome, resolution, contradiction });
      const text = screen.getByText(/Two sources disagree/).textContent;
      const money = { charged: 'Charged.', notCharged: 'Nothing was charged.' };
      expect(text).toBe(
        `Two sources disagree. sam found: ${money[finding]} Twilio reported: ${money[reported]} Nov 22, 2026, 15:30:00`,
      );
      expect(mark()).toBe(words);
      expect(screen.queryByRole('button', { name: RECORD }) !== null).toBe(isOpen);
    },
  );

  it('keeps finding and contradiction in the copied text', async () => {
    const contradiction = { reported: 'notCharged', at: '2026-11-22T15:30:00.000Z' } as const;
    const desk = await openRecord({ ...RESOLVED, outcome: 'unknown', contradiction });
    const copied: string[] = [];
    jest.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      copied.push(text);
    });
    await desk.press('Copy as text');
    expect(copied[0]).toMatch(
      /Recorded by: sam\n.*ch_9\nNote: Seen on the statement\nRecorded at: 2026-11-22T15/,
    );
    expect(copied[0]).toMatch(/Contradiction: Two sources disagree.*2026-11-22T15:30/);
    jest.restoreAllMocks();
  });

  it('says in the timeline what was found', async () => {
    const event = { sequence: 1, at: '2026-11-22T15:00:00.000Z', type: 'resolved', by: 'sam', hash: '' };
    await openRecord({ ...RESOLVED, events: [{ ...event, code: 'charged', detail: 'Seen · ch_9' }] });
    expect(screen.getByRole('listitem').textContent).toMatch(
      /Result found out.*by sam.*Charged\. · Seen · ch_9/,
    );
  });
});
