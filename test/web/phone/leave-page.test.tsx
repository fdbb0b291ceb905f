/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { keepCall, takeKeptCall } from '#web/src/phone/kept-call.ts';
import { settle } from '../support/fake-clock.ts';
import { CALL_SID } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { paySession, READY } from '../support/sessions.ts';

beforeEach(() => sessionStorage.clear());
afterEach(cleanup);

const leave = (type: 'beforeunload' | 'pagehide') => {
  const event = new Event(type, { cancelable: true });
  window.dispatchEvent(event);
  return event;
};

describe('leaving the page', () => {
  it('asks first during a call and during a payment, and not otherwise', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    expect(leave('beforeunload').defaultPrevented).toBe(false);
    const call = await desk.answerCall();
    expect(leave('beforeunload').defaultPrevented).toBe(true);
    await desk.startPayment(paySession());
    await act(() => void call.emit('disconnect'));
    expect(leave('beforeunload').defaultPrevented).toBe(true);
    await desk.push(paySession({ version: 5, state: 'failed', allowed: [] }));
    expect(leave('beforeunload').defaultPrevented).toBe(false);
  });

  it('keeps an open call and stops the phone from hanging it up', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    let heard = 0;
    const likeTheSdk = () => {
      heard += 1;
    };
    window.addEventListener('pagehide', likeTheSdk);
    leave('pagehide');
    window.removeEventListener('pagehide', likeTheSdk);
    expect(heard).toBe(0);
    expect(takeKeptCall(sessionStorage, desk.clock.now())).toMatchObject({
      connectToken: 'connect-token',
      callSid: CALL_SID,
    });
  });

  it('tells the service that the agent is offline when there is no call', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    leave('pagehide');
    await settle();
    expect(desk.said().at(-1)).toEqual({ state: 'offline' });
  });
});

describe('coming back after a reload', () => {
  const reloaded = async (session = paySession({ ...READY, version: 6 })) => {
    const desk = renderDesk();
    const kept = { connectToken: 'connect-token', callSid: CALL_SID, leftAt: desk.clock.now() - 2_000 };
    keepCall(sessionStorage, { ...kept, openedAt: desk.clock.now() - 60_000 });
    desk.api.on('POST /paySessions/search', { body: { items: [session] } });
    await act(() => desk.desk.restore());
    return desk;
  };

  it('resumes the call and the payment where they were', async () => {
    const desk = await reloaded();
    expect(desk.voice.device().done).toEqual(['register', 'connect connect-token']);
    await act(() => void desk.voice.device().resumable.emit('accept'));
    expect(screen.getByText('01:00')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Take USD 12.00' })).toBeTruthy();
    expect(desk.api.sentTo('POST /paySessions/search')[0]?.body).toMatchObject({ callSid: CALL_SID });
  });

  it('counts down to the end of an entry like the page that started the payment', async () => {
    const capturing = { field: 'payment-card-number', typed: '' } as const;
    const asked = paySession({ version: 6, state: 'capturing', timeout: 10, capturing });
    const desk = await reloaded(asked);
    await desk.push({ ...asked, capturing: { ...capturing, typed: 'x' } });
    expect(screen.getByText('Waiting 10 s for the next key')).toBeTruthy();
    await desk.advance(7_000);
    expect(screen.getByText('Waiting 3 s for the next key')).toBeTruthy();
  });

  it('shows the payment and says so when the call is gone', async () => {
    const desk = await reloaded();
    await act(() => void desk.voice.device().resumable.emit('disconnect'));
    expect(screen.getByText(/could not be restored/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Cancel payment' })).toBeTruthy();
  });

  it('gives up on a call that is not back within 15 s', async () => {
    const desk = await reloaded();
    await desk.advance(15_000);
    expect(desk.voice.device().resumable.done).toEqual(['disconnect']);
    expect(screen.getByText(/could not be restored/)).toBeTruthy();
  });

  it('finds an open payment when there was no call to keep', async () => {
    const desk = renderDesk();
    desk.api.on('POST /paySessions/search', { body: { items: [paySession({ ...READY, version: 6 })] } });
    await act(() => desk.desk.restore());
    expect(desk.api.sentTo('POST /paySessions/search')[0]?.body).toEqual({ agent: 'ana', state: 'active' });
    expect(screen.getByRole('button', { name: 'Cancel payment' })).toBeTruthy();
  });

  it('forgets a kept call that is too old, or unreadable', () => {
    keepCall(sessionStorage, { connectToken: 't', callSid: CALL_SID, openedAt: 0, leftAt: 0 });
    expect(takeKeptCall(sessionStorage, 30_000)).toBeUndefined();
    sessionStorage.setItem('desk.call', '{');
    expect(takeKeptCall(sessionStorage, 0)).toBeUndefined();
  });
});
