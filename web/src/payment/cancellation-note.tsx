import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Icon } from '#web/src/components/icon.tsx';
import { type Translate, useWords } from '#web/src/words/use-words.ts';

/** Who cancelled a payment and why, unless its own agent did. */
export function CancellationNote({ session }: { readonly session: PaySession }) {
  const { t } = useWords();
  const text = cancellationText(session, t);
  if (!text) return null;
  return (
    <p class="note warn">
      <Icon name="info" />
      {text}
    </p>
  );
}

/** "A supervisor (sam) cancelled this payment. Reason: …", or nothing. */
export function cancellationText({ cancellation }: PaySession, t: Translate): string {
  if (!cancellation) return '';
  const { by, reason } = cancellation;
  const who = by === 'system' ? t('cancelled.system') : t('cancelled.supervisor', { by });
  return reason ? `${who} ${t('cancelled.reason', { reason })}` : who;
}
