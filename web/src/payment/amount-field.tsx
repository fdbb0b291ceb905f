import { useRef } from 'preact/hooks';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { decimalsOf } from '#web/src/words/money.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { OFFERED_CURRENCIES } from './amount.ts';
import { amountOf, type Draft, type DraftProblem } from './draft.ts';
import { usePayment } from './use-payment.ts';

export interface AmountFieldProps {
  readonly draft: Draft;
  readonly problem: DraftProblem | undefined;
  readonly change: (changes: Partial<Draft>) => void;
}

/**
 * The amount field, with its currency beside the box and, below it, the amount as the desk reads it, or the question
 * which of two amounts is meant.
 */
export function AmountField({ draft, problem, change }: AmountFieldProps) {
  const { terms } = usePayment();
  const { t, words, money } = useWords();
  const box = useRef<HTMLInputElement>(null);
  const { amount, currency } = draft;
  const read = amountOf(draft, words.language);
  const isBad = problem?.field === 'amount';
  const readings = read.ok ? [] : (read.readings ?? []);
  const shown = read.ok
    ? t('form.amountReads', { amount: money(read.value, currency) })
    : isBad || readings.length > 0
      ? t(`amount.${read.problem}`, {
          currency,
          exponent: decimalsOf(currency),
          typed: amount.trim(),
          limit: money('1000000', currency),
        })
      : terms
        ? t('panel.atMost', { amount: money(terms.maxAmount, currency) })
        : t('form.amountHint');
  // The pressed button goes with its question.
  const choose = (meant: string) => {
    change({ meant });
    box.current?.focus();
  };
  return (
    <div class="amount-field">
      <label class="field">
        <span>{t('form.currency')}</span>
        <select value={currency} onChange={(event) => change({ currency: event.currentTarget.value })}>
          {(terms ? [currency] : [...new Set([...OFFERED_CURRENCIES, currency])]).map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t('form.amount')}</span>
        <input
          ref={box}
          name="amount"
          class="amount digits"
          inputMode="decimal"
          value={amount}
          readOnly={terms?.amount !== undefined}
          aria-invalid={isBad}
          aria-describedby="amount-note"
          onInput={(event) => change({ amount: event.currentTarget.value })}
        />
      </label>
      <p id="amount-note" class={isBad ? 'problem' : read.ok ? 'amount-reads' : 'hint'}>
        {isBad && problem.refusal ? errorText(problem.refusal, words) : shown}
      </p>
      {readings.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, these are buttons
        <div class="actions" role="group" aria-labelledby="amount-note">
          {readings.map((reading) => (
            <Button key={reading} onPress={() => choose(reading)}>
              {money(reading, currency)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
