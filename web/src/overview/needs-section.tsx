import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { durationOf } from '#web/src/platform/duration.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { type Need, openLimit } from './needs.ts';
import { type Calls, limitsOf } from './use-calls.ts';
import { counted, useOverviewWords } from './words.ts';

/** Open payments that are named one by one. */
const NAMED = 3;

export interface NeedsSectionProps {
  readonly needs: readonly Need[];
  readonly calls: Calls;
  /** There are more results not known than the list holds. */
  readonly hasMore: boolean;
  /** Everything could be read. */
  readonly isSure: boolean;
}

/** What needs somebody now: one line for each kind, in an order that never changes. */
export function NeedsSection({ needs, calls, hasMore, isSure }: NeedsSectionProps) {
  const { settings } = useSettings();
  const { t } = useOverviewWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const of = (kind: Need['kind']) => needs.filter((need) => need.kind === kind);
  const [unknown, waiting, open, attention] = [of('unknown'), of('waiting'), of('open'), of('attention')];
  const minutes = openLimit(limitsOf(settings)) / 60_000;
  const see = () => {
    calls.see();
    // The button is gone with what it was for.
    heading.current?.focus();
  };
  return (
    <section class="needs" aria-label={t('needs')}>
      <div class="needs-head">
        <h2 ref={heading} tabIndex={-1}>
          {t('needs')}
        </h2>
        {calls.count > 0 && (
          <Button kind="primary" onPress={see}>
            {t('seen')}
          </Button>
        )}
      </div>
      {needs.length === 0 ? (
        <p class={isSure ? 'mark succeeded' : 'hint'}>
          {isSure && <Icon name="check" />}
          {t(isSure ? 'needsNothing' : 'list.loading')}
        </p>
      ) : (
        <ul class="needs-list">
          <Line of={unknown} calls={calls} age={t('oldest', { time: durationOf(unknown[0]?.ms ?? 0) })}>
            <strong>
              {hasMore ? t('unknown.more', { count: unknown.length }) : counted(t, 'unknown', unknown.length)}
            </strong>
            <Link to="/to-resolve">{t('nav.toResolve')}</Link>
          </Line>
          <Line of={waiting} calls={calls} age={t('longest', { time: durationOf(waiting[0]?.ms ?? 0) })}>
            <strong>{counted(t, 'waiting', waiting.length)}</strong>
            <Link to="/team">{t('nav.team')}</Link>
          </Line>
          <Line of={open} calls={calls}>
            <strong>{counted(t, 'open', open.length, { minutes })}</strong>
            <Payments of={open} />
          </Line>
          <Line of={attention} calls={calls}>
            <strong>{counted(t, 'attention', attention.length)}</strong>
            <Payments of={attention} />
          </Line>
        </ul>
      )}
    </section>
  );
}

/** The first of them by name, and where all are. */
function Payments({ of }: { readonly of: readonly Need[] }) {
  const { t, money } = useOverviewWords();
  return (
    <>
      {of.slice(0, NAMED).map(({ id, agent, session, ms }) => (
        <Link key={id} to={`/payments/${id}`}>
          {t('openOf', {
            agent: agent || t('team.unknownAgent'),
            amount: money(session?.chargeAmount, session?.currency) || t('team.save'),
            time: durationOf(ms),
          })}
        </Link>
      ))}
      {(of.length > NAMED || of[0]?.kind === 'attention') && <Link to="/team">{t('nav.team')}</Link>}
    </>
  );
}

interface LineProps {
  readonly of: readonly Need[];
  readonly calls: Calls;
  readonly age?: string;
  readonly children: ComponentChildren;
}

function Line({ of, calls, age, children }: LineProps) {
  if (of.length === 0) return null;
  const isCalling = of.some(calls.isCalling);
  return (
    <li class={isCalling ? 'need calls' : 'need'}>
      <Icon name="alert" />
      <span class="need-what">{children}</span>
      {age && <span class="need-age">{age}</span>}
    </li>
  );
}
