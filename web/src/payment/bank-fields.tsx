import type { BankAccountType } from '#lambdas/contract/desk-api.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { AmountFieldProps } from './amount-field.tsx';

const ACCOUNT_TYPES: readonly BankAccountType[] = [
  'consumer-checking',
  'consumer-savings',
  'commercial-checking',
];

/** What a bank payment needs besides the caller's keys: the account holder and the account type. */
export function BankFields({ draft, problem, change }: AmountFieldProps) {
  const { t, words } = useWords();
  const isBad = problem?.field === 'holder';
  return (
    <div class="pair">
      <label class="field">
        <span>{t('form.holder')}</span>
        <input
          name="holder"
          value={draft.holder}
          aria-invalid={isBad}
          aria-describedby={isBad ? 'holder-problem' : undefined}
          onInput={(event) => change({ holder: event.currentTarget.value })}
        />
        {isBad && (
          <span id="holder-problem" class="problem">
            {problem.refusal ? errorText(problem.refusal, words) : t('form.holderMissing')}
          </span>
        )}
      </label>
      <label class="field">
        <span>{t('form.accountType')}</span>
        <select
          value={draft.accountType}
          onChange={(event) => change({ accountType: event.currentTarget.value as BankAccountType })}
        >
          {ACCOUNT_TYPES.map((type) => (
            <option key={type} value={type}>
              {t(`form.${type}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
