import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PaySession, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { IdField } from '#lambdas/contract/reference-mask.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { CancellationNote } from '#web/src/payment/cancellation-note.tsx';
import { FactValue } from '#web/src/payment/fact-value.tsx';
import { firstSentence, reasonOf } from '#web/src/payment/guidance.ts';
import { methodText } from '#web/src/payment/method-text.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import { outcomeOf } from '#web/src/payment/outcome.ts';
import { type Fact, idFacts, referenceFacts } from '#web/src/payment/reference-facts.ts';
import { StateMark } from '#web/src/payment/state-mark.tsx';
import { useIdName } from '#web/src/payment/use-id-name.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import type { Words } from '#web/src/words/trail-words.ts';
import { type PageWords, type Translate, useWords } from '#web/src/words/trail-words.ts';
import { DAY_AND_TIME, Moment } from './moment.tsx';
import { PrintHead } from './print-head.tsx';
import { ReceiptButton } from './receipt-dialog.tsx';
import { recordText } from './record-text.ts';
import { contradictionText, ResolutionNote, resolutionFacts } from './resolution-note.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { SealLine } from './seal-line.tsx';
import { shortSid } from './short-sid.ts';
import { Timeline } from './timeline.tsx';
import { TrailCheck } from './trail-check.tsx';
import { useToResolve } from './use-to-resolve.ts';
import { ZoneChoice } from './zone-choice.tsx';

/** One payment: its state, its facts, and everything that happened, in order. */
export function RecordPage({ paySid }: { readonly paySid: string }) {
  const { api } = useApi();
  const { announcer } = usePlatform();
  const { auth } = useAuth();
  const { toResolve } = useToResolve();
  const { t, words, money } = useWords();
  const idName = useIdName();
  const record = useSignal<PaySessionRecord | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const isCopied = useSignal(false);
  const isResolving = useSignal(false);

  // Addresses are typed and cut off: what is no SID is not asked for.
  const isSid = /^PK[0-9a-fA-F]{32}$/.test(paySid);
  /** Counts reads, so that a late page of an older one is ignored. */
  const reads = useRef(0);
  const load = async (): Promise<void> => {
    reads.current += 1;
    const read = reads.current;
    try {
      for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
        const page = await api.session(paySid, after);
        if (read !== reads.current) return;
        const before = isFirst ? [] : (record.peek()?.events ?? []);
        record.value = { ...page, events: [...before, ...page.events] };
        after = page.cursor;
      }
    } catch (error) {
      if (read === reads.current) failure.value = error as ApiError;
    }
  };
  useEffect(() => {
    if (isSid) void load();
    return () => {
      reads.current += 1;
    };
  }, [paySid]);

  const found = record.value;
  const title = t('record.title', { paySid: shortSid(paySid) });
  if (!found) {
    const { status } = failure.value ?? {};
    const isMissing = !isSid || status === 404 || status === 403;
    const told = failure.value ? errorText(failure.value, words) : t('list.loading');
    const hint = isMissing ? t('record.missing') : told;
    return (
      <div class="card page">
        <RecordHead title={title} />
        <p class="hint">{hint}</p>
      </div>
    );
  }
  const facts = factsOf(found, t, words, money, (field) => idName(field, 'list'));
  const copy = () => {
    const told = [...facts, ...resolutionFacts(found, t), ...timesOf(found, t)];
    const text = recordText(found, told, t('record.title', { paySid }), words);
    void navigator.clipboard?.writeText(text).then(() => {
      isCopied.value = true;
      announcer.say({ text: t('common.copied') });
    });
  };
  const isOpen = isFinal(found) && outcomeOf(found) === 'unknown';
  const canResolve = isOpen && (auth.user.value?.roles.includes('supervisor') ?? false);
  const finish = (session: PaySession) => {
    isResolving.value = false;
    toResolve.settle(session);
    record.value = { ...found, ...session };
    announcer.say({
      text: t('resolve.recorded', { found: t(`outcome.${outcomeOf(session)}`) }),
      urgent: true,
    });
    void load();
  };
  return (
    <div class="card page record">
      <RecordHead title={title} />
      <PrintHead />
      <p class="record-state">
        {found.chargeAmount !== undefined && (
          <strong class="digits">{money(found.chargeAmount, found.currency)}</strong>
        )}
        <StateMark session={found} />
        <TrailCheck trail={found.trail} />
        <SealLine paySid={paySid} events={found.trail.events} newestAt={found.updatedAt} />
      </p>
      <CancellationNote session={found} />
      <ResolutionNote session={found} />
      <section>
        <h2 class="label">{t('record.facts')}</h2>
        <dl class="facts">
          {facts.map((fact) => (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd class={isCode(fact[1]) ? 'digits' : undefined}>
                <FactValue fact={fact} />
              </dd>
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
        {canResolve && (
          <Button kind="primary" onPress={() => (isResolving.value = true)}>
            {t('resolve.record')}
          </Button>
        )}
        <Button onPress={copy}>{isCopied.value ? t('common.copied') : t('record.copy')}</Button>
        <Button onPress={() => window.print()}>{t('record.print')}</Button>
        <ReceiptButton session={found} />
        {found.callSid && (
          <Link class="button quiet normal" to={`/calls/${found.callSid}`}>
            {t('record.openCall')}
          </Link>
        )}
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
      {isResolving.value && (
        <ResolveDialog
          paySid={paySid}
          onClose={() => (isResolving.value = false)}
          onDone={finish}
          onKnown={() => void load()}
        />
      )}
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

/** When the result was found out, and what contradicts it since, as text. */
function timesOf(found: PaySession, t: Translate): readonly Fact[] {
  const { resolution, contradiction } = found;
  return [
    ...(resolution ? [[t('resolve.at'), resolution.at] as const] : []),
    ...(contradiction
      ? [[t('resolve.contradicted'), `${contradictionText(found, t)} ${contradiction.at}`] as const]
      : []),
  ];
}

/** SIDs, codes and amounts, which people compare character by character. */
function isCode(value: string): boolean {
  return /^\S*\d\S*$|^[A-Z]{3} [\d.,]+$|^[\d.,]+ [A-Z]{3}$/.test(value);
}

function factsOf(
  found: PaySessionRecord,
  t: Translate,
  words: Words,
  money: PageWords['money'],
  nameOf: (field: IdField) => string,
): readonly Fact[] {
  const reason = isFinal(found) ? reasonOf(found, words) : undefined;
  const facts: readonly (readonly [string, string | undefined, boolean?])[] = [
    [t('list.amount'), money(found.chargeAmount, found.currency) || t('record.save')],
    [t('list.method'), methodText(found, words)],
    [t('list.agent'), found.agent],
    [t('form.description').replace(/ \(.*/, ''), found.description],
    ...idFacts(found, nameOf),
    [t('record.assistPayId'), found.assistPayId, true],
    ...referenceFacts(found, t),
    [t('record.money'), isFinal(found) ? t(`outcome.${outcomeOf(found)}`) : undefined],
    // What to do about it is over once somebody looked the payment up.
    [t('record.reason'), reason && (found.resolution ? firstSentence(reason.guidance) : reason.guidance)],
    [t('record.code'), reason?.code],
    [t('record.call'), found.callSid],
    ['SID', found.paySid],
  ];
  return facts.filter((fact): fact is Fact => Boolean(fact[1]));
}
