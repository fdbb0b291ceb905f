import { useWords } from '../desk-context.ts';
import { zone } from './zone.ts';

/** Chooses the zone of days and times. */
export function ZoneChoice() {
  const { t } = useWords();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <label class="zone-choice">
      <span>{t('search.zone')}</span>
      <select
        value={zone.value}
        onChange={(event) => {
          zone.value = event.currentTarget.value === 'UTC' ? 'UTC' : 'local';
        }}
      >
        <option value="local">{own}</option>
        <option value="UTC">{t('search.zoneUtc')}</option>
      </select>
    </label>
  );
}
