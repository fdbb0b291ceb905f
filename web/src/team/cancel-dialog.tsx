import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Dialog } from '#web/src/components/dialog.tsx';
import { useWords } from '#web/src/words/team-words.ts';

export interface CancelDialogProps {
  readonly paySid: string;
  readonly agent: string;
  readonly onClose: () => void;
  readonly onDone: (session: PaySession) => void;
}

/** Cancels another agent's payment. It needs a reason, which the agent and the record show. */
export function CancelDialog({ paySid, agent, onClose, onDone }: CancelDialogProps) {
  const { api } = useApi();
  const { t, words } = useWords();
  const reason = useSignal('');
  const problem = useSignal('');
  const isBusy = useSignal(false);
  const input = useRef<HTMLInputElement>(null);

  const cancel = async () => {
    const why = reason.peek().trim();
    if (isBusy.peek()) return;
    if (why === '') {
      problem.value = t('team.reasonMissing');
      return input.current?.focus();
    }
    isBusy.value = true;
    try {
      onDone(await api.cancel({ paySid, reason: why }));
    } catch (error) {
      const refusal = error as ApiError;
      problem.value =
        refusal.code === 'ACTION_NOT_ALLOWED' ? t('team.cancelEnded') : errorText(refusal, words);
      isBusy.value = false;
    }
  };
  return (
    <Dialog title={t('team.cancelOf', { agent })} onClose={onClose}>
      <p>{t('team.cancelWhy')}</p>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          void cancel();
        }}
      >
        <label htmlFor="cancel-reason">{t('team.reason')}</label>
        <input
          ref={input}
          id="cancel-reason"
          type="text"
          maxLength={200}
          autocomplete="off"
          required
          aria-invalid={problem.value ? 'true' : undefined}
          aria-describedby={problem.value ? 'cancel-problem' : undefined}
          value={reason.value}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            // This concerns money and another agent's work, so Enter does not submit: only the button does.
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
        {problem.value && (
          <p id="cancel-problem" class="problem" role="alert">
            {problem.value}
          </p>
        )}
      </form>
      <div class="actions">
        <Button onPress={onClose}>{t('team.keep')}</Button>
        <Button kind="danger" blocked={isBusy.value} onPress={() => void cancel()}>
          {isBusy.value ? t('team.cancelling') : t('team.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
