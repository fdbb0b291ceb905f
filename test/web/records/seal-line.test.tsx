/** @jest-environment jsdom */
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import type { PaySessionRecord, SealView } from '#lambdas/contract/desk-api.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession } from '../support/sessions.ts';

beforeAll(loadLaterPages);

afterEach(cleanup);

const SEAL = `GET /paySessions/${PAY_SID}/seal`;
const SEALED: SealView = { sealedAt: '2026-11-22T14:05:12.000Z', events: 3, proof: 'the proof\n' };
const RECORD: PaySessionRecord = {
  ...paySession({ state: 'cancelled', outcome: 'notCharged', updatedAt: '2026-11-22T14:04:59.000Z' }),
  events: [],
  trail: { verified: true, events: 3 },
};

type Reply = Parameters<RenderedDesk['api']['on']>[1];

/** Opens the record; each look at its seal gets the next reply, and the last one again and again. */
async function openRecord(replies: readonly Reply[], desk = renderDesk(), record = RECORD) {
  let looks = 0;
  desk.api.on(`GET /paySessions/${PAY_SID}`, { body: record });
  desk.api.on(SEAL, (request) => {
    const reply = replies[Math.min(looks, replies.length - 1)] as Reply;
    looks += 1;
    return typeof reply === 'function' ? reply(request) : reply;
  });
  await act(() => desk.desk.router.go(`/payments/${PAY_SID}`));
  // Once for the record, once for its seal.
  await act(settle);
  await act(settle);
  return desk;
}

const line = () => document.querySelector('.seal')?.textContent;
const looksOf = ({ api }: RenderedDesk) => api.sentTo(SEAL).length;

describe('the seal of a record', () => {
  it('is told with its time, and in full when it was another day', async () => {
    const desk = await openRecord([{ body: SEALED }]);
    expect(line()).toBe('Sealed at 14:05Download proof');
    const time = document.querySelector('.seal time') as HTMLTimeElement;
    expect([time.dateTime, time.title]).toEqual([SEALED.sealedAt, '2026-11-22 14:05:12.000 UTC']);
    expect(looksOf(desk)).toBe(1);
    cleanup();
    await openRecord([{ body: SEALED }], renderDesk(['agent'], {}, Date.parse('2026-11-24T09:00:00.000Z')));
    expect(line()).toBe('Sealed on Nov 22, 2026, 14:05:12Download proof');
  });

  it('is told in Spanish', async () => {
    const desk = renderDesk();
    desk.desk.settings.language.value = 'es';
    await openRecord([{ body: SEALED }], desk);
    expect(line()).toBe('Sellado a las 14:05Descargar prueba');
  });

  it('is looked for again while it is not there, and then no more', async () => {
    const desk = await openRecord([{ body: {} }, { body: {} }, { body: SEALED }]);
    expect(line()).toBe('Not sealed yet');
    await desk.advance(5_000);
    expect([line(), looksOf(desk)]).toEqual(['Not sealed yet', 2]);
    await desk.advance(10_000);
    expect(line()).toMatch(/^Sealed at 14:05/);
    await desk.advance(3_600_000);
    expect(looksOf(desk)).toBe(3);
  });

  it('is not looked for without end, and an old record has none', async () => {
    const desk = await openRecord([{ body: {} }]);
    await desk.advance(3_600_000);
    expect(looksOf(desk)).toBe(6);
    cleanup();
    const old = renderDesk(['agent'], {}, Date.parse(RECORD.updatedAt) + 15 * 60_000 + 1);
    await openRecord([{ body: {} }], old);
    expect(line()).toBe('No seal found');
  });

  it('is not looked for once the page is left', async () => {
    const desk = await openRecord([{ body: {} }]);
    await act(() => desk.desk.router.go('/'));
    await desk.advance(3_600_000);
    expect(looksOf(desk)).toBe(1);
  });

  it.each<[string, Reply]>([
    ['the log cannot be read', refusal(503, { code: 'STORE_UNAVAILABLE' })],
    ['no response arrives', 'no response'],
    ['the service fails', refusal(500)],
  ])('is never claimed when %s, and looked for again', async (_, failure) => {
    const desk = await openRecord([failure, { body: SEALED }]);
    expect(line()).toBe('Could not check the seal');
    expect(screen.queryByRole('button', { name: 'Download proof' })).toBeNull();
    await desk.advance(5_000);
    expect(line()).toMatch(/^Sealed at/);
  });

  it('says so when the record is not what was sealed', async () => {
    await openRecord([{ body: { ...SEALED, differs: true } }]);
    expect(line()).toBe('Changed after it was sealed: tell your security teamDownload proof');
    expect(document.querySelector('.seal .mark.failed')).toBeTruthy();
  });
});

describe('the proof', () => {
  const saved: { name: string; content: Blob }[] = [];
  beforeEach(() => {
    saved.length = 0;
    let content = new Blob();
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        content = blob;
        return 'blob:file';
      },
      revokeObjectURL: () => {},
    });
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
      this: HTMLAnchorElement,
    ) {
      saved.push({ name: this.download, content });
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is saved as a file named after the payment, as it came', async () => {
    const desk = await openRecord([{ body: SEALED }]);
    await desk.press('Download proof');
    expect(saved.map(({ name }) => name)).toEqual([`${PAY_SID}.tlog-proof`]);
    expect(saved[0]?.content.size).toBe(SEALED.proof?.length);
  });
});
