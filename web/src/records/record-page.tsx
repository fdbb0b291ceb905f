import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PaySessionRecord } from '../../../lambdas/shared/contract.ts';
import type { ApiError } from '../api/client.ts';
import { Icon } from '../components/icon.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { useDesk, useWords } from '../desk-context.ts';
import { formatAmount } from '../payment/amount.ts';
import { guidanceFor } from '../payment/guidance.ts';
import { methodText } from './method-text.ts';
import { StateMark } from './state-mark.tsx';
import { Timeline } from './timeline.tsx';

/** One payment: how it stands, the facts, and everything that happened in order. */
export function RecordPage({ paySid }: { readonly paySid: string }) {
  const { api } = useDesk();
  const { t, words } = useWords();
  const record = useSignal<PaySessionRecord | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);

  useEffect(() => {
    api.session(paySid).then(
      (found) => {
        record.value = found;
      },
      (error: ApiError) => {
        failure.value = error;
      },
    );
  }, [paySid]);

  const found = record.value;
  const title = t('record.title', { paySid: `${paySid.slice(0, 4)}…${paySid.slice(-4)}` });
  if (!found) {
    const isUnknown = failure.value?.status === 404 || failure.value?.status === 403;
    return (
      <div class="card page">
        <PageTitle text={title} />
        <p class="hint">
          {failure.value ? (isUnknown ? t('record.missing') : failure.value.message) : t('list.loading')}
        </p>
      </div>
    );
  }
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('list.amount'), formatAmount(found.chargeAmount, found.currency) || t('pay.saved')],
    [t('list.method'), methodText(found, words)],
    [t('list.agent'), found.agent],
    [t('form.description').replace(/ \(.*/, ''), found.description],
    [t('pay.confirmation'), found.confirmationCode],
    [t('pay.token'), found.paymentToken],
    [t('record.result'), found.state === 'failed' ? guidanceFor(found, words) : undefined],
    [t('record.call'), found.callSid],
    ['SID', found.paySid],
  ];
  return (
    <div class="card page">
      <PageTitle text={title} />
      <p class="record-state">
        <StateMark session={found} />
        <span class={`mark ${found.trail.verified ? 'succeeded' : 'failed'}`}>
          <Icon name={found.trail.verified ? 'check' : 'alert'} />
          {t(found.trail.verified ? 'record.verified' : 'record.broken')}
        </span>
      </p>
      <h2 class="label">{t('record.facts')}</h2>
      <dl class="facts">
        {facts
          .filter((fact): fact is [string, string] => Boolean(fact[1]))
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="digits">{value}</dd>
            </div>
          ))}
      </dl>
      <h2 class="label">{t('record.timeline')}</h2>
      <Timeline events={found.events} />
    </div>
  );
}
