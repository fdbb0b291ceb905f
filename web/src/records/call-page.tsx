import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallView } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { usePhone } from '#web/src/phone/use-phone.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { Moment } from './moment.tsx';
import { shortSid } from './short-sid.ts';
import { EXACT_TIME } from './timeline.tsx';

/** What became of one caller: when they called, who was rung, how long they waited, who answered, and what was paid. */
export function CallPage({ callSid }: { readonly callSid: string }) {
  const { api } = useApi();
  const { phone, config } = usePhone();
  const { auth } = useAuth();
  const { t, words } = useWords();
  const call = useSignal<CallView | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const isSid = /^CA[0-9a-fA-F]{32}$/.test(callSid);
  useEffect(() => {
    if (!isSid) return;
    void api.call(callSid).then(
      (found) => {
        call.value = found;
      },
      (error: ApiError) => {
        failure.value = error;
      },
    );
  }, [callSid]);

  const found = call.value;
  const title = t('callPage.title', { callSid: shortSid(callSid) });
  if (!found) {
    const isMissing = !isSid || failure.value?.status === 404 || failure.value?.status === 403;
    const told = failure.value ? errorText(failure.value, words) : t('list.loading');
    return (
      <div class="card page">
        <PageTitle text={title} />
        <p class="hint">{isMissing ? t('callPage.missing') : told}</p>
      </div>
    );
  }
  const { arrivedAt, answeredAt, endedAt } = found;
  const between = (from: string | undefined, to: string | undefined) =>
    from && to ? durationOf(Date.parse(to) - Date.parse(from)) : '';
  return (
    <div class="card page record">
      <PageTitle text={title} />
      <dl class="facts">
        {(
          [
            ['callPage.agent', found.agent],
            ['callPage.waited', between(arrivedAt, answeredAt ?? endedAt)],
            ['callPage.talked', between(answeredAt, endedAt)],
          ] as const
        ).map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {config.outbound && found.agent === auth.user.value?.username && phone.state.value === 'online' && (
        <div class="actions">
          <Button onPress={() => void phone.callOut({ Back: callSid }, t('callOut.customer'))}>
            {t('callOut.back')}
          </Button>
        </div>
      )}
      <h2>{t('callPage.steps')}</h2>
      <ol class="timeline">
        {[
          ...(arrivedAt ? [{ at: arrivedAt, what: 'arrived', agents: [] }] : []),
          ...found.steps,
          ...(endedAt ? [{ at: endedAt, what: 'ended', agents: [] }] : []),
        ].map(({ at, what, agents = [] }, index) => (
          <li key={`${at} ${what} ${index}`}>
            <Moment at={at} format={EXACT_TIME} />
            <span>{t(STEPS[what] ?? 'callPage.ended')}</span>
            <span class="by">{agents.join(', ')}</span>
          </li>
        ))}
      </ol>
      {found.payments.length > 0 && (
        <>
          <h2>{t('callPage.payments')}</h2>
          <ul>
            {found.payments.map((paySid) => (
              <li key={paySid}>
                <Link to={`/payments/${paySid}`}>{shortSid(paySid)}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const STEPS: Readonly<
  Record<string, `callPage.${'arrived' | 'rung' | 'waiting' | 'answered' | 'unheard' | 'ended'}`>
> = {
  arrived: 'callPage.arrived',
  rung: 'callPage.rung',
  waiting: 'callPage.waiting',
  answered: 'callPage.answered',
  unheard: 'callPage.unheard',
  ended: 'callPage.ended',
};
