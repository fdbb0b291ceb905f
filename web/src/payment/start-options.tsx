import type { TokenType } from '#lambdas/contract/desk-api.ts';
import { errorText } from '#web/src/api/error-text.ts';
import type { TextKey, Words } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { AmountFieldProps } from './amount-field.tsx';
import { ALL_CARDS, type Draft, TIMEOUTS } from './draft.ts';
import { brandKey } from './masks.ts';

type Switch = 'postalCode' | 'securityCode' | 'matching';

const SWITCHES: readonly (readonly [Switch, TextKey])[] = [
  ['securityCode', 'form.askCode'],
  ['postalCode', 'form.askPostal'],
  ['matching', 'form.matching'],
];

/** Options that most payments leave unchanged, folded away. */
export function StartOptions({
  draft,
  problem,
  change,
  words,
}: AmountFieldProps & { readonly words: Words }) {
  const { t } = useWords();
  const isCard = draft.method === 'credit-card';
  const isBad = problem?.field === 'cards';
  return (
    <details class="options" open={isBad || undefined}>
      <summary>{t('form.options')}</summary>
      <div class="options-body">
        <div class="pair">
          <label class="field">
            <span>{t('form.timeout')}</span>
            <select
              value={draft.timeout}
              onChange={(event) => change({ timeout: Number(event.currentTarget.value) })}
            >
              {TIMEOUTS.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {t(seconds === TIMEOUTS[0] ? 'form.seconds' : 'form.slow', { seconds })}
                </option>
              ))}
            </select>
          </label>
          {draft.purpose === 'save' && (
            <label class="field">
              <span>{t('form.tokenType')}</span>
              <select
                value={draft.tokenType}
                onChange={(event) => change({ tokenType: event.currentTarget.value as TokenType })}
              >
                {(['reusable', 'one-time', 'payment-method'] as const).map((type) => (
                  <option key={type} value={type}>
                    {t(`form.${type}`)}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        {isCard &&
          SWITCHES.map(([name, key]) => (
            <Check
              key={name}
              label={t(key)}
              checked={draft[name]}
              onChange={(on) => change({ [name]: on })}
            />
          ))}
        <Check
          label={t('form.confirmation')}
          checked={draft.confirmation}
          onChange={(confirmation) => change({ confirmation })}
        />
        {isCard && (
          <fieldset class="cards">
            <legend>{t('form.cards')}</legend>
            {ALL_CARDS.map((brand) => (
              <Check
                key={brand}
                name="cards"
                label={words.texts[brandKey(brand)]}
                checked={draft.cards.includes(brand)}
                onChange={(on) => change({ cards: toggled(draft, brand, on) })}
              />
            ))}
            {isBad && (
              <p class="problem">
                {problem.refusal ? errorText(problem.refusal, words) : t('form.cardsMissing')}
              </p>
            )}
          </fieldset>
        )}
      </div>
    </details>
  );
}

function toggled(draft: Draft, brand: Draft['cards'][number], on: boolean): Draft['cards'] {
  return ALL_CARDS.filter((card) => (card === brand ? on : draft.cards.includes(card)));
}

interface CheckProps {
  readonly label: string;
  readonly name?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Check({ label, name, checked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        name={name}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
