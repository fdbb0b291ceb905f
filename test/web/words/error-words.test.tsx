/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { ERRORS, type ErrorCode } from '#lambdas/contract/errors.ts';
import type { Language } from '#web/src/words/catalogue.ts';
import { wordsWith } from '#web/src/words/room-words.ts';
import { TRAIL } from '#web/src/words/trail-words.ts';
import { fill, WORDS } from '#web/src/words/words.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';

beforeAll(loadLaterPages);

afterEach(cleanup);

const CODES = Object.keys(ERRORS) as ErrorCode[];
const LANGUAGES = Object.keys(WORDS) as Language[];

/** Searches under another address each time, and reads what the page says about the failure. */
async function failWith(desk: RenderedDesk, error: Parameters<typeof refusal>): Promise<string> {
  desk.api.on('POST /paySessions/search', refusal(...error));
  const days = 2000 + desk.api.sent.length;
  await act(() => desk.desk.router.go(`/payments?from=${days}-01-01&to=${days}-01-02`));
  await act(settle);
  return document.querySelector('.note.bad')?.textContent ?? '';
}

describe('an error of the API', () => {
  it.each(LANGUAGES)('has words of its own for every code, in %s', async (language) => {
    const desk = renderDesk(['supervisor']);
    desk.desk.settings.language.value = language;
    const { errors, texts } = wordsWith(WORDS[language], TRAIL);
    for (const code of CODES) {
      const { status, message } = ERRORS[code];
      const shown = await failWith(desk, [status, { code, message }]);
      expect([code, shown]).toEqual([code, `${texts['list.failed']} ${fill(errors[code], { seconds: 5 })}`]);
    }
    expect(new Set(CODES.map((code) => errors[code])).size).toBe(CODES.length);
  });

  it('keeps the service’s own sentence, with the request id, where the code is not known', async () => {
    const desk = renderDesk(['supervisor']);
    const shown = await failWith(desk, [418, { code: 'BRAND_NEW', message: 'Failed: a new way.' }]);
    expect(shown).toMatch(/Failed: a new way\. \(request req-7f3a\)$/);
  });

  it('says how long to wait', async () => {
    const desk = renderDesk(['supervisor']);
    const body = { error: { code: 'TOO_MANY_REQUESTS', message: '', requestId: '' } };
    desk.api.on('POST /paySessions/search', { status: 429, body, headers: { 'retry-after': '17' } });
    await act(() => desk.desk.router.go('/payments?sid='));
    await act(settle);
    expect(screen.getByText(/Wait 17 seconds/)).toBeTruthy();
  });

  it('is the service’s absence when a proxy failed without a code', async () => {
    const desk = renderDesk(['supervisor']);
    desk.api.on('POST /paySessions/search', { status: 502, body: '<html>' });
    await act(() => desk.desk.router.go('/payments?sid='));
    await act(settle);
    expect(screen.getByText(/The service did not respond/)).toBeTruthy();
  });
});
