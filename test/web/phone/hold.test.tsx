/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { holdTune } from '#web/src/phone/hold-music.ts';
import { settle } from '../support/fake-clock.ts';
import { FakeAudio } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

describe('hold', () => {
  it('plays music to the caller and nothing to the agent, until it is pressed again', async () => {
    const { desk, audio } = await deskOnCall();
    await desk.press('Hold');
    expect(audio.done).toEqual(['play music', 'mute caller']);
    expect(screen.getByText(/the caller hears music/)).toBeTruthy();
    expect(isPressed()).toBe('true');

    audio.done.length = 0;
    await desk.press('Hold');
    expect(audio.done).toEqual(['hear caller', 'stop music', 'microphone headset-1']);
    expect(screen.queryByText(/the caller hears music/)).toBeNull();
    expect(isPressed()).toBe('false');
  });

  it('returns to the chosen microphone', async () => {
    const { desk, audio } = await deskOnCall();
    desk.desk.settings.microphone.value = 'headset-1';
    await desk.press('Hold');
    await desk.press('Hold');
    expect(audio.done.at(-1)).toBe('microphone headset-1');
  });

  it('unmutes a muted agent for the music, and mutes again before the microphone is back', async () => {
    const { desk, audio, call } = await deskOnCall();
    await desk.press('Mute');
    call.on('mute', (muted: boolean) => void audio.done.push(muted ? 'muted' : 'unmuted'));
    await desk.press('Hold');
    expect(audio.done.at(-1)).toBe('unmuted');
    await desk.press('Mute');
    expect(call.isMuted()).toBe(false);
    audio.done.length = 0;
    await desk.press('Hold');
    expect(audio.done.slice(0, 3)).toEqual(['muted', 'hear caller', 'stop music']);
  });

  it.each(['play music', 'mute caller'])(
    'says that it did not work, and opens the microphone again: %s',
    async (failing) => {
      const { desk, audio } = await deskOnCall();
      audio.failing = failing;
      await desk.press('Hold');
      expect(screen.getByText(/Hold failed/)).toBeTruthy();
      expect(audio.done.slice(-2)).toEqual(['stop music', 'microphone headset-1']);
      expect(isPressed()).toBe('false');
    },
  );

  it('says that the microphone did not come back', async () => {
    const { desk, audio } = await deskOnCall();
    await desk.press('Hold');
    audio.failing = 'microphone headset-1';
    await desk.press('Hold');
    expect(screen.getByText(/Your microphone did not come back/)).toBeTruthy();
  });

  it('is replaced by an explanation while the caller keys in', async () => {
    const { desk, audio } = await deskOnCall();
    await desk.startPayment(paySession({ capturing: { field: 'payment-card-number', typed: '' } }));
    await desk.press('Hold');
    expect(screen.getByText(/You cannot hold while the caller keys in.*You can mute/)).toBeTruthy();
    expect(audio.done).toEqual([]);
    await desk.press('Hold');
    expect(screen.queryByText(/You cannot hold while the caller keys in/)).toBeNull();
  });

  it('ends by itself when the caller is asked for a field', async () => {
    const { desk, audio } = await deskOnCall();
    const session = paySession();
    await desk.startPayment(session);
    await desk.press('Hold');
    await desk.push(asked(session));
    await act(settle);
    expect(audio.done.slice(-3, -1)).toEqual(['hear caller', 'stop music']);
    expect(screen.queryByText(/the caller hears music/)).toBeNull();
  });

  it('ends by itself even when the caller was asked while it started', async () => {
    const { desk, audio } = await deskOnCall();
    const session = paySession();
    await desk.startPayment(session);
    const resume = audio.pause('play music');
    await desk.press('Hold');
    await desk.push(asked(session));
    resume();
    await act(settle);
    expect(audio.done).toEqual([
      'play music',
      'mute caller',
      'hear caller',
      'stop music',
      'microphone headset-1',
    ]);
  });

  it('leaves no microphone open when the call ends while it starts', async () => {
    const { desk, audio, call } = await deskOnCall();
    const resume = audio.pause('play music');
    await desk.press('Hold');
    await act(() => void call.emit('disconnect'));
    resume();
    await act(settle);
    expect(audio.done.slice(-3)).toEqual(['no microphone', 'hear caller', 'stop music']);
  });

  it('leaves no music for the next call', async () => {
    const { desk, audio, call } = await deskOnCall();
    await desk.press('Hold');
    await act(() => void call.emit('disconnect'));
    await act(settle);
    expect(audio.done.slice(-3)).toEqual(['no microphone', 'hear caller', 'stop music']);
  });
});

describe('the tune', () => {
  it('is soft, ends in silence and begins without a click', () => {
    const tune = holdTune();
    const loudest = tune.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(loudest).toBeGreaterThan(0.1);
    expect(loudest).toBeLessThan(0.25);
    expect(Math.abs(tune[0] ?? 1)).toBeLessThan(0.001);
    expect(tune.slice(-8_000).every((sample) => sample === 0)).toBe(true);
  });
});

async function deskOnCall() {
  const desk = renderDesk();
  const audio = new FakeAudio();
  desk.voice.audio = audio;
  const call = await desk.answerCall();
  audio.done.length = 0;
  return { desk, audio, call };
}

/** The session as it arrives once the caller is asked for the card number. */
function asked(session: PaySession): PaySession {
  return {
    ...session,
    version: session.version + 1,
    state: 'capturing',
    capturing: { field: 'payment-card-number', typed: '' },
  };
}

function isPressed(): string | null {
  return screen.getByRole('button', { name: 'Hold' }).getAttribute('aria-pressed');
}
