/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, waitFor } from '@testing-library/preact';
import { User } from 'oidc-client-ts';
import { startPage } from '#web/src/shell/start-page.tsx';
import { OIDC } from '../support/fake-sign-in.ts';

type Owner = Record<string, unknown>;

const undo: (() => void)[] = [];

/** Puts a property of the browser in place, or takes it away; restored after the test. */
function set(owner: object, name: string, descriptor: PropertyDescriptor): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, ...descriptor });
  undo.push(() => {
    if (before) Object.defineProperty(owner, name, before);
    else delete (owner as Owner)[name];
  });
}

const refuses = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};
const working = {
  request: async (_: string, __: object, run: () => unknown) => run(),
  query: async () => ({}),
};
const microphone = { getUserMedia: async () => ({ getTracks: () => [] }) };

beforeEach(() => {
  window.history.replaceState(null, '', '/');
  sessionStorage.clear();
  localStorage.clear();
  set(window, 'fetch', {
    value: async () => ({ ok: true, json: async () => ({ stage: 'test', practice: true, oidc: OIDC }) }),
  });
  set(navigator, 'locks', { value: working });
  set(navigator, 'mediaDevices', { value: microphone });
});

afterEach(() => {
  for (const restore of undo.splice(0).reverse()) restore();
  cleanup();
  document.body.replaceChildren();
});

function signIn(): void {
  const user = new User({
    access_token: `x.${Buffer.from(JSON.stringify({ username: 'ana', 'cognito:groups': ['agent'] })).toString('base64url')}.x`,
    refresh_token: 'r1',
    token_type: 'Bearer',
    profile: { sub: 'sub-ana', iss: OIDC.authority, aud: OIDC.clientId, exp: 0, iat: 0 },
    expires_at: Math.floor(Date.now() / 1_000) + 900,
  });
  sessionStorage.setItem(`oidc.user:${OIDC.authority}:${OIDC.clientId}`, user.toStorageString());
}

async function start(): Promise<void> {
  const root = document.createElement('div');
  document.body.append(root);
  await act(() => startPage(root, window));
}

/** What a browser may refuse. */
const REFUSED: readonly (readonly [string, () => void])[] = [
  ['localStorage that throws', () => set(window, 'localStorage', { get: refuses })],
  ['localStorage that is missing', () => set(window, 'localStorage', { value: null })],
  [
    'localStorage that is full',
    () => set(window, 'localStorage', { value: { getItem: () => null, setItem: refuses, removeItem() {} } }),
  ],
  ['locks that are missing', () => set(navigator, 'locks', { value: undefined })],
  ['locks that throw when they are looked at', () => set(navigator, 'locks', { get: refuses })],
  [
    'locks that throw when they are used',
    () => set(navigator, 'locks', { value: { request: refuses, query: refuses } }),
  ],
  [
    'locks that refuse',
    () =>
      set(navigator, 'locks', { value: { request: async () => refuses(), query: async () => refuses() } }),
  ],
  ['devices that are missing', () => set(navigator, 'mediaDevices', { value: undefined })],
  ['devices that throw', () => set(navigator, 'mediaDevices', { get: refuses })],
  ['devices without a microphone', () => set(navigator, 'mediaDevices', { value: {} })],
  ['channels that are missing', () => set(window, 'BroadcastChannel', { value: undefined })],
  ['channels that throw', () => set(window, 'BroadcastChannel', { value: refuses })],
  ['notifications that are missing', () => set(window, 'Notification', { value: undefined })],
  ['notifications that throw', () => set(window, 'Notification', { value: refuses })],
];

describe('a browser that refuses', () => {
  it.each(REFUSED)('%s shows the sign-in', async (_, refuse) => {
    refuse();
    await start();
    expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
  });

  it.each(REFUSED)('%s shows the desk to somebody signed in', async (_, refuse) => {
    signIn();
    refuse();
    await start();
    expect(await screen.findByRole('button', { name: 'Go online' })).toBeTruthy();
    await act(() => screen.getByRole('link', { name: 'Settings' }).click());
    expect(screen.getByRole('heading', { name: 'Settings' })).toBeTruthy();
  });

  it.each([
    ['throws', () => set(window, 'sessionStorage', { get: refuses })],
    ['is missing', () => set(window, 'sessionStorage', { value: null })],
    ['keeps nothing', () => set(window, 'sessionStorage', { value: { setItem: refuses } })],
  ])('sessionStorage that %s says what to do: no sign-in can come back', async (_, refuse) => {
    refuse();
    await start();
    expect(screen.getByRole('alert').textContent).toContain('Allow cookies and site data for this site');
    expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
  });

  it('a microphone altogether says so when the agent goes online', async () => {
    signIn();
    set(navigator, 'mediaDevices', { value: undefined });
    await start();
    await act(async () => (await screen.findByRole('button', { name: 'Go online' })).click());
    await waitFor(() => expect(screen.getByText(/gives the page no microphone/)).toBeTruthy());
  });

  it('a microphone altogether says so when the agent tries it', async () => {
    signIn();
    set(navigator, 'mediaDevices', { value: undefined });
    await start();
    await act(async () =>
      (await screen.findByRole('button', { name: 'Try the microphone', hidden: true })).click(),
    );
    expect(await screen.findByText(/gives the page no microphone/)).toBeTruthy();
  });

  it('even the question for notifications says so', async () => {
    signIn();
    set(window, 'Notification', { value: { permission: 'default', requestPermission: refuses } });
    await start();
    await screen.findByRole('button', { name: 'Go online' });
    await act(() => screen.getByRole('link', { name: 'Settings' }).click());
    await act(() => screen.getByRole('checkbox', { name: /Show a notification/ }).click());
    await waitFor(() => expect(screen.getByText(/blocks notifications for this site/)).toBeTruthy());
  });

  it('the agent’s language chooses the sentence', async () => {
    set(window, 'sessionStorage', { get: refuses });
    set(navigator, 'language', { value: 'es-MX' });
    await start();
    expect(screen.getByRole('alert').textContent).toContain('Permita las cookies');
  });
});
