/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, screen } from '@testing-library/preact';
import { FakeCall } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { PAY_SID, paySession, READY } from '../support/sessions.ts';

afterEach(cleanup);

const press = (code: string, more: KeyboardEventInit = {}) =>
  act(() => void fireEvent.keyDown(document.body, { code, ctrlKey: true, shiftKey: true, ...more }));

describe('the keys', () => {
  it('answer, mute and hang up with Ctrl and Shift', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const call = new FakeCall();
    await act(() => void desk.voice.device().emit('incoming', call));
    await desk.advance(500);
    await press('Digit1');
    await act(() => void call.emit('accept'));
    await press('Digit2');
    expect(call.isMuted()).toBe(true);
    await press('Digit9');
    expect(call.done).toEqual(['accept', 'disconnect']);
  });

  it('do nothing without Ctrl and Shift, and when turned off', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await press('Digit9', { ctrlKey: false });
    await press('Digit9', { altKey: true });
    desk.desk.settings.shortcuts.value = false;
    await press('Digit9');
    expect(call.done).toEqual(['accept']);
  });

  it('press once in a second, and not again while held down', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await press('Digit2');
    await press('Digit2');
    await press('Digit2', { repeat: true });
    expect(call.isMuted()).toBe(true);
    await desk.advance(1_000);
    await press('Digit2');
    expect(call.isMuted()).toBe(false);
  });

  it('never take money', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    await desk.startPayment(paySession({ ...READY, version: 8 }));
    await desk.advance(1_500);
    for (let digit = 0; digit <= 9; digit += 1) await press(`Digit${digit}`);
    expect(desk.api.sentTo('POST /completePaySession')).toEqual([]);
  });

  it('speak the sentence to say, in the caller’s language', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.desk.settings.callerLanguage.value = 'es';
    await desk.advance(0);
    await press('Digit4');
    await desk.advance(100);
    expect(document.querySelector('[aria-live=assertive] [lang=es]')?.textContent).toContain(
      'Voy a tomar los datos de su tarjeta',
    );
  });

  it.each([
    ['the digits so far', 'connected', 'Card number, 0 digits'],
    ['no number of digits while none would come', 'disconnected', 'Card number, asking the caller'],
  ])('speak the status, with %s', async (_, connection, status) => {
    const desk = renderDesk();
    await desk.answerCall();
    const capturing = { field: 'payment-card-number', typed: '' } as const;
    const session = paySession({ state: 'capturing', capturing, typing: 'pay-typing' });
    desk.api.on(`GET /paySessions/${PAY_SID}`, { body: session });
    await desk.startPayment(session);
    await act(() => desk.sync.connection(connection));
    await desk.advance(5_000);
    await press('Digit5');
    await desk.advance(100);
    expect(document.querySelector('[aria-live=assertive]')?.textContent).toContain(status);
  });

  it('are listed in a dialog, and do nothing while it is open', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await press('Slash');
    expect(screen.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeTruthy();
    await press('Digit9');
    expect(call.done).toEqual(['accept']);
  });
});
