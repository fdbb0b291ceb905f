import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { CopyDetails } from '#web/src/components/copy-details.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { usePhone } from '#web/src/phone/use-phone.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { formatAmount } from './amount.ts';
import { CancellationNote } from './cancellation-note.tsx';
import { guidanceFor } from './guidance.ts';
import { brandKey, lastDigits } from './masks.ts';
import { outcomeOf } from './outcome.ts';
import { usePayment } from './use-payment.ts';

/** How a payment ended, what the desk may say about the money, and what to do next. */
export function ResultView({ session }: { readonly session: PaySession }) {
  const { payment } = usePayment();
  const { phone } = usePhone();
  const { t, words } = useWords();
  const outcome = outcomeOf(session);
  const isUnknown = outcome === 'unknown';
  const isGood = session.state === 'succeeded';
  const phase = phone.call.value?.phase.value;
  const canContinue = phase === 'open' || phase === 'reconnecting';
  const number = session.captured['payment-card-number'] ?? session.captured['bank-account-number'];
  const digits = lastDigits(number);
  const canRetry = canContinue && session.state === 'failed' && outcome === 'notCharged';

  return (
    <div class={`result ${isUnknown ? 'unknown' : session.state}`}>
      <h2 data-heading tabIndex={-1}>
        <Icon name={isUnknown ? 'alert' : isGood ? 'check' : 'cross'} />
        {isUnknown ? t('outcome.unknown.short') : headline(session, t)}
      </h2>
      {!isUnknown && session.state === 'failed' && <p class="result-reason">{guidanceFor(session, words)}</p>}
      <CancellationNote session={session} />
      {outcome !== 'charged' && (
        <p class={isUnknown ? 'note warn' : 'result-claim'}>{t(`outcome.${outcome}`)}</p>
      )}
      <dl class="facts">
        {digits && (
          <Fact name={session.cardType ? t(brandKey(session.cardType)) : t('form.bank')}>
            {t('row.ending', { digits })}
          </Fact>
        )}
        {session.confirmationCode && <Fact name={t('pay.confirmation')}>{session.confirmationCode}</Fact>}
        {session.paymentToken && <Fact name={t('pay.token')}>{session.paymentToken}</Fact>}
      </dl>
      <div class="actions">
        {canRetry && (
          <Button kind="primary" onPress={() => payment.next({ keepAmount: true })}>
            {t('pay.tryAnother')}
          </Button>
        )}
        <Button kind={canRetry ? 'plain' : 'primary'} onPress={() => payment.next()}>
          {canContinue ? t('pay.new') : t('common.close')}
        </Button>
        <Link class="button quiet normal" to={`/payments/${session.paySid}`}>
          {t('pay.openRecord')}
        </Link>
      </div>
      {!isGood && (
        <CopyDetails
          facts={{
            code: session.error?.code ?? session.result ?? '',
            payment: session.paySid,
            call: session.callSid,
            time: session.updatedAt,
          }}
        />
      )}
    </div>
  );
}

function headline(session: PaySession, t: ReturnType<typeof useWords>['t']): string {
  if (session.state === 'cancelled') return t('pay.cancelled');
  if (session.state === 'failed') return t('pay.failed');
  if (session.state === 'unknown') return t('state.unknown');
  if (session.outcome === 'saved') return t('pay.saved');
  return t('pay.succeeded', { amount: formatAmount(session.chargeAmount, session.currency) });
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="digits">{children}</dd>
    </div>
  );
}
