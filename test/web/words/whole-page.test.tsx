/** @jest-environment jsdom */
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { act, cleanup } from '@testing-library/preact';
import { loadLaterPages, type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession, READY } from '../support/sessions.ts';

beforeAll(loadLaterPages);

afterEach(cleanup);

const IN_DOUBT = paySession({
  state: 'failed',
  outcome: 'unknown',
  error: { code: '64008', guidance: '' },
  processor: { payment_status: 'PENDING' },
  resolution: { finding: 'charged', by: 'sam', at: '2026-11-22T14:05:00.000Z', note: 'Bien' },
  contradiction: { reported: 'notCharged', at: '2026-11-22T14:06:00.000Z' },
});
const NOTHING = { trail: { verified: true, events: 0 }, day: '2026-11-22', items: [] };
const goTo = (path: string) => async (desk: RenderedDesk) => {
  desk.api.on('POST /accessLog/search', { body: NOTHING });
  desk.api.on('GET /team', { body: { at: '2026-11-22T10:00:00.000Z', agents: [], waiting: [] } });
  desk.api.on('GET /paySessions/toResolve', { body: { items: [IN_DOUBT], more: true } });
  desk.api.on(`GET /paySessions/${PAY_SID}`, { body: { ...IN_DOUBT, ...NOTHING, events: [] } });
  await act(() => desk.desk.router.go(path));
  await desk.advance(1_000);
};

it.each<[string, (desk: RenderedDesk) => Promise<unknown>]>([
  ['the desk', async () => {}],
  [
    'a payment ready to be taken',
    async (desk) => {
      await desk.answerCall();
      await desk.startPayment(paySession({ ...READY, version: 8 }));
    },
  ],
  ['the keys', (desk) => desk.press('Keyboard shortcuts')],
  ['the payments', goTo('/payments')],
  ['the payments to resolve', goTo('/to-resolve')],
  ['a result in doubt', goTo(`/payments/${PAY_SID}`)],
  [
    'recording what was found',
    async (desk) => {
      await goTo(`/payments/${PAY_SID}`)(desk);
      await desk.press('Record what you found');
    },
  ],
  ['the team', goTo('/team')],
  ['the access log', goTo('/access')],
  ['the settings', goTo('/settings')],
  ['a page that is not there', goTo('/nowhere')],
])('leaves no English sentence on %s when the desk is in Spanish', async (_, reach) => {
  const desk = renderDesk(['agent', 'supervisor']);
  await reach(desk);
  const english = sentences();
  await act(() => {
    desk.desk.settings.language.value = 'es';
    desk.desk.settings.callerLanguage.value = 'es';
  });

  expect(english.length).toBeGreaterThan(0);
  expect(sentences().filter((sentence) => english.includes(sentence))).toEqual([]);
});

/** Texts and names on the page that are more than a word, a code or a number; earlier announcements do not count. */
function sentences(): readonly string[] {
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, nodeValue } = walker.currentNode;
    if (!parentElement?.closest('[role=log]')) texts.push(nodeValue ?? '');
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
  }
  // A brand's name is the same in every language.
  return texts.filter((text) => /\p{L}+\s+\p{L}+/u.test(text) && text !== 'Diners Club');
}
