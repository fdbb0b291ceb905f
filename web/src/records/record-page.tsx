import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { formatAmount } from '#web/src/payment/amount.ts';
import { CancellationNote } from '#web/src/payment/cancellation-note.tsx';
import { guidanceFor } from '#web/src/payment/guidance.ts';
import { methodText } from '#web/src/payment/method-text.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import { outcomeOf } from '#web/src/payment/outcome.ts';
import { StateMark } from '#web/src/payment/state-mark.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { type Translate, useWords } from '#web/src/words/use-words.ts';
import { DAY_AND_TIME, Moment } from './moment.tsx';
import { type Fact, recordText } from './record-text.ts';
import { Timeline } from './timeline.tsx';
import { TrailCheck } from './trail-check.tsx';
import { ZoneChoice } from './zone-choice.tsx';

/** One payment: its state, its facts, and everything that happened, in order. */
export function RecordPage({ paySid }: { readonly paySid: string }) {
  const { api } = useApi();
  const { announcer } = usePlatform();
  const { t, words } = useWords();
  const record = useSignal<PaySessionRecord | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const isCopied = useSignal(false);

  // Addresses are typed and cut off: what is no SID is not asked for.
  const isSid = /^PK[0-9a-fA-F]{32}$/.test(paySid);

  useEffect(() => {
    if (!isSid) return undefined;
    let hasLeft = false;
    const load = async (after?: string): Promise<void> => {
      const page = await api.session(paySid, after);
      if (hasLeft) return;
      const before = after === undefined ? [] : (record.peek()?.events ?? []);
      record.value = { ...page, events: [...before, ...page.events] };
      if (page.cursor !== undefined) await load(page.cursor);
    };
    load().catch((error: ApiError) => {
      failure.value = error;
    });
    return () => {
      hasLeft = true;
    };
  }, [paySid]);

  const found = record.value;
  const title = t('record.title', { paySid: `${paySid.slice(0, 4)}…${paySid.slice(-4)}` });
  if (!found) {
    const { status, message } = failure.value ?? {};
    const isUnknown = !isSid || status === 404 || status === 403;
    return (
      <div class="card page">
        <RecordHead title={title} />
        <p class="hint">{isUnknown ? t('record.missing') : (message ?? t('list.loading'))}</p>
      </div>
    );
  }
  const facts = factsOf(found, t, words);
  const copy = () => {
    const text = recordText(found, facts, t('record.title', { paySid }), words);
    void navigator.clipboard?.writeText(text).then(() => {
      isCopied.value = true;
      announcer.say({ text: t('common.copied') });
    });
  };
  return (
    <div class="card page record">
      <RecordHead title={title} />
      <p class="record-state">
        {found.chargeAmount !== undefined && (
          <strong class="digits">{formatAmount(found.chargeAmount, found.currency)}</strong>
        )}
        <StateMark session={found} />
        <TrailCheck trail={found.trail} />
      </p>
      <CancellationNote session={found} />
      <section>
        <h2 class="label">{t('record.facts')}</h2>
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class={isCode(value) ? 'digits' : undefined}>{value}</dd>
            </div>
          ))}
          <div>
            <dt>{t('list.time')}</dt>
            <dd>
              <Moment at={found.startedAt} format={DAY_AND_TIME} />
            </dd>
          </div>
        </dl>
      </section>
      <div class="actions">
        <Button onPress={copy}>{isCopied.value ? t('common.copied') : t('record.copy')}</Button>
        <Button onPress={() => window.print()}>{t('record.print')}</Button>
        {found.callSid && (
          <Link class="button quiet normal" to={`/payments?sid=${found.callSid}`}>
            {t('record.others')}
          </Link>
        )}
      </div>
      <section>
        <div class="list-head">
          <h2 class="label">{t('record.timeline')}</h2>
          <ZoneChoice />
        </div>
        <Timeline events={found.events} brokenAt={found.trail.brokenAt} />
      </section>
    </div>
  );
}

function RecordHead({ title }: { readonly title: string }) {
  const { t } = useWords();
  return (
    <div class="page-head">
      <PageTitle text={title} />
      <Link to="/payments">{t('record.back')}</Link>
    </div>
  );
}

/** SIDs, codes and amounts, which people compare character by character. */
function isCode(value: string): boolean {
  return /^\S*\d\S*$|^[A-Z]{3} [\d.]+$/.test(value);
}

function factsOf(found: PaySessionRecord, t: Translate, words: Words): readonly Fact[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('list.amount'), formatAmount(found.chargeAmount, found.currency) || t('record.save')],
    [t('list.method'), methodText(found, words)],
    [t('list.agent'), found.agent],
    [t('form.description').replace(/ \(.*/, ''), found.description],
    [t('form.reference').replace(/[:(].*/, ''), found.reference],
    [t('pay.confirmation'), found.confirmationCode],
    [t('pay.token'), found.paymentToken],
    [t('pay.profile'), found.profileId],
    [t('pay.withheld'), found.withheld?.join(', ')],
    [t('record.money'), isFinal(found) ? t(`outcome.${outcomeOf(found)}`) : undefined],
    [t('record.result'), found.state === 'failed' ? guidanceFor(found, words) : undefined],
    [t('record.call'), found.callSid],
    ['SID', found.paySid],
  ];
  return facts.filter((fact): fact is Fact => Boolean(fact[1]));
}
