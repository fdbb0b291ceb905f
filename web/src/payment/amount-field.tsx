import { errorText } from '#web/src/api/error-text.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { decimalsOf, formatAmount, OFFERED_CURRENCIES, parseAmount, spokenAmount } from './amount.ts';
import type { Draft, DraftProblem } from './draft.ts';

export interface AmountFieldProps {
  readonly draft: Draft;
  readonly problem: DraftProblem | undefined;
  readonly change: (changes: Partial<Draft>) => void;
}

/** The amount field, with its currency beside the box and, below it, the amount as the desk reads it. */
export function AmountField({ draft, problem, change }: AmountFieldProps) {
  const { settings } = useSettings();
  const { t, words } = useWords();
  const { amount, currency } = draft;
  const read = parseAmount(amount, currency);
  const isBad = problem?.field === 'amount';
  const reads = read.ok
    ? t('form.amountReads', {
        amount: formatAmount(read.value, currency),
        words: spokenAmount(read.value, currency, settings.language.value),
      })
    : t('form.amountHint');
  return (
    <div class="amount-field">
      <label class="field">
        <span>{t('form.currency')}</span>
        <select value={currency} onChange={(event) => change({ currency: event.currentTarget.value })}>
          {OFFERED_CURRENCIES.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t('form.amount')}</span>
        <input
          name="amount"
          class="amount digits"
          inputMode="decimal"
          value={amount}
          aria-invalid={isBad}
          aria-describedby="amount-note"
          onInput={(event) => change({ amount: event.currentTarget.value })}
        />
      </label>
      <p id="amount-note" class={isBad ? 'problem' : 'hint'}>
        {isBad && problem.refusal && errorText(problem.refusal, words)}
        {isBad &&
          problem.amount &&
          t(`amount.${problem.amount}`, { currency, exponent: decimalsOf(currency) })}
        {!isBad && reads}
      </p>
    </div>
  );
}
