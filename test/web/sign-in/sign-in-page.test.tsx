/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { createSettings } from '#web/src/settings/settings.ts';
import { SignInPage } from '#web/src/sign-in/sign-in-page.tsx';
import { settle } from '../support/fake-clock.ts';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

function show(options: { failed?: boolean; signIn?: () => Promise<void>; language?: string } = {}) {
  const settings = createSettings(localStorage, options.language ?? 'en-US');
  let opened = 0;
  const signIn =
    options.signIn ??
    (async () => {
      opened += 1;
    });
  render(
    <SignInPage
      config={{ practice: true }}
      settings={settings}
      signIn={signIn}
      failed={options.failed ?? false}
    />,
  );
  return { user: userEvent.setup(), opened: () => opened };
}

describe('the sign-in page', () => {
  it('opens the sign-in once, no matter how often the button is pressed', async () => {
    const { user, opened } = show();
    await user.dblClick(screen.getByRole('button', { name: 'Sign in' }));
    expect(opened()).toBe(1);
  });

  it('says that a sign-in failed and offers it again', async () => {
    const { user } = show({ signIn: () => Promise.reject(new Error('down')) });
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await act(settle);
    expect(screen.getByRole('alert').textContent).toContain('Sign-in failed');
    expect(screen.getByRole('button', { name: 'Sign in' }).getAttribute('aria-disabled')).toBeNull();
  });

  it('uses the browser’s language and changes it at once', async () => {
    const { user } = show({ language: 'es-MX' });
    expect(screen.getByRole('button', { name: 'Iniciar sesión' })).toBeTruthy();
    await user.selectOptions(screen.getByRole('combobox'), 'en');
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeTruthy();
  });
});
