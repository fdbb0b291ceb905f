/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { BEAT_MS } from '#web/src/phone/beat.ts';
import { settle } from '../support/fake-clock.ts';
import { FakeCall } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';

afterEach(cleanup);

const beats = (desk: ReturnType<typeof renderDesk>) =>
  desk.api
    .sentTo('POST /presence')
    .map(({ body }) => body as { readonly beat?: boolean })
    .filter(({ beat }) => beat);

describe('the desk while somebody is there', () => {
  it('says so again and again, with its call, and less often on one', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await desk.advance(2_000);
    expect(beats(desk)).toEqual([{ state: 'online', beat: true }]);
    await desk.advance(BEAT_MS);
    expect(beats(desk)).toHaveLength(2);

    const call = await desk.answerCall();
    await desk.advance(BEAT_MS);
    const callSid = call.customParameters.get('parentCallSid');
    expect(beats(desk).at(-1)).toEqual({ state: 'online', beat: true, callSid });
    const before = beats(desk).length;
    await desk.advance(2 * BEAT_MS);
    expect(beats(desk)).toHaveLength(before + 1);
    await act(() => void call.emit('disconnect'));
    await desk.advance(2_000);
    expect(beats(desk).at(-1)).toEqual({ state: 'online', beat: true });
  });

  it('says nothing once it is offline', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await desk.press('Go offline');
    await desk.advance(5 * BEAT_MS);
    expect(beats(desk)).toEqual([]);
  });

  it('shows who waits, and for how long by its own clock', async () => {
    const desk = renderDesk();
    desk.api.on('POST /presence', {
      body: {
        state: 'online',
        queue: { waiting: 2, since: '2020-01-01T00:00:00.000Z', at: '2020-01-01T00:01:12.000Z' },
      },
    });
    await desk.goOnline();
    await desk.advance(2_000);
    expect(screen.getByText(/2 waiting, longest/).textContent).toBe('2 waiting, longest 01:12');
    await desk.answerCall();
    expect(screen.getByText(/2 waiting, longest/)).toBeTruthy();
  });

  it('says that calls were missed when the service has paused it, until calls are taken again', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const queue = { waiting: 0, at: '2020-01-01T00:00:00.000Z' };
    desk.api.on('POST /presence', { body: { state: 'paused', missed: true, queue } });
    await desk.advance(2_000);
    expect(screen.getByRole('alert').textContent).toMatch(/You missed two calls/);
    desk.api.on('POST /presence', { body: { state: 'online', queue } });
    await desk.press('Take calls');
    expect(screen.queryByText(/You missed two calls/)).toBeNull();
    expect(desk.said().at(-1)).toEqual({ state: 'online' });
  });
});

const QUEUE = { waiting: 0, at: '2020-01-01T00:00:00.000Z' };

describe('a desk whose agent presses something elsewhere', () => {
  it('is paused by it, and takes calls again by it', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    desk.api.on('POST /presence', { body: { state: 'paused', queue: QUEUE } });
    await desk.advance(2_000);
    expect(screen.getByText(/New calls go to other agents/)).toBeTruthy();
    expect(screen.queryByText(/You missed two calls/)).toBeNull();
    desk.api.on('POST /presence', { body: { state: 'online', queue: QUEUE } });
    await desk.advance(BEAT_MS);
    expect(screen.getByRole('button', { name: 'Pause calls' })).toBeTruthy();
    expect(desk.said()).toEqual([{ state: 'online' }]);
  });

  it('goes offline by it, and says nothing more', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const device = desk.voice.device();
    desk.api.on('POST /presence', { body: { state: 'offline', queue: QUEUE } });
    await desk.advance(2_000);
    expect(screen.getByRole('button', { name: 'Go online' })).toBeTruthy();
    expect(device.done).toContain('destroy');
    await desk.advance(3 * BEAT_MS);
    expect(beats(desk)).toHaveLength(1);
    expect(desk.said()).toEqual([{ state: 'online' }]);
  });

  it('goes offline after the call it is on', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    desk.api.on('POST /presence', { body: { state: 'offline', queue: QUEUE } });
    await desk.advance(3 * BEAT_MS);
    expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
    await act(() => void call.emit('disconnect'));
    await desk.advance(2_000);
    expect(desk.desk.phone.state.value).toBe('offline');
  });

  it('believes no beat that was on its way when something was pressed here', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    let arrive = (): void => undefined;
    desk.api.on('POST /presence', async ({ body }) => {
      const { beat, state } = body as { readonly beat?: boolean; readonly state: string };
      if (beat) await new Promise<void>((resolve) => (arrive = resolve));
      return { body: { state: beat ? 'online' : state, queue: QUEUE } };
    });
    await desk.advance(2_000);
    await desk.press('Pause calls');
    arrive();
    await act(settle);
    expect(desk.desk.phone.state.value).toBe('paused');
  });

  it('asks only after the service has heard what was pressed here', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    let arrive = (): void => undefined;
    desk.api.on('POST /presence', async ({ body }) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return { body: { ...(body as object), queue: QUEUE } };
    });
    await desk.press('Pause calls');
    await desk.advance(BEAT_MS);
    expect(beats(desk)).toEqual([]);
    arrive();
    await act(settle);
    expect(beats(desk)).toEqual([{ state: 'paused', beat: true }]);
  });
});

describe('two calls that ring', () => {
  async function ring(desk: ReturnType<typeof renderDesk>, from: string, sid: string): Promise<FakeCall> {
    const call = new FakeCall();
    call.parameters.From = from;
    call.customParameters.set('parentCallSid', sid);
    await act(() => void desk.voice.device().emit('incoming', call));
    await desk.advance(500);
    return call;
  }

  it('are both shown, the older one first, and the other stays when one is answered', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const first = await ring(desk, '+15005550001', `CA${'1'.repeat(32)}`);
    const second = await ring(desk, '+15005550002', `CA${'2'.repeat(32)}`);
    expect(screen.getByRole('region', { name: 'Incoming call' }).textContent).toContain('500 555 0001');
    expect(screen.getByRole('list', { name: 'Also ringing:' }).textContent).toContain('500 555 0002');

    await desk.press('Answer');
    await act(() => void first.emit('accept'));
    expect(screen.getByRole('region', { name: 'Call' }).textContent).toContain('500 555 0001');
    expect(screen.getByRole('list', { name: 'Also ringing:' }).textContent).toContain('500 555 0002');

    await desk.press(/Decline the call from/);
    expect(second.done).toContain('reject');
    expect(screen.queryByRole('list', { name: 'Also ringing:' })).toBeNull();
  });

  it('leave the other one to answer when the older one stops', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    const first = await ring(desk, '+15005550001', `CA${'1'.repeat(32)}`);
    await ring(desk, '+15005550002', `CA${'2'.repeat(32)}`);
    await act(() => void first.emit('cancel'));
    expect(screen.getByRole('region', { name: 'Incoming call' }).textContent).toContain('500 555 0002');
    expect(screen.queryByRole('list', { name: 'Also ringing:' })).toBeNull();
  });
});
