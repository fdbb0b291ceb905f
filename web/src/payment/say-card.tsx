import type { PaymentMethod } from '#lambdas/contract/desk-api.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import type { Language } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { LANGUAGE_NAMES, WORDS } from '#web/src/words/words.ts';
import { nextSentence } from './say.ts';
import { usePayment } from './use-payment.ts';

/** The next sentence for the agent, always in the same place, in the caller's language. */
export function SayCard({ method }: { readonly method: PaymentMethod }) {
  const { payment } = usePayment();
  const { settings } = useSettings();
  const { t, words } = useWords();
  const language = settings.callerLanguage.value;
  const session = payment.session.value;
  const sentence = nextSentence(session, {
    words: WORDS[language],
    sayPound: settings.sayPound.value,
    method,
    keyConfirmation: payment.requested.value?.confirmation,
  });
  return (
    <aside class={`card say ${settings.largeSay.value ? 'large' : ''}`} aria-label={t('say.region')}>
      <div class="say-head">
        <h2 class="label">{t('say.title')}</h2>
        <select
          aria-label={t('say.language')}
          value={language}
          onChange={(event) => {
            settings.callerLanguage.value = event.currentTarget.value as Language;
          }}
        >
          {(Object.keys(LANGUAGE_NAMES) as Language[]).map((code) => (
            <option key={code} value={code}>
              {LANGUAGE_NAMES[code]}
            </option>
          ))}
        </select>
      </div>
      <p id="say-line" class="say-line" lang={language}>
        {keepSpelledTogether(sentence)}
      </p>
      {session?.capturing && <p class="hint">{words.prompts.letThemType}</p>}
    </aside>
  );
}

/** Spelled digits stay on one line: "1 1 1 1" broken in two is read as two numbers. */
function keepSpelledTogether(sentence: string): string {
  return sentence.replace(/(?<=(?:^|\s)[\p{L}\p{N}]) (?=[\p{L}\p{N}](?:[\s.,?]|$))/gu, '\u00a0');
}
