/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { loadLaterPages, renderDesk } from '../support/render-desk.tsx';

beforeAll(loadLaterPages);

afterEach(cleanup);

async function open(body: object | undefined, sid = CALL_SID) {
  const desk = renderDesk(['supervisor']);
  desk.api.on(`GET /calls/${sid}`, body ? { body } : refusal(404));
  await act(() => desk.desk.router.go(`/calls/${sid}`));
  await act(settle);
  return desk;
}

describe('the record of a call', () => {
  it('tells what happened, in order, and leads to its payments', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 10, 28, 9, 0, second)).toISOString();
    await open({
      callSid: CALL_SID,
      agent: 'ana',
      arrivedAt: at(0),
      answeredAt: at(42),
      endedAt: at(102),
      steps: [
        { at: at(0), what: 'waiting' },
        { at: at(38), what: 'rung', agents: ['ana', 'ben'] },
        { at: at(42), what: 'answered', agents: ['ana'] },
      ],
      payments: [`PK${'1'.repeat(32)}`],
    });

    const steps = screen.getAllByRole('listitem').map(({ textContent }) => textContent ?? '');
    for (const [index, text] of [
      'came in',
      'Waiting in line',
      'Rungana, ben',
      'Answeredana',
      'ended',
    ].entries())
      expect(steps[index]).toContain(text);
    expect(screen.getByText('00:42')).toBeTruthy();
    expect(screen.getByText('01:00')).toBeTruthy();
    expect(screen.getByRole('link', { name: /PK1/ }).getAttribute('href')).toBe(
      `/payments/PK${'1'.repeat(32)}`,
    );
  });

  it.each([CALL_SID, 'CA1', 'nonsense'])('says so when there is none: %s', async (sid) => {
    await open(undefined, sid);
    expect(screen.getByText(/There is no such call/)).toBeTruthy();
  });
});
