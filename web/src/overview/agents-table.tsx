import { useSignal } from '@preact/signals';
import type { TeamResponse } from '#lambdas/contract/desk-api.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import { Count } from './count.tsx';
import type { ShownDay } from './tiles.tsx';
import type { AgentToday, Today } from './today.ts';
import { type Say, useOverviewWords } from './words.ts';

export interface AgentsTableProps {
  readonly today: Today | undefined;
  readonly day: ShownDay | undefined;
  readonly team: TeamResponse | undefined;
}

const ORDERS = {
  agent: () => 0,
  refused: ({ misses }) => misses,
  cancelled: ({ cancelled }) => cancelled,
  time: ({ average = 0 }) => average,
} as const satisfies Readonly<Record<string, (agent: AgentToday) => number>>;
type Order = keyof typeof ORDERS;

/**
 * Those who took payments today, and those who are there, with what went wrong and how long it took. Nobody is ranked by what
 * banks approve: that measures cards. Rows move only when somebody chooses an order.
 */
export function AgentsTable({ today, day, team }: AgentsTableProps) {
  const { t } = useOverviewWords();
  const chosen = useSignal<{ readonly order: Order; readonly names: readonly string[] }>({
    order: 'agent',
    names: [],
  });
  const agents = everybody(today, team);
  const place = ({ agent }: AgentToday) => {
    const at = chosen.value.names.indexOf(agent);
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  };
  const rows = !today || !day ? [] : agents.toSorted((a, b) => place(a) - place(b) || 0);
  const choose = (order: Order) => {
    const names = agents.toSorted((a, b) => ORDERS[order](b) - ORDERS[order](a)).map(({ agent }) => agent);
    chosen.value = { order, names };
  };
  return (
    <section class="agents" aria-label={t('agents')}>
      <div class="list-head">
        <h2>{t('agents')}</h2>
        {rows.length > 1 && (
          <label class="zone-choice">
            <span>{t('order')}</span>
            <select
              value={chosen.value.order}
              onChange={({ currentTarget }) => choose(currentTarget.value as Order)}
            >
              <option value="agent">{t('list.agent')}</option>
              <option value="refused">{t('refused')}</option>
              <option value="cancelled">{t('ending.cancelled')}</option>
              <option value="time">{t('time')}</option>
            </select>
          </label>
        )}
      </div>
      {rows.length === 0 ? (
        today && team && <p class="hint">{t('agentsNone')}</p>
      ) : (
        <table class="table numbers">
          <caption class="visually-hidden">{t('agents')}</caption>
          <thead>
            <tr>
              {[
                t('list.agent'),
                t('team.status'),
                t('list.title'),
                t('ending.charged'),
                t('ending.declined'),
                t('ending.cancelled'),
                t('refused'),
                t('time'),
              ].map((name) => (
                <th key={name} scope="col" class={name === t('team.status') ? 'text' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const list = { from: day?.from ?? '', to: day?.to ?? '', agent: row.agent || '-' };
              return (
                <tr key={row.agent}>
                  <th scope="row" class="name">
                    {row.agent || t('team.unknownAgent')}
                  </th>
                  <td class="text">{statusOf(row.agent, team, t)}</td>
                  <Count label={t('list.title')} value={row.payments} list={list} />
                  <Count
                    label={t('ending.charged')}
                    value={row.charged}
                    list={{ ...list, ending: 'charged' }}
                  />
                  <Count
                    label={t('ending.declined')}
                    value={row.declined}
                    list={{ ...list, ending: 'declined' }}
                  />
                  <Count
                    label={t('ending.cancelled')}
                    value={row.cancelled}
                    list={{ ...list, ending: 'cancelled' }}
                  />
                  <Count label={t('refused')} value={row.misses} />
                  <td data-label={t('time')}>{row.average !== undefined && durationOf(row.average)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

const STATUS = {
  online: 'team.waiting',
  paused: 'phone.paused',
  offline: 'team.away',
  away: 'team.notFound',
  'on-call': 'team.onCall',
} as const;

/** By name. */
function everybody(today: Today | undefined, team: TeamResponse | undefined): readonly AgentToday[] {
  const known = today?.agents ?? [];
  const others = (team?.agents ?? []).filter(({ agent }) => !known.some((other) => other.agent === agent));
  const none = { payments: 0, charged: 0, declined: 0, cancelled: 0, misses: 0, average: undefined };
  return [...known, ...others.map(({ agent }) => ({ agent, ...none }))].sort((a, b) =>
    a.agent < b.agent ? -1 : 1,
  );
}

/** Where somebody is now; nothing of those who have no desk, or while it is not known. */
function statusOf(agent: string, team: TeamResponse | undefined, t: Say) {
  if (!team || agent === '') return null;
  const member = team.agents.find((other) => other.agent === agent);
  const presence = member?.call ? 'on-call' : (member?.presence ?? 'offline');
  return <span class={`status ${presence}`}>{t(STATUS[presence])}</span>;
}
