import { zoneName } from '#web/src/records/zone.ts';
import { useOverviewWords } from './words.ts';

/** What each number means, in words. */
export function HowCounted() {
  const { t } = useOverviewWords();
  const terms = [
    [t('title'), t('how.day', { zone: zoneName().replaceAll('_', ' ') })],
    [t('ending.charged'), t('how.charged')],
    [t('approval'), t('how.approval')],
    [t('nav.toResolve'), t('how.unknown')],
    [t('team.line'), t('how.waiting')],
    [t('refused'), t('how.refused')],
    [t('time'), t('how.time')],
    [t('team.away'), t('how.offline')],
  ] as const;
  return (
    <details class="details">
      <summary>{t('how')}</summary>
      <dl class="facts">
        {terms.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
