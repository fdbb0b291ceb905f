/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import { FakeCall } from '../support/fake-voice.ts';
import { renderDesk } from '../support/render-desk.tsx';

beforeEach(() => sessionStorage.clear());
afterEach(cleanup);

const isWaiting = () => screen.queryByText('Waiting for a call', { selector: 'main *' }) !== null;

describe('“Waiting for a call”', () => {
  it('is shown while calls can come, and not while one rings', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    expect(isWaiting()).toBe(true);
    await act(() => void desk.voice.device().emit('incoming', new FakeCall()));
    expect(isWaiting()).toBe(false);
    expect(screen.getByRole('heading', { name: 'Incoming call' })).toBeTruthy();
  });

  it('is not shown, said or in the tab’s title while the phone reconnects', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    await waitFor(() => expect(document.title).toContain('Waiting for a call'));
    await act(() => void desk.voice.device().emit('unregistered'));
    await desk.advance(1_000);
    expect(isWaiting()).toBe(false);
    await waitFor(() => expect(document.title).toContain('Reconnecting'));
    expect(screen.getByRole('heading', { name: 'Reconnecting' })).toBeTruthy();
    await desk.user.keyboard('{Control>}{Shift>}[Digit5]{/Shift}{/Control}');
    await desk.advance(200);
    expect(screen.getAllByRole('log').map(({ textContent }) => textContent)).toContainEqual(
      expect.stringContaining('Reconnecting'),
    );
    await act(() => void desk.voice.device().emit('registered'));
    expect(isWaiting()).toBe(true);
  });
});

describe('“Online for”', () => {
  const onlineFor = () => screen.getByText(/Online for/).textContent;

  it('continues after a reload', async () => {
    const before = renderDesk();
    await before.goOnline();
    await before.advance(10 * 60_000);
    window.dispatchEvent(new Event('pagehide'));
    cleanup();
    const after = renderDesk(['agent'], {}, before.clock.now() + 5_000);
    await after.goOnline();
    expect(onlineFor()).toContain('10:05');
  });

  it.each([
    ['an hour away', 60 * 60_000],
    ['going offline', 0],
  ])('begins again after %s', async (_, awayMs) => {
    const before = renderDesk();
    await before.goOnline();
    await before.advance(10 * 60_000);
    if (awayMs === 0) await before.press('Go offline');
    window.dispatchEvent(new Event('pagehide'));
    cleanup();
    const after = renderDesk(['agent'], {}, before.clock.now() + awayMs);
    await after.goOnline();
    expect(onlineFor()).toContain('00:00');
  });
});
