import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PaySession, TeamSession } from '#lambdas/contract/desk-api.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { watch as watchSource } from '#web/src/api/watch.ts';
import { Button } from '#web/src/components/button.tsx';
import { useWaited } from '#web/src/components/elapsed.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { needsAttention } from '#web/src/payment/attention.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import { outcomeOf } from '#web/src/payment/outcome.ts';
import { stateKey } from '#web/src/payment/state-key.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { countText } from '#web/src/records/count-text.ts';
import { useWords } from '#web/src/words/team-words.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { TeamRow } from './team-row.tsx';

/** How often the team is read while all is well. */
const WATCH_MS = 3_000;
/** How often the announcer may say that payments need attention. */
const SPEAK_MS = 30_000;

/** The team now: who is working, which payments are under way, and which need attention. Rows keep their order. */
export function TeamPage() {
  const { api } = useApi();
  const { clock, announcer } = usePlatform();
  const { t } = useWords();
  const watch = useMemo(
    () => watchSource({ read: api.team, everyMs: WATCH_MS, clock, isHidden: () => document.hidden }),
    [api, clock],
  );
  useEffect(() => watch.stop, [watch]);
  const asked = useSignal<{ readonly session: TeamSession; readonly agent: string } | undefined>(undefined);
  const outcome = useSignal('');
  const waited = useWaited(watch.updatedAt.value);

  const team = watch.value.value;
  const now = team ? Date.parse(team.at) + (watch.isPaused.value ? 0 : waited) : 0;
  const sessions = team?.agents.flatMap((agent) => agent.sessions) ?? [];
  const needing = sessions.filter((session) => needsAttention(session, now)).length;
  const attention = needing === 0 ? t('team.allWell') : countText(t, 'team.needs', needing);

  const lastSpoken = useRef({ at: Number.NEGATIVE_INFINITY, count: 0 });
  useEffect(() => {
    const { at, count } = lastSpoken.current;
    if (needing <= count && needing > 0) return;
    if (needing > 0 && clock.now() - at < SPEAK_MS) return;
    lastSpoken.current = { at: needing > 0 ? clock.now() : at, count: needing };
    if (needing > 0) announcer.say({ text: attention, topic: 'team' });
  });

  const close = () => {
    asked.value = undefined;
  };
  const finish = (session: PaySession) => {
    close();
    const agent = session.agent || t('team.unknownAgent');
    const done =
      session.state === 'cancelled'
        ? t('team.cancelled', { agent })
        : t('team.cancelSent', { agent, state: t(stateKey(session)) });
    const claim = isFinal(session) ? t(`outcome.${outcomeOf(session)}`) : '';
    outcome.value = done.includes(claim) ? done : `${done} ${claim}`;
    announcer.say({ text: outcome.value, urgent: true });
    void watch.look();
  };
  return (
    <div class="card page team">
      <div class="page-head">
        <PageTitle text={t('team.title')} />
        <div class="actions">
          <span class="hint" role="timer">
            {watch.isPaused.value
              ? t('team.paused')
              : team && t('team.updated', { time: durationOf(waited) })}
          </span>
          <Button pressed={watch.isPaused.value} onPress={() => watch.pause(!watch.isPaused.value)}>
            {t('team.pause')}
          </Button>
        </div>
      </div>
      {watch.isStale.value && (
        <p class="note warn">
          <Icon name="alert" />
          {t('team.stale', { seconds: WATCH_MS / 1_000 })}
        </p>
      )}
      {outcome.value && (
        <p class="note">
          <Icon name="info" />
          {outcome.value}
        </p>
      )}
      {!team && !watch.isStale.value && <p class="hint">{t('list.loading')}</p>}
      {team?.agents.length === 0 && <p class="hint">{t('team.nobody')}</p>}
      {team && team.waiting.length > 0 && (
        <section class="line" aria-label={t('team.line')}>
          <h2>{t('team.line')}</h2>
          <ol>
            {team.waiting.map(({ callSid, since }) => (
              <li key={callSid}>
                <span class="digits">{durationOf(now - Date.parse(since))}</span>{' '}
                <Link to={`/calls/${callSid}`}>{t('team.openCall')}</Link>
              </li>
            ))}
          </ol>
        </section>
      )}
      {team && team.agents.length > 0 && (
        <>
          <p class={needing > 0 ? 'mark long' : 'hint'}>
            {needing > 0 && <Icon name="alert" />}
            {attention}
          </p>
          <table class="table">
            <caption class="visually-hidden">{t('team.title')}</caption>
            <thead>
              <tr>
                {(
                  ['agent', 'status', 'call', 'payment', 'step', 'inState', 'attention', 'actions'] as const
                ).map((name) => (
                  <th key={name} scope="col">
                    {t(`team.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {team.agents.flatMap((agent) =>
                (agent.sessions.length > 0 ? agent.sessions : [undefined]).map((session) => (
                  <TeamRow
                    key={`${agent.agent} ${session?.paySid ?? ''}`}
                    agent={agent}
                    session={session}
                    now={now}
                    onCancel={(chosen) => {
                      asked.value = { session: chosen, agent: agent.agent || t('team.unknownAgent') };
                    }}
                  />
                )),
              )}
            </tbody>
          </table>
        </>
      )}
      {asked.value && (
        <CancelDialog
          paySid={asked.value.session.paySid}
          agent={asked.value.agent}
          onClose={close}
          onDone={finish}
        />
      )}
    </div>
  );
}
