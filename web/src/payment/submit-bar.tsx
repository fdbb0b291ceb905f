import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { useWaited } from '#web/src/components/elapsed.tsx';
import { durationOf } from '#web/src/platform/duration.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { usePayment } from './use-payment.ts';

const SLOW_MS = 10_000;
/** Twilio gives a processor ten seconds and five more tries, so a minute is possible. */
const VERY_SLOW_MS = 70_000;
/** An Enter meant for *Ask again* must not take money. */
const DEAF_MS = 400;

/** Taking the money: one deliberate press on a button that names the amount, then a wait. */
export function SubmitBar({ session }: { readonly session: PaySession }) {
  const { payment } = usePayment();
  const { t, money } = useWords();
  const amount = money(session.chargeAmount, session.currency);
  const isSaving = session.chargeAmount === undefined;
  const isSubmitting = session.state === 'submitting' || payment.pending.value === 'take';
  const waited = useWaited(isSubmitting ? payment.since.value : undefined);

  if (isSubmitting) {
    return (
      <div class="submit">
        <Button kind="primary" size="large" blocked>
          {isSaving ? t('pay.takingSave') : t('pay.taking', { amount })}
        </Button>
        <p class="hint">
          {t('pay.sent')} <span class="digits">{durationOf(waited)}</span>
        </p>
        {payment.cancelAsked.value === session.paySid && <p class="note warn">{t('cancel.asked')}</p>}
        {waited >= SLOW_MS && waited < VERY_SLOW_MS && <p class="note warn">{t('pay.slow')}</p>}
        {waited >= VERY_SLOW_MS && (
          <div class="note warn">
            <p>{t('pay.verySlow')}</p>
            <Button onPress={() => void payment.check().catch(() => undefined)}>{t('pay.check')}</Button>
          </div>
        )}
      </div>
    );
  }
  if (!session.allowed.includes('complete')) return null;
  return (
    <div class="submit">
      <Button
        kind="primary"
        size="large"
        deafMs={DEAF_MS}
        blocked={payment.pending.value !== undefined}
        onPress={() => void payment.take()}
      >
        {isSaving ? t('pay.takeSave') : t('pay.take', { amount })}
      </Button>
    </div>
  );
}
