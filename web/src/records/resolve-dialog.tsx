import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Finding, PaySession } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Choice } from '#web/src/components/choice.tsx';
import { Dialog } from '#web/src/components/dialog.tsx';
import { Field } from '#web/src/components/field.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useWords } from '#web/src/words/trail-words.ts';

export interface ResolveDialogProps {
  readonly paySid: string;
  readonly onClose: () => void;
  readonly onDone: (session: PaySession) => void;
  /** The service knows the result already, so what the page shows is old. */
  readonly onKnown: () => void;
}

const FIELDS = ['finding', 'note', 'processorReference'] as const;
type Name = (typeof FIELDS)[number];

/** Records what a supervisor found out at the processor. A note is required: the record shows it. */
export function ResolveDialog({ paySid, onClose, onDone, onKnown }: ResolveDialogProps) {
  const { api } = useApi();
  const { announcer } = usePlatform();
  const { t, words } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const finding = useSignal<Finding | ''>('');
  const note = useSignal('');
  const processorReference = useSignal('');
  const missing = useSignal<Name | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const isBusy = useSignal(false);

  const refused = FIELDS.find((name) => name === failure.value?.field);
  const problem = (name: Name): string | undefined => {
    if (missing.value === name)
      return t(name === 'finding' ? 'resolve.findingMissing' : 'resolve.noteMissing');
    if (!failure.value || refused !== name) return undefined;
    return failure.value.code === 'INVALID_REQUEST'
      ? t(`resolve.bad.${name}`)
      : errorText(failure.value, words);
  };
  const focus = (name: Name) => form.current?.querySelector<HTMLElement>(`[name=${name}]`)?.focus();

  const record = async () => {
    if (isBusy.peek()) return;
    const [found, why, reference] = [finding.peek(), note.peek().trim(), processorReference.peek().trim()];
    failure.value = undefined;
    missing.value = found === '' ? 'finding' : why === '' ? 'note' : undefined;
    if (found === '' || missing.peek()) return focus(missing.peek() ?? 'finding');
    isBusy.value = true;
    try {
      const request = { paySid, finding: found, note: why };
      onDone(await api.resolve(reference ? { ...request, processorReference: reference } : request));
    } catch (error) {
      const refusal = error as ApiError;
      failure.value = refusal;
      isBusy.value = false;
      announcer.say({ text: errorText(refusal, words), urgent: true });
      const wrong = FIELDS.find((name) => name === refusal.field);
      if (wrong) focus(wrong);
      if (refusal.code === 'RESULT_KNOWN') onKnown();
    }
  };
  return (
    <Dialog title={t('resolve.record')} onClose={onClose}>
      <p>{t('resolve.ask')}</p>
      <form
        ref={form}
        class="resolve"
        onSubmit={(event) => {
          // This settles money, so Enter does not submit: only the button does.
          event.preventDefault();
        }}
      >
        <Choice
          legend={t('resolve.finding')}
          name="finding"
          value={finding.value}
          options={[
            ['charged', t('resolve.charged')],
            ['notCharged', t('resolve.notCharged')],
          ]}
          onChange={(value) => {
            finding.value = value;
          }}
          problem={problem('finding')}
        />
        <Field
          id="resolve-reference"
          label={t('resolve.reference')}
          value={processorReference.value}
          onChange={(value) => {
            processorReference.value = value;
          }}
          problem={problem('processorReference')}
          attributes={{ name: 'processorReference', maxLength: 128 }}
        />
        <Field
          id="resolve-note"
          label={t('resolve.note')}
          hint={t('resolve.noteHint')}
          value={note.value}
          onChange={(value) => {
            note.value = value;
          }}
          problem={problem('note')}
          rows={3}
          attributes={{ name: 'note', maxLength: 500 }}
        />
      </form>
      {failure.value && !refused && <p class="problem">{errorText(failure.value, words)}</p>}
      <div class="actions">
        <Button onPress={onClose}>{t('common.close')}</Button>
        <Button kind="primary" blocked={isBusy.value} onPress={() => void record()}>
          {t(isBusy.value ? 'resolve.recording' : 'resolve.record')}
        </Button>
      </div>
    </Dialog>
  );
}
