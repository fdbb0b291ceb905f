import type { ComponentChildren } from 'preact';
import type { PaymentMethod, PaySession } from '#lambdas/contract/desk-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { CopyDetails } from '#web/src/components/copy-details.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { type PageWords, useWords } from '#web/src/words/use-words.ts';
import { CancellationNote } from './cancellation-note.tsx';
import { FactValue } from './fact-value.tsx';
import { guidanceFor } from './guidance.ts';
import { brandKey, lastDigits } from './masks.ts';
import { outcomeOf } from './outcome.ts';
import { RecordLink } from './record-link.tsx';
import { idFacts, referenceFacts } from './reference-facts.ts';
import { stateTone } from './state-key.ts';
import { useIdName } from './use-id-name.ts';
import { usePayment } from './use-payment.ts';

/** What to offer after a refusal, the likeliest first. */
const RETRIES: Readonly<Record<PaymentMethod, readonly (readonly [PaymentMethod, TextKey])[]>> = {
  'credit-card': [['credit-card', 'pay.tryAnother']],
  'ach-debit': [
    ['ach-debit', 'pay.tryAnotherBank'],
    ['credit-card', 'pay.tryCard'],
  ],
};

/** How a payment ended, what the desk may say about the money, and what to do next. */
export function ResultView({ session }: { readonly session: PaySession }) {
  const { payment, paidCall } = usePayment();
  const { t, words, money } = useWords();
  const idName = useIdName();
  const outcome = outcomeOf(session);
  const isUnknown = outcome === 'unknown';
  const isGood = outcome === 'charged' || outcome === 'saved';
  const canContinue = paidCall.isUp.value;
  const number = session.captured['payment-card-number'] ?? session.captured['bank-account-number'];
  const digits = lastDigits(number);
  // The call goes with its last result: one press leaves both.
  const leave = () => {
    paidCall.leave();
    payment.clear();
  };
  const canRetry = canContinue && session.state === 'failed' && outcome === 'notCharged';

  return (
    <div class={`result ${stateTone(session)}`}>
      <h2 data-heading tabIndex={-1}>
        <Icon name={isUnknown ? 'alert' : isGood ? 'check' : 'cross'} />
        {headline(session, t, money)}
      </h2>
      {outcome === 'notCharged' && session.state === 'failed' && (
        <p class="result-reason">{guidanceFor(session, words)}</p>
      )}
      <CancellationNote session={session} />
      {(outcome === 'saved' || outcome === 'notCharged') && (
        <p class="result-claim">{t(`outcome.${outcome}`)}</p>
      )}
      <dl class="facts">
        {outcome !== 'charged' && session.chargeAmount !== undefined && (
          <Fact name={t('form.amount')}>{money(session.chargeAmount, session.currency)}</Fact>
        )}
        {digits && (
          <Fact name={session.cardType ? t(brandKey(session.cardType)) : t('form.bank')}>
            {t('row.ending', { digits })}
          </Fact>
        )}
        {[...idFacts(session, (field) => idName(field, 'list')), ...referenceFacts(session, t)].map(
          (fact) => (
            <Fact key={fact[0]} name={fact[0]}>
              <FactValue fact={fact} />
            </Fact>
          ),
        )}
      </dl>
      <div class="actions">
        {canRetry &&
          RETRIES[session.paymentMethod].map(([method, key], at) => (
            <Button key={key} kind={at === 0 ? 'primary' : 'plain'} onPress={() => payment.next(method)}>
              {t(key)}
            </Button>
          ))}
        <Button kind={canRetry ? 'plain' : 'primary'} onPress={canContinue ? () => payment.next() : leave}>
          {canContinue ? t('pay.new') : t('common.close')}
        </Button>
        <RecordLink class="button quiet normal" paySid={session.paySid} />
      </div>
      {!isGood && (
        <CopyDetails
          facts={{
            code: session.error?.code ?? session.result ?? '',
            reason: isUnknown ? guidanceFor(session, words) : '',
            payment: session.paySid,
            call: session.callSid,
            time: session.updatedAt,
          }}
        />
      )}
    </div>
  );
}

function headline(session: PaySession, t: PageWords['t'], money: PageWords['money']): string {
  switch (outcomeOf(session)) {
    case 'unknown':
      return t('outcome.unknown');
    case 'saved':
      return t('pay.saved');
    case 'charged':
      return t('pay.succeeded', { amount: money(session.chargeAmount, session.currency) });
    case 'notCharged':
      return t(session.state === 'cancelled' ? 'pay.cancelled' : 'pay.failed');
  }
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="digits">{children}</dd>
    </div>
  );
}
