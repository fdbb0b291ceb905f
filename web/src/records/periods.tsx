import { Button } from '#web/src/components/button.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { addDays, dayOf } from './zone.ts';

export interface PeriodsProps {
  readonly from: string;
  readonly to: string;
  readonly onChoose: (from: string, to: string) => void;
}

const DAYS_BACK = 14;

/** The most requested days, one press away, and each day of the last two weeks by weekday and date. */
export function Periods({ from, to, onChoose }: PeriodsProps) {
  const { clock } = usePlatform();
  const { settings } = useSettings();
  const { t } = useWords();
  const today = dayOf(new Date(clock.now()));
  const yesterday = addDays(today, -1);
  const presets = [
    ['search.today', today, today],
    ['search.yesterday', yesterday, yesterday],
    ['search.week', addDays(today, -6), today],
  ] as const;
  const name = new Intl.DateTimeFormat(settings.language.value, {
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const days = Array.from({ length: DAYS_BACK }, (_, back) => addDays(today, -1 - back));
  return (
    <fieldset class="periods">
      <legend class="visually-hidden">{t('search.period')}</legend>
      {presets.map(([key, first, last]) => (
        <Button key={key} pressed={from === first && to === last} onPress={() => onChoose(first, last)}>
          {t(key)}
        </Button>
      ))}
      <select
        aria-label={t('search.otherDay')}
        value={from === to && days.includes(from) ? from : ''}
        onChange={({ currentTarget: { value } }) => value && onChoose(value, value)}
      >
        <option value="">{t('search.chooseDay')}</option>
        {days.map((day) => (
          <option key={day} value={day}>
            {name.format(new Date(`${day}T00:00:00.000Z`))}
          </option>
        ))}
      </select>
    </fieldset>
  );
}
