import { useSignal } from '@preact/signals';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { BrandMark } from '#web/src/components/brand-mark.tsx';
import type { Settings } from '#web/src/settings/settings.ts';
import type { Language } from '#web/src/words/catalogue.ts';
import { LANGUAGE_NAMES, named, WORDS } from '#web/src/words/words.ts';

export interface SignInPageProps {
  readonly config: Pick<DeskConfig, 'practice' | 'brand'>;
  readonly settings: Settings;
  readonly signIn: () => Promise<void>;
  /** True when a sign-in came back and was refused. */
  readonly failed: boolean;
}

/** Before sign-in: what this is, and one button. Loads neither of the two Twilio SDKs. */
export function SignInPage({ config, settings, signIn, failed }: SignInPageProps) {
  const { texts } = named(WORDS[settings.language.value], config.brand?.name);
  const isOpening = useSignal(false);
  const hasFailed = useSignal(failed);
  const open = () => {
    if (isOpening.value) return;
    isOpening.value = true;
    hasFailed.value = false;
    signIn().catch(() => {
      isOpening.value = false;
      hasFailed.value = true;
    });
  };
  return (
    <main class="sign-in">
      <div class="card">
        <h1>
          <BrandMark brand={config.brand} name={texts['app.name']} />
        </h1>
        <p>{texts['app.tagline']}</p>
        <div role="alert">{hasFailed.value && <p class="note bad">{texts['signIn.failed']}</p>}</div>
        <button
          type="button"
          class="button primary large wide"
          aria-disabled={isOpening.value ? 'true' : undefined}
          onClick={open}
        >
          {isOpening.value ? texts['signIn.working'] : texts['signIn.button']}
        </button>
        {config.practice && <p class="hint">{texts['banner.practice']}</p>}
        <label class="field">
          <span>{texts['settings.language']}</span>
          <select
            value={settings.language.value}
            onChange={(event) => {
              settings.language.value = event.currentTarget.value as Language;
            }}
          >
            {Object.entries(LANGUAGE_NAMES).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </main>
  );
}
