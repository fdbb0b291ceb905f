/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { settle } from '../support/fake-clock.ts';
import { FakeCall } from '../support/fake-voice.ts';
import { type RenderedDesk, renderDesk } from '../support/render-desk.tsx';

let shown: FakeNotification[];

class FakeNotification {
  static permission: NotificationPermission = 'granted';
  static choice: NotificationPermission = 'granted';
  static requestPermission = async () => FakeNotification.choice;
  readonly words: string;
  isOpen = true;
  onclick = () => {};

  constructor(title: string, { body }: { readonly body: string }) {
    this.words = `${title} ${body}`;
    shown.push(this);
  }
  close() {
    this.isOpen = false;
  }
}

afterEach(() => {
  cleanup();
  Reflect.deleteProperty(window, 'Notification');
  Reflect.deleteProperty(document, 'hidden');
});

describe('a call that rings while the desk is hidden', () => {
  it('shows as a notification until it is answered', async () => {
    const desk = await deskOnline({ hidden: true });
    desk.desk.settings.notify.value = true;
    await ring(desk);
    expect(shown.map(({ words, isOpen }) => [words, isOpen])).toEqual([
      ['Incoming call +1 415 555 0132', true],
    ]);
    await desk.press('Answer');
    expect(shown[0]?.isOpen).toBe(false);
  });

  it('says that a number is withheld, and shortens what a SIP caller wrote', async () => {
    const desk = await deskOnline({ hidden: true });
    desk.desk.settings.notify.value = true;
    await ring(desk, '+266696687');
    expect(shown.map(({ words }) => words)).toEqual(['Incoming call Number withheld']);
    await desk.press('Decline');
    await ring(desk, `sip:${'4'.repeat(500)}@office.example`);
    expect(shown.at(-1)?.words).toMatch(/^Incoming call SIP caller x{64}…$/);
  });

  it('shows no notification unless the agent wants it', async () => {
    const desk = await deskOnline({ hidden: true });
    await ring(desk);
    expect(shown).toEqual([]);
  });
});

describe('a call that rings while the agent sees the desk', () => {
  it('shows no notification', async () => {
    const desk = await deskOnline({ hidden: false });
    desk.desk.settings.notify.value = true;
    await ring(desk);
    expect(shown).toEqual([]);
  });
});

describe('the choice of notifications', () => {
  it.each([
    ['granted', true],
    ['denied', false],
  ] as const)('is kept only if the browser agrees: %s', async (choice, isKept) => {
    const desk = await deskOnline({ hidden: false });
    FakeNotification.choice = choice;
    await desk.user.click(screen.getByRole('link', { name: 'Settings' }));
    await desk.user.click(screen.getByRole('checkbox', { name: /Show a notification/ }));
    await act(settle);
    expect(desk.desk.settings.notify.value).toBe(isKept);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /Show a notification/ }).checked).toBe(
      isKept,
    );
    expect(screen.queryByText(/The browser blocks notifications/) === null).toBe(isKept);
  });
});

async function deskOnline({ hidden }: { readonly hidden: boolean }): Promise<RenderedDesk> {
  shown = [];
  Object.defineProperty(window, 'Notification', { configurable: true, value: FakeNotification });
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
  const desk = renderDesk();
  await desk.goOnline();
  return desk;
}

async function ring(desk: RenderedDesk, from?: string): Promise<void> {
  const call = new FakeCall();
  if (from) call.parameters.From = from;
  await act(() => void desk.voice.device().emit('incoming', call));
  await desk.advance(500);
}
