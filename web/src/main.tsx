import './styles/main.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { createSettings, type Settings } from './settings/settings.ts';
import { loadConfig } from './shell/config.ts';
import { createAuth } from './sign-in/auth.ts';
import { createManager } from './sign-in/manager.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { isSignInWindow } from './sign-in/sign-in-window.ts';
import { WORDS } from './words/words.ts';

const root = document.querySelector('#root');
if (root) void start(root);

async function start(into: Element): Promise<void> {
  const settings = createSettings(window.localStorage, window.navigator.language);
  followPage(settings);
  try {
    const config = await loadConfig((...request) => window.fetch(...request));
    const manager = createManager(config.oidc, window);
    if (await isSignInWindow(manager, window)) {
      const { texts } = WORDS[settings.language.peek()];
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
      const { showDesk } = await import('./shell/signed-in.tsx');
      showDesk(into, { config, auth, window, settings });
    } else {
      render(<SignInPage config={config} settings={settings} signIn={auth.signIn} failed={failed} />, into);
    }
  } catch (error) {
    const { texts } = WORDS[settings.language.peek()];
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
function followPage(settings: Settings): void {
  effect(() => {
    document.documentElement.lang = settings.language.value;
    document.title = WORDS[settings.language.value].texts['app.name'];
  });
  effect(() => {
    document.documentElement.dataset.theme = settings.theme.value;
  });
}
