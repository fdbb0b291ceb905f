import { useWaited } from '../components/elapsed.tsx';
import { useDesk, useWords } from '../desk-context.ts';

/**
 * How long Twilio still waits for the caller's next key before it takes the field as finished. Counts from when the
 * last key reached this page, so it may run a moment late; never before the first key, as Twilio does.
 */
export function KeyCountdown() {
  const { payment } = useDesk();
  const { t } = useWords();
  const gap = payment.keyGapMs.value;
  const lastKeyAt = payment.lastKeyAt.value;
  const waited = useWaited(lastKeyAt);
  if (gap === undefined || lastKeyAt === undefined) return null;
  const seconds = Math.max(0, Math.ceil((gap - waited) / 1_000));
  return (
    <p class="countdown">
      <progress class="progress gap" max={gap / 1_000} value={seconds} aria-hidden="true" />
      <span role="timer">{seconds > 0 ? t('row.nextKey', { seconds }) : t('row.timeUp')}</span>
    </p>
  );
}
