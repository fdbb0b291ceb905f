import { useWords } from '#web/src/words/trail-words.ts';
import { ownZone, zone } from './zone.ts';

/** Names the zone of days and times, and offers a choice where there are two. */
export function ZoneChoice() {
  const { t } = useWords();
  const own = ownZone();
  if (own === 'UTC') return <span class="zone-choice">{`${t('search.zone')} UTC`}</span>;
  return (
    <label class="zone-choice">
      <span>{t('search.zone')}</span>
      <select
        value={zone.value}
        onChange={(event) => {
          zone.value = event.currentTarget.value === 'UTC' ? 'UTC' : 'local';
        }}
      >
        <option value="local">{own.replaceAll('_', ' ')}</option>
        <option value="UTC">UTC</option>
      </select>
    </label>
  );
}
