import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PaymentMethod, StartRequest } from '#lambdas/contract/desk-api.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Choice } from '#web/src/components/choice.tsx';
import { Field } from '#web/src/components/field.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { type AmountDoubt, doubtOf } from './amount-doubt.ts';
import { AmountField } from './amount-field.tsx';
import { BankFields } from './bank-fields.tsx';
import { ConfirmAmount } from './confirm-amount.tsx';
import { type Draft, type DraftProblem, draftFrom, requestFrom, within } from './draft.ts';
import { fieldAtFault } from './field-at-fault.ts';
import { IdFields } from './id-fields.tsx';
import { LinkNote } from './link-note.tsx';
import { ProblemNote } from './problem-note.tsx';
import type { StartLink } from './start-link.ts';
import { StartOptions } from './start-options.tsx';
import { usePayment } from './use-payment.ts';

export interface StartFormProps {
  readonly callSid: string;
  readonly method: Signal<PaymentMethod>;
}

/**
 * The form for what to take and how. Nothing starts until every field is clear; the first invalid field takes the
 * focus.
 */
export function StartForm({ callSid, method }: StartFormProps) {
  const { payment, keptDraft, ids, link, terms } = usePayment();
  const { announcer } = usePlatform();
  const { settings } = useSettings();
  const { t, words } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const done = payment.history.value;
  const draft = useSignal<Draft>(
    within(terms, keptDraft.read(callSid) ?? draftFrom(payment.requested.value)),
  );
  const linked = useSignal<StartLink | undefined>(undefined);
  const problem = useSignal<DraftProblem | undefined>(undefined);
  const doubted = useSignal<{ doubt: AmountDoubt; request: StartRequest } | undefined>(undefined);
  const change = (changes: Partial<Draft>) => {
    const isOtherAmount = 'amount' in changes || 'currency' in changes;
    draft.value = { ...draft.value, ...(isOtherAmount ? { meant: undefined } : {}), ...changes };
    keptDraft.keep(callSid, draft.value);
    problem.value = undefined;
    doubted.value = undefined;
  };
  const focus = (field: string) => form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
  const { method: chosen, purpose, description } = draft.value;

  const refusalOf = (name: DraftProblem['field']) => {
    const { field, refusal } = problem.value ?? {};
    return refusal && field === name ? errorText(refusal, words) : undefined;
  };

  const given = link?.next.value;
  useEffect(() => {
    if (!given) return;
    linked.value = given;
    change(given.draft);
    link?.forget();
    announcer.say({ text: t('link.filledIn') });
  }, [given]);

  useEffect(() => {
    method.value = chosen;
  }, [chosen, method]);

  useEffect(() => {
    // The button that answered the call is gone; the amount is where the next action is.
    const isFocusLost = document.activeElement === null || document.activeElement === document.body;
    // In a frame it stays with the page around it, until the agent comes here.
    const isHere = !terms || document.hasFocus();
    if (isFocusLost && isHere && window.matchMedia?.('(pointer: fine)').matches) {
      focus('amount');
    }
  }, []);

  /** The service may know an earlier payment that this page does not: it then refuses, and the form asks. */
  const begin = async (request: StartRequest) => {
    await payment.start(request);
    const refusal = payment.problem.peek()?.error;
    if (!refusal) return;
    const { unknown } = refusal;
    if (unknown) doubted.value = { doubt: { kind: 'unknown', unknown }, request };
    const field = fieldAtFault(refusal);
    if (!field) return;
    problem.value = { field, refusal };
    focus(field);
  };

  const start = (event: Event) => {
    event.preventDefault();
    const read = requestFrom(draft.value, callSid, words.language, ids);
    if (!read.ok) {
      problem.value = read.problem;
      return focus(read.problem.field);
    }
    const doubt = doubtOf(read.request, done, settings.confirmAbove.value);
    if (doubt) doubted.value = { doubt, request: read.request };
    else void begin(read.request);
  };
  const yes = () => {
    if (!doubted.value) return;
    const { doubt, request } = doubted.value;
    if (doubt.kind !== 'unknown') return void begin(request);
    // Beside those named before: the service asks about one after the other.
    const named = [request.acknowledgeUnknown ?? []].flat();
    void begin({ ...request, acknowledgeUnknown: [...named, doubt.unknown.paySid] });
  };
  const isStarting = payment.pending.value === 'start';

  return (
    <form ref={form} class="start-form" onSubmit={start} noValidate autocomplete="off">
      <h2 data-heading tabIndex={-1}>
        {done.length > 0 ? t('form.titleNext', { number: done.length + 1 }) : t('form.title')}
      </h2>
      {linked.value && <LinkNote link={linked.value} isFilledIn />}
      {(!terms || terms.methods.length > 1) && (
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
      )}
      {!terms && (
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
      )}
      {purpose === 'charge' && <AmountField draft={draft.value} problem={problem.value} change={change} />}
      {chosen === 'ach-debit' && <BankFields draft={draft.value} problem={problem.value} change={change} />}
      <Field
        id="form-description"
        label={t('form.description')}
        value={description}
        onChange={(text) => change({ description: text })}
        problem={refusalOf('description')}
        attributes={{ name: 'description', maxLength: 200 }}
      />
      {!terms && <IdFields draft={draft.value} problem={problem.value} change={change} />}
      <StartOptions draft={draft.value} problem={problem.value} change={change} words={words} />
      <ProblemNote isAtField={problem.value?.refusal !== undefined} />
      {doubted.value ? (
        <ConfirmAmount
          key={keyOf(doubted.value.doubt)}
          {...doubted.value}
          onYes={yes}
          onChange={() => {
            doubted.value = undefined;
            focus('amount');
          }}
        />
      ) : (
        <div class="actions">
          <Button type="submit" kind="primary" size="large" shortcut="3" blocked={isStarting}>
            {isStarting ? t('form.starting') : t('form.start')}
          </Button>
        </div>
      )}
    </form>
  );
}

/** Every question is a new one: it takes the focus and is deaf to the press meant for the one before. */
function keyOf(doubt: AmountDoubt): string {
  return doubt.kind === 'unknown' ? doubt.unknown.paySid : doubt.kind;
}
