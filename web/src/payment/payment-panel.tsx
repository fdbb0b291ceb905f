import { useSignal } from '@preact/signals';
import type { PaymentMethod } from '#lambdas/contract/desk-api.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { CallHistory } from './call-history.tsx';
import { isFinal } from './newest.ts';
import { ResultView } from './result-view.tsx';
import { SayCard } from './say-card.tsx';
import { SessionView } from './session-view.tsx';
import { StartForm } from './start-form.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { usePayment } from './use-payment.ts';

/** The payment of this call: the form, the session under way or its result, with the sentence to say beside it. */
export function PaymentPanel() {
  const { payment, paidCall } = usePayment();
  const { t } = useWords();
  const method = useSignal<PaymentMethod>('credit-card');
  const session = payment.session.value;
  const callSid = paidCall.callSid.value;
  const view = session ? (isFinal(session) ? 'result' : session.state) : 'form';
  const panel = useKeptFocus(view);
  const canStart = paidCall.isUp.value;

  if (!session && !canStart && payment.history.value.length === 0) return null;
  return (
    <div class="payment-grid">
      {(canStart || (session && !isFinal(session))) && <SayCard method={method.value} />}
      <section ref={panel} id="payment" class="card payment" aria-label={t('pay.region')} tabIndex={-1}>
        <CallHistory />
        {session && callSid !== undefined && session.callSid !== callSid && (
          <p class="note">{t('pay.earlierCall')}</p>
        )}
        {!session && canStart && callSid && (
          <StartForm key={payment.history.value.length} callSid={callSid} method={method} />
        )}
        {!session && canStart && !callSid && <p class="hint">{t('form.noLegYet')}</p>}
        {!session && !canStart && <p class="hint">{t('form.noCall')}</p>}
        {session && !isFinal(session) && <SessionView session={session} />}
        {session && isFinal(session) && <ResultView session={session} />}
      </section>
    </div>
  );
}
