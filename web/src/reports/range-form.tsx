import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '#web/src/components/button.tsx';
import { Field } from '#web/src/components/field.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { useConfig } from '#web/src/settings/use-config.ts';
import { type AskedRange, addressOf, PRESETS, problemOf, todayIn, zonesOf } from './asked-range.ts';
import { useReportWords } from './words.ts';

/** The days and the zone: one press for the usual ones, and one's own. */
export function RangeForm({ asked }: { readonly asked: AskedRange }) {
  const { clock } = usePlatform();
  const { router } = useRouter();
  const { config } = useConfig();
  const { t } = useReportWords();
  const draft = useSignal(asked);
  const problem = useSignal(problemOf(asked));
  useEffect(() => {
    draft.value = asked;
    problem.value = problemOf(asked);
  }, [asked]);
  const today = todayIn(asked.zone, new Date(clock.now()));

  const show = (range: AskedRange) => {
    problem.value = problemOf(range);
    if (problem.peek() === undefined) router.go(addressOf(range));
  };
  const day = (name: 'from' | 'to') => (
    <Field
      id={`report-${name}`}
      label={t(name)}
      value={draft.value[name]}
      problem={problem.value && t(problem.value)}
      attributes={{ type: 'date' }}
      onChange={(value) => {
        draft.value = { ...draft.value, [name]: value };
      }}
    />
  );
  return (
    <search>
      <div class="search">
        <fieldset class="periods">
          <legend class="visually-hidden">{t('period')}</legend>
          {PRESETS.map(([name, daysOf]) => {
            const [from, to] = daysOf(today);
            return (
              <Button
                key={name}
                pressed={asked.from === from && asked.to === to}
                onPress={() => show({ ...asked, from, to })}
              >
                {t(name)}
              </Button>
            );
          })}
        </fieldset>
        <form
          class="filters"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            show(draft.peek());
          }}
        >
          {day('from')}
          {day('to')}
          <Field
            id="report-zone"
            label={t('zone')}
            value={draft.value.zone}
            options={zonesOf(config.reportZone, asked.zone).map((zone) => [zone, zone.replaceAll('_', ' ')])}
            onChange={(zone) => {
              draft.value = { ...draft.value, zone };
            }}
          />
          <div class="actions">
            <Button type="submit" kind="primary">
              {t('show')}
            </Button>
          </div>
        </form>
      </div>
    </search>
  );
}
