/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { keepCall } from '#web/src/phone/kept-call.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { type RenderedDesk, renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const DESCRIPTION = 'Description (optional)';
const kept = () => sessionStorage.getItem('desk.draft');

async function fill(desk: RenderedDesk) {
  await desk.user.type(field('Amount'), '12,50');
  await desk.user.type(field(DESCRIPTION), 'Invoice 2041');
}

async function go(desk: RenderedDesk, link: string) {
  await desk.user.click(screen.getByRole('link', { name: link }));
  await desk.advance(0);
}

describe('a payment form filled in half', () => {
  it('survives a look at another page', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    await fill(desk);
    await go(desk, 'Settings');
    expect(screen.queryByRole('textbox', { name: 'Amount' })).toBeNull();
    await go(desk, 'Desk');
    expect(field('Amount').value).toBe('12,50');
    expect(field(DESCRIPTION).value).toBe('Invoice 2041');
  });

  it('survives a reload during the call', async () => {
    const before = renderDesk();
    await before.answerCall();
    await fill(before);
    const text = kept() ?? '';
    cleanup();
    const desk = renderDesk();
    sessionStorage.setItem('desk.draft', text);
    const call = { connectToken: 'connect-token', callSid: CALL_SID, leftAt: desk.clock.now() - 2_000 };
    keepCall(sessionStorage, { ...call, openedAt: desk.clock.now() - 60_000 });
    await act(() => desk.desk.restore());
    await act(() => void desk.voice.device().resumable.emit('accept'));
    expect(field('Amount').value).toBe('12,50');
    expect(field(DESCRIPTION).value).toBe('Invoice 2041');
  });

  it('is forgotten when the payment starts, when the call ends and at the sign-out', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await fill(desk);
    expect(kept()).not.toBeNull();
    await act(() => void call.emit('disconnect'));
    expect(kept()).toBeNull();

    await desk.answerCall();
    await fill(desk);
    await act(() => desk.desk.signOut());
    expect(kept()).toBeNull();

    cleanup();
    const next = renderDesk();
    await next.answerCall();
    await fill(next);
    next.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await next.press('Start payment');
    expect(kept()).toBeNull();
  });
});
