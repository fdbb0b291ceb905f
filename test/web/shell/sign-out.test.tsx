/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { deskInPayment, renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

describe('signing out', () => {
  it('asks nothing while there is nothing to lose', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await desk.press('Sign out');
    expect(desk.auth.user.value).toBeUndefined();
  });

  it('asks during a call, and hangs up only after a yes', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.press('Sign out');
    const dialog = screen.getByRole('dialog', { name: 'Sign out now?' });
    expect(dialog.textContent).toContain('Signing out ends your call.');
    expect(dialog.textContent).not.toContain('payment');
    await desk.press('Stay signed in');
    expect(desk.auth.user.value).toBeDefined();
    expect(call.done).not.toContain('disconnect');
    expect(desk.voice.device().done).not.toContain('destroy');

    await desk.press('Sign out');
    await desk.user.click(screen.getAllByRole('button', { name: 'Sign out' }).at(-1) as HTMLElement);
    await desk.advance(0);
    expect(desk.auth.user.value).toBeUndefined();
    expect(desk.voice.device().done).toContain('destroy');
  });

  it.each([
    ['open', paySession(), 'The payment stops when the call ends.'],
    [
      'submitted',
      paySession({ state: 'submitting', version: 9 }),
      'It may still be taken after the call ends.',
    ],
  ])('says what becomes of a payment that is %s, as hanging up does', async (_, session, sentence) => {
    const desk = await deskInPayment(session);
    await desk.press('Sign out');
    expect(screen.getByRole('dialog').textContent).toContain(sentence);
  });

  it('asks while a payment is open after the call, too', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.startPayment(paySession({ state: 'submitting' }));
    await act(() => void call.emit('disconnect'));
    await desk.press('Sign out');
    expect(screen.getByRole('dialog').textContent).toContain('A payment is still open.');
    expect(screen.getByRole('dialog').textContent).not.toContain('your call');
  });
});
