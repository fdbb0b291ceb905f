import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { useWaited } from '#web/src/components/elapsed.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { usePayment } from './use-payment.ts';

/** Twilio docs: the default when a payment sets no `Timeout`. */
const DEFAULT_GAP_SECONDS = 5;

/**
 * How long Twilio keeps waiting for the caller's next key before it treats the field as complete. It counts from the
 * last key's arrival at this page, so it may run slightly late, and starts with the first key, as Twilio does.
 */
export function KeyCountdown({ session }: { readonly session: PaySession }) {
  const { payment } = usePayment();
  const { t } = useWords();
  const gap = session.timeout ?? DEFAULT_GAP_SECONDS;
  const lastKeyAt = payment.lastKeyAt.value;
  const waited = useWaited(lastKeyAt);
  if (lastKeyAt === undefined) return null;
  const seconds = Math.max(0, Math.ceil(gap - waited / 1_000));
  return (
    <p class="countdown">
      <progress class="progress gap" max={gap} value={seconds} aria-hidden="true" />
      <span role="timer">{seconds > 0 ? t('row.nextKey', { seconds }) : t('row.timeUp')}</span>
    </p>
  );
}
