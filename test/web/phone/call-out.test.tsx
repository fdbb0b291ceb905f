/** @jest-environment jsdom */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { keepCall } from '#web/src/phone/kept-call.ts';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { loadLaterPages, renderDesk } from '../support/render-desk.tsx';

beforeAll(loadLaterPages);
afterEach(cleanup);

const CUSTOMER_LEG = `CA${'9'.repeat(32)}`;

describe('a desk that may call out', () => {
  it('calls a number, and takes payments on the customer’s leg once it is known', async () => {
    const desk = renderDesk(['agent'], { outbound: ['US'] });
    await desk.goOnline();
    await desk.user.type(screen.getByRole('textbox', { name: 'Call a customer' }), '(202) 555-0123');
    await desk.press('Call');
    expect(desk.voice.device().dialled).toEqual([{ To: '+12025550123' }]);
    const call = desk.voice.device().calls.at(-1);
    expect(screen.getByRole('region', { name: 'Call' }).textContent).toContain('202 555 0123');

    desk.api.on('GET /calls/CAchild', refusal(404));
    await act(() => void call?.emit('accept'));
    await act(settle);
    expect(desk.desk.phone.call.value?.callSid).toBe('');
    desk.api.on('GET /calls/CAchild', { body: { callSid: CUSTOMER_LEG, steps: [], payments: [] } });
    await desk.advance(500);
    expect(desk.desk.phone.call.value?.callSid).toBe(CUSTOMER_LEG);
  });

  it('goes on looking for the customer’s leg while the call is up, and no longer', async () => {
    const desk = renderDesk(['agent'], { outbound: ['US'] });
    await desk.goOnline();
    await desk.user.type(screen.getByRole('textbox', { name: 'Call a customer' }), '(202) 555-0123');
    await desk.press('Call');
    desk.api.on('GET /calls/CAchild', refusal(404));
    await act(() => void desk.voice.device().calls.at(-1)?.emit('accept'));
    await desk.advance(60_000);
    const looks = () => desk.api.sentTo('GET /calls/CAchild').length;
    expect(looks()).toBeLessThan(20);
    expect(screen.queryByRole('textbox', { name: 'Amount' })).toBeNull();
    desk.api.on('GET /calls/CAchild', { body: { callSid: CUSTOMER_LEG, steps: [], payments: [] } });
    await desk.advance(5_000);
    expect(screen.getByRole('textbox', { name: 'Amount' })).toBeTruthy();

    await act(() => void desk.voice.device().calls.at(-1)?.emit('disconnect'));
    await desk.press('Done');
    await desk.user.type(screen.getByRole('textbox', { name: 'Call a customer' }), '(202) 555-0124');
    await desk.press('Call');
    desk.api.on('GET /calls/CAchild', refusal(404));
    await act(() => void desk.voice.device().calls.at(-1)?.emit('accept'));
    await act(() => void desk.voice.device().calls.at(-1)?.emit('disconnect'));
    await desk.advance(5_000);
    const before = looks();
    await desk.advance(60_000);
    expect(looks()).toBe(before);
  });

  it.each([CUSTOMER_LEG, ''])(
    'is on the customer’s leg again after a reload (known before: %p)',
    async (callSid) => {
      const desk = renderDesk(['agent'], { outbound: ['US'] });
      desk.api.on('GET /calls/CAchild', { body: { callSid: CUSTOMER_LEG, steps: [], payments: [] } });
      const [openedAt, leftAt] = [desk.clock.now() - 60_000, desk.clock.now() - 2_000];
      keepCall(sessionStorage, { connectToken: 'connect-token', callSid, openedAt, leftAt });
      await act(() => desk.desk.restore());
      desk.voice.device().resumable.customParameters.clear();
      await act(() => void desk.voice.device().resumable.emit('accept'));
      await act(settle);
      expect(desk.desk.phone.call.value?.callSid).toBe(CUSTOMER_LEG);
    },
  );

  it.each([
    ['12', /This is no telephone number/],
    ['+44 20 7183 8750', /Numbers of that country/],
  ])('says what is wrong with %s', async (number, words) => {
    const desk = renderDesk(['agent'], { outbound: ['US'] });
    await desk.goOnline();
    await desk.user.type(screen.getByRole('textbox', { name: 'Call a customer' }), number);
    await desk.press('Call');
    expect(screen.getByText(words)).toBeTruthy();
    expect(desk.voice.device().dialled).toEqual([]);
  });

  it('calls back from the record of a call of its own', async () => {
    const desk = renderDesk(['agent'], { outbound: [] });
    await desk.goOnline();
    const found = { callSid: CALL_SID, agent: desk.desk.auth.user.value?.username, steps: [], payments: [] };
    desk.api.on(`GET /calls/${CALL_SID}`, { body: found });
    await act(() => desk.desk.router.go(`/calls/${CALL_SID}`));
    await act(settle);
    await desk.press('Call back');
    expect(desk.voice.device().dialled).toEqual([{ Back: CALL_SID }]);
  });

  it('offers nothing of it where agents call nobody', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    expect(screen.queryByRole('textbox', { name: 'Call a customer' })).toBeNull();
  });
});
