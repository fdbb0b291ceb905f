import type { TeamAgent, TeamSession } from '#lambdas/contract/desk-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { attentionOf } from '#web/src/payment/attention.ts';
import { fieldName } from '#web/src/payment/field-name.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import { countText } from '#web/src/records/count-text.ts';
import type { Words } from '#web/src/words/team-words.ts';
import { type Translate, useWords } from '#web/src/words/team-words.ts';

export interface TeamRowProps {
  readonly agent: TeamAgent;
  /** One of the agent's payments under way; an agent without one has a row too. */
  readonly session: TeamSession | undefined;
  /** The service's time. */
  readonly now: number;
  readonly onCancel: (session: TeamSession) => void;
}

/** One agent, or one of their payments, as it is now. It contains no card data. */
export function TeamRow({ agent, session, now, onCancel }: TeamRowProps) {
  const { t, words, money } = useWords();
  const name = agent.agent || t('team.unknownAgent');
  const lasting = (since: string | undefined) => (since ? durationOf(now - Date.parse(since)) : '');
  const { isLong, isFailing } = session ? attentionOf(session, now) : { isLong: false, isFailing: false };
  const presence = agent.call ? 'on-call' : agent.presence;
  return (
    <tr class={isLong || isFailing ? 'attention' : undefined}>
      <th scope="row" class="name">
        {name}
      </th>
      <td>
        <span class={`status ${presence}`}>{t(STATUS[presence])}</span>
      </td>
      <td class="digits" data-label={t('team.call')}>
        {lasting(agent.call?.since)}
      </td>
      <td class="digits nowrap" data-label={t('team.payment')}>
        {session && (money(session.chargeAmount, session.currency) || t('team.save'))}
      </td>
      <td data-label={t('team.step')}>{session && stepText(session, t, words)}</td>
      <td class="digits" data-label={t('team.inState')}>
        {lasting(session ? session.since : agent.call ? undefined : agent.since)}
      </td>
      <td>
        {session && session.misses > 0 && (
          <span class={isFailing ? 'mark failed' : 'hint'}>
            {isFailing && <Icon name="alert" />}
            {countText(t, 'team.misses', session.misses)}
          </span>
        )}
        {isLong && (
          <span class="mark long">
            <Icon name="alert" />
            {t('team.long')}
          </span>
        )}
      </td>
      <td>
        {session && (
          <div class="actions">
            <Link to={`/payments/${session.paySid}`}>{t('team.open')}</Link>
            {session.allowed.includes('cancel') && (
              <Button
                kind="quiet"
                label={t('team.cancelOf', { agent: name })}
                onPress={() => onCancel(session)}
              >
                {t('team.cancel')}
              </Button>
            )}
          </div>
        )}
      </td>
    </tr>
  );
}

const STATUS = {
  online: 'team.waiting',
  paused: 'phone.paused',
  offline: 'team.away',
  away: 'team.notFound',
  'on-call': 'team.onCall',
} as const;

function stepText({ state, field }: TeamSession, t: Translate, words: Words): string {
  const name = t(`state.${state}`);
  return field ? t('team.asking', { state: name, field: fieldName(field, words) }) : name;
}
