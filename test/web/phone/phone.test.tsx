/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { refusal } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { FakeCall } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

describe('going online', () => {
  it('asks for the microphone, registers and tells the service', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    expect(screen.getByRole('heading', { name: 'Waiting for a call' })).toBeTruthy();
    expect(screen.getByText('+1 500 555 0006')).toBeTruthy();
    expect(desk.voice.device().done).toEqual(['register']);
    expect(desk.said()).toEqual([{ state: 'online' }]);
  });

  it('makes the phone with every sound served by the desk itself', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const { sounds, chunderw } = desk.voice.device().options as {
      sounds: Record<string, string>;
      chunderw: string;
    };
    expect(Object.keys(sounds)).toHaveLength(15);
    expect(Object.values(sounds).every((address) => address.startsWith('/sounds/'))).toBe(true);
    expect(chunderw).toBe('127.0.0.1:1');
  });

  it.each([
    ['NotAllowedError', /microphone is blocked/],
    ['NotFoundError', /No microphone was found/],
    ['NotReadableError', /Another program is using/],
  ])('explains %s and stays offline', async (name, words) => {
    const desk = renderDesk();
    const denied = async () => {
      throw Object.assign(new Error(name), { name });
    };
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: denied } });
    await desk.goOnline();
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Go online' })).toBeTruthy();
    expect(desk.api.sentTo('POST /token')).toEqual([]);
  });

  it('can be tried again when the service refused', async () => {
    const desk = renderDesk();
    desk.api.on('POST /token', refusal(503));
    await desk.goOnline();
    expect(screen.getByText(/The phone could not connect/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Go online' })).toBeTruthy();
  });

  it('renews the token before it expires, while calls stay paused', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await desk.press('Pause calls');
    await act(async () => {
      desk.voice.device().emit('tokenWillExpire');
      await settle();
    });
    expect(desk.voice.device().tokens).toEqual(['voice-token', 'voice-token']);
    expect(desk.said()).toEqual([{ state: 'online' }, { state: 'paused' }]);
  });

  it('ignores a short loss of the registration and shows a lasting one', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await act(() => void desk.voice.device().emit('unregistered'));
    await desk.advance(900);
    await act(() => void desk.voice.device().emit('registered'));
    await desk.advance(1_000);
    expect(screen.queryByText('Phone offline. Trying again.')).toBeNull();
    await act(() => void desk.voice.device().emit('unregistered'));
    await desk.advance(1_000);
    expect(screen.getByText('Phone offline. Trying again.', { selector: '.banner *' })).toBeTruthy();
  });

  it('shuts down the phone and tells the service on going offline', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await desk.press('Go offline');
    expect(desk.voice.device().done).toContain('destroy');
    expect(desk.said().at(-1)).toEqual({ state: 'offline' });
  });
});

describe('a call', () => {
  const ring = async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const call = new FakeCall();
    await act(() => void desk.voice.device().emit('incoming', call));
    return { desk, call };
  };

  it('shows who calls and is answered once', async () => {
    const { desk, call } = await ring();
    expect(screen.getByText('+1 415 555 0132')).toBeTruthy();
    await desk.advance(500);
    await desk.press('Answer');
    expect(call.done).toEqual(['accept']);
  });

  it('ignores presses meant for what was there before it rang', async () => {
    const { desk, call } = await ring();
    await desk.press('Answer');
    expect(call.done).toEqual([]);
  });

  it('is declined', async () => {
    const { desk, call } = await ring();
    await desk.advance(500);
    await desk.press('Decline');
    expect(call.done).toEqual(['reject']);
  });

  it('mutes with a button of one name and a pressed state', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.press('Mute');
    expect(call.isMuted()).toBe(true);
    expect(screen.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('hangs up at once without a payment, and asks first with one', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.startPayment(paySession());
    await desk.press('Hang up');
    expect(call.done).toEqual(['accept']);
    expect(screen.getByRole('heading', { name: 'Hang up with a payment open?' })).toBeTruthy();
    await desk.press('Stay on the call');
    expect(call.done).toEqual(['accept']);
  });

  it('shows a poor connection, and that it is reconnecting', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await act(() => void call.emit('warning', 'high-rtt'));
    expect(screen.getAllByText(/Connection is poor/).length).toBeGreaterThan(0);
    await act(() => void call.emit('warning-cleared', 'high-rtt'));
    await act(() => void call.emit('reconnecting'));
    expect(screen.getByText('Reconnecting…')).toBeTruthy();
    await act(() => void call.emit('reconnected'));
    expect(screen.queryByText('Reconnecting…')).toBeNull();
  });

  it('stays up while the agent looks at another page', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    await desk.user.click(screen.getByRole('link', { name: 'Settings' }));
    expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Settings');
  });

  it('survives the end of the sign-in, which is renewed without leaving the page', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(401));
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '5.00');
    await desk.press('Start payment');
    expect(screen.getByText(/your call stays up/, { selector: '.banner *' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
    await desk.press('Sign in again');
    expect(screen.queryByRole('button', { name: 'Sign in again' })).toBeNull();
  });
});

describe('a shift', () => {
  it('pauses after each call for an agent who wants that', async () => {
    const desk = renderDesk();
    desk.desk.settings.pauseAfterCall.value = true;
    const call = await desk.answerCall();
    await act(() => void call.emit('disconnect'));
    await act(settle);
    expect(screen.getByRole('heading', { name: 'Calls are paused' })).toBeTruthy();
    expect(desk.said().at(-1)).toEqual({ state: 'paused' });
  });

  it('does not end while the agent waits for a call: waiting is work', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await desk.advance(60 * 60_000);
    expect(desk.auth.user.value).toBeDefined();
    await desk.press('Pause calls');
    await desk.advance(15.1 * 60_000);
    expect(desk.auth.user.value).toBeUndefined();
  });

  it('warns of an unused sign-in where the stack is strict, lets the agent stay, and finally signs out', async () => {
    const desk = renderDesk(['agent'], { signOutWaiting: true });
    await desk.goOnline();
    await desk.advance(13.1 * 60_000);
    expect(screen.getByText(/Your sign-in ends in/, { selector: '.banner *' })).toBeTruthy();
    await desk.press('Stay signed in');
    expect(screen.queryByRole('button', { name: 'Stay signed in' })).toBeNull();
    await desk.advance(15.1 * 60_000);
    expect(desk.auth.user.value).toBeUndefined();
    expect(desk.said().at(-1)).toEqual({ state: 'offline' });
  });

  it('is not ended by silence while a call is up', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    await desk.advance(20 * 60_000);
    expect(desk.auth.user.value).toBeDefined();
  });

  it('answers with the chosen microphone as a wish, not a condition', async () => {
    const desk = renderDesk();
    desk.desk.settings.microphone.value = 'headset-1';
    const wishes: unknown[] = [];
    await desk.goOnline();
    const call = new FakeCall();
    call.accept = (options?: unknown) => void wishes.push(options);
    await act(() => void desk.voice.device().emit('incoming', call));
    await desk.advance(500);
    await desk.press('Answer');
    expect(wishes).toEqual([{ rtcConstraints: { audio: { deviceId: { ideal: 'headset-1' } } } }]);
  });
});
