import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { render } from 'preact';
import { storageOrMemory, workingStorage } from '#web/src/platform/browser.ts';
import { handLink } from '#web/src/platform/link-channel.ts';
import { createSettings, type Settings } from '#web/src/settings/settings.ts';
import { createAuth } from '#web/src/sign-in/auth.ts';
import { createManager } from '#web/src/sign-in/manager.ts';
import { SignInPage } from '#web/src/sign-in/sign-in-page.tsx';
import { isSignInWindow } from '#web/src/sign-in/sign-in-window.ts';
import { named, WORDS } from '#web/src/words/words.ts';
import { applyBrand } from './apply-brand.ts';
import { loadConfig } from './config.ts';

/** Shows the desk, the sign-in before it, or a sentence that says why neither can start. */
export async function startPage(into: Element, window: Window & typeof globalThis): Promise<void> {
  const settings = createSettings(
    storageOrMemory(() => window.localStorage),
    window.navigator.language,
  );
  const { texts } = WORDS[settings.language.peek()];
  const name = signal<string | undefined>(undefined);
  followPage(settings, name);
  try {
    const storage = workingStorage(() => window.sessionStorage);
    if (!storage) throw new Error(texts['app.noStorage']);
    if (await handLink(window)) {
      window.history.replaceState(null, '', '/');
      return render(<p class="sign-in">{texts['link.handed']}</p>, into);
    }
    const config = await loadConfig((...request) => window.fetch(...request));
    applyBrand(window.document, config.brand ?? {});
    name.value = config.brand?.name;
    const manager = createManager(config.oidc, storage, window.location.origin);
    if (await isSignInWindow(manager, window)) {
      return render(<p class="sign-in">{texts['signIn.windowDone']}</p>, into);
    }
    let failed = false;
    const auth = await createAuth(manager, window).catch(() => {
      // A refused response stays in the address; once it is removed, the page can start again.
      failed = true;
      window.history.replaceState(null, '', '/');
      return createAuth(manager, window);
    });
    if (auth.user.peek()) {
      const { showDesk } = await import('./signed-in.tsx');
      showDesk(into, { config, auth, window, settings });
    } else {
      render(<SignInPage config={config} settings={settings} signIn={auth.signIn} failed={failed} />, into);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    render(
      <main class="sign-in">
        <div class="card" role="alert">
          <h1>{texts['app.broken']}</h1>
          <p>{reason}</p>
          <button type="button" class="button primary large" onClick={() => window.location.reload()}>
            {texts['app.reload']}
          </button>
        </div>
      </main>,
      into,
    );
  }
}

/** Applies the agent's language and colours to the page as soon as they change. */
function followPage(settings: Settings, name: ReadonlySignal<string | undefined>): void {
  effect(() => {
    document.documentElement.lang = settings.language.value;
    document.title = named(WORDS[settings.language.value], name.value).texts['app.name'];
  });
  effect(() => {
    document.documentElement.dataset.theme = settings.theme.value;
  });
}
