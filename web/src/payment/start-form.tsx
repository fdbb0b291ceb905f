import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PaymentMethod } from '../../../lambdas/shared/contract.ts';
import { Button } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { useDesk, useWords } from '../desk-context.ts';
import { AmountField } from './amount-field.tsx';
import { type Draft, type DraftProblem, draftFrom, requestFrom } from './draft.ts';
import { ProblemNote } from './problem-note.tsx';
import { StartOptions } from './start-options.tsx';

export interface StartFormProps {
  readonly callSid: string;
  readonly method: Signal<PaymentMethod>;
}

/** What to take and how. Nothing starts until everything reads without doubt; the first bad field takes the focus. */
export function StartForm({ callSid, method }: StartFormProps) {
  const { payment } = useDesk();
  const { t, words } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const done = payment.history.value;
  const draft = useSignal<Draft>(draftFrom(payment.requested.value));
  const problem = useSignal<DraftProblem | undefined>(undefined);
  const change = (changes: Partial<Draft>) => {
    draft.value = { ...draft.value, ...changes };
    if (problem.value) problem.value = undefined;
  };
  const { method: chosen, purpose, description, holder, accountType } = draft.value;

  useEffect(() => {
    method.value = chosen;
  }, [chosen, method]);

  useEffect(() => {
    // The button that answered the call is gone; the amount is where the next action is.
    const isFocusLost = document.activeElement === null || document.activeElement === document.body;
    if (isFocusLost && window.matchMedia?.('(pointer: fine)').matches) {
      form.current?.querySelector<HTMLElement>('[name="amount"]')?.focus();
    }
  }, []);

  const start = (event: Event) => {
    event.preventDefault();
    const read = requestFrom(draft.value, callSid);
    if (read.ok) return void payment.start(read.request);
    problem.value = read.problem;
    form.current?.querySelector<HTMLElement>(`[name="${read.problem.field}"]`)?.focus();
  };
  const isStarting = payment.pending.value === 'start';

  return (
    <form ref={form} class="start-form" onSubmit={start} noValidate autocomplete="off">
      <h2 data-heading tabIndex={-1}>
        {done.length > 0 ? t('form.titleNext', { number: done.length + 1 }) : t('form.title')}
      </h2>
      <Choice
        legend={t('form.method')}
        name="method"
        value={chosen}
        options={[
          ['credit-card', t('form.card')],
          ['ach-debit', t('form.bank')],
        ]}
        onChange={(value) => change({ method: value })}
      />
      <Choice
        legend={t('form.purpose')}
        name="purpose"
        value={purpose}
        options={[
          ['charge', t('form.charge')],
          ['save', t('form.save')],
        ]}
        onChange={(value) => change({ purpose: value })}
      />
      {purpose === 'charge' && <AmountField draft={draft.value} problem={problem.value} change={change} />}
      {chosen === 'ach-debit' && (
        <div class="pair">
          <label class="field">
            <span>{t('form.holder')}</span>
            <input
              name="holder"
              value={holder}
              aria-invalid={problem.value?.field === 'holder'}
              aria-describedby={problem.value?.field === 'holder' ? 'holder-problem' : undefined}
              onInput={(event) => change({ holder: event.currentTarget.value })}
            />
            {problem.value?.field === 'holder' && (
              <span id="holder-problem" class="problem">
                {t('form.holderMissing')}
              </span>
            )}
          </label>
          <label class="field">
            <span>{t('form.accountType')}</span>
            <select
              value={accountType}
              onChange={(event) => change({ accountType: event.currentTarget.value as Draft['accountType'] })}
            >
              {(['consumer-checking', 'consumer-savings', 'commercial-checking'] as const).map((type) => (
                <option key={type} value={type}>
                  {t(`form.${type}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <label class="field">
        <span>{t('form.description')}</span>
        <input
          name="description"
          maxLength={200}
          value={description}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </label>
      <StartOptions draft={draft.value} problem={problem.value} change={change} words={words} />
      <ProblemNote />
      <div class="actions">
        <Button type="submit" kind="primary" size="large" shortcut="3" blocked={isStarting}>
          {isStarting ? t('form.starting') : t('form.start')}
        </Button>
      </div>
    </form>
  );
}
