import { Button } from '#web/src/components/button.tsx';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { addDays, useToday } from './zone.ts';

export interface PeriodsProps {
  readonly from: string;
  readonly to: string;
  readonly onChoose: (from: string, to: string) => void;
}

const DAYS_BACK = 14;

/** The days from and to which each goes, counted back from today. */
const PRESETS = [
  ['search.today', 0, 0],
  ['search.yesterday', 1, 1],
  ['search.week', 6, 0],
] as const;

/** The most requested days, one press away, and each day of the last two weeks by weekday and date. */
export function Periods({ from, to, onChoose }: PeriodsProps) {
  const { settings } = useSettings();
  const { t } = useWords();
  const today = useToday();
  const daysBack = (count: number) => addDays(today(), -count);
  const name = new Intl.DateTimeFormat(settings.language.value, {
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const days = Array.from({ length: DAYS_BACK }, (_, back) => daysBack(1 + back));
  return (
    <fieldset class="periods">
      <legend class="visually-hidden">{t('search.period')}</legend>
      {PRESETS.map(([key, first, last]) => (
        <Button
          key={key}
          pressed={from === daysBack(first) && to === daysBack(last)}
          onPress={() => onChoose(daysBack(first), daysBack(last))}
        >
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
