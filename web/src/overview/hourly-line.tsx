import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { useTimes } from '#web/src/records/zone.ts';
import { Count } from './count.tsx';
import type { HourToday, Today } from './today.ts';
import { useOverviewWords } from './words.ts';

/** Every so many hours there is a name below the line. */
const NAMED = 6;

export interface HourlyLineProps {
  readonly today: Today | undefined;
}

/** How many payments were charged in each hour of today, as a line, with its table. */
export function HourlyLine({ today }: HourlyLineProps) {
  const { t, money } = useOverviewWords();
  const nameOf = useTimes({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const hours = today?.hours ?? [];
  const busiest = hours.reduce<HourToday | undefined>(
    (most, hour) => ((hour.charged ?? 0) > (most?.charged ?? 0) ? hour : most),
    undefined,
  );
  const sum = hours.reduce((total, { charged = 0 }) => total + charged, 0);
  const sentence = busiest
    ? t('hoursSum', { count: sum, hour: nameOf(busiest.from), most: busiest.charged ?? 0 })
    : t('hoursNone');
  return (
    <section class="hours" aria-label={t('hours')}>
      <h2>{t('hours')}</h2>
      {today && <p class="hint">{sentence}</p>}
      <Line hours={hours} most={Math.max(1, busiest?.charged ?? 0)} sentence={sentence} nameOf={nameOf} />
      {hours.length > 0 && (
        <details class="details">
          <summary>{t('hoursTable')}</summary>
          <table class="table numbers">
            <caption class="visually-hidden">{t('hours')}</caption>
            <thead>
              <tr>
                {[
                  t('list.time'),
                  t('ending.charged'),
                  t('list.amount'),
                  t('ending.declined'),
                  t('otherEnds'),
                  t('ending.unknown'),
                ].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {hours
                .filter(({ charged }) => charged !== undefined)
                .map((hour) => {
                  const span = { from: hour.from, to: hour.to };
                  return (
                    <tr key={hour.from}>
                      <th scope="row" class="digits">
                        {nameOf(hour.from)}
                      </th>
                      <Count
                        label={t('ending.charged')}
                        value={hour.charged ?? 0}
                        list={{ ...span, ending: 'charged' }}
                      />
                      <td data-label={t('list.amount')}>
                        {hour.sums
                          .map(({ currency, minor }) =>
                            money(fromMinorUnits(BigInt(minor), currency), currency),
                          )
                          .join(' · ')}
                      </td>
                      <Count
                        label={t('ending.declined')}
                        value={hour.declined}
                        list={{ ...span, ending: 'declined' }}
                      />
                      <Count label={t('otherEnds')} value={hour.others} />
                      <Count
                        label={t('ending.unknown')}
                        value={hour.unknown}
                        list={{ ...span, ending: 'unknown' }}
                      />
                    </tr>
                  );
                })}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

interface LineProps {
  readonly hours: readonly HourToday[];
  readonly most: number;
  readonly sentence: string;
  readonly nameOf: (iso: string) => string;
}

/** Zero-based, with a gap where nothing is known. The hour that is not over yet is dashed. */
function Line({ hours, most, sentence, nameOf }: LineProps) {
  const { t } = useOverviewWords();
  const width = Math.max(1, hours.length);
  const at = (index: number, charged: number) => `${index + 0.5} ${most - charged}`;
  const part = (isShown: (hour: HourToday, index: number) => boolean) => {
    let isDrawing = false;
    return hours
      .flatMap((hour, index) => {
        const { charged } = hour;
        const isHere = charged !== undefined && isShown(hour, index);
        const step = isHere ? [`${isDrawing ? 'L' : 'M'}${at(index, charged)}`] : [];
        isDrawing = isHere;
        return step;
      })
      .join('');
  };
  const over = part(({ isNow }) => !isNow);
  const underWay = part(({ isNow }, index) => isNow || (hours[index + 1]?.isNow ?? false));
  const last = hours.findLastIndex(({ charged }) => charged !== undefined);
  return (
    <div class="chart">
      <span class="chart-most hint">{hours.length > 0 && t('atMost', { count: most })}</span>
      <div class="chart-area">
        <svg
          role="img"
          aria-label={sentence}
          viewBox={`0 0 ${width} ${most}`}
          preserveAspectRatio="none"
          focusable="false"
        >
          <path class="chart-line" vector-effect="non-scaling-stroke" d={over} />
          <path class="chart-line now" vector-effect="non-scaling-stroke" d={underWay} />
        </svg>
        {last >= 0 && (
          <span
            class="chart-dot"
            style={{
              insetInlineStart: `${((last + 0.5) / width) * 100}%`,
              insetBlockEnd: `${((hours[last]?.charged ?? 0) / most) * 100}%`,
            }}
          />
        )}
      </div>
      <div class="chart-names" aria-hidden="true">
        {hours.map(
          ({ from }, index) =>
            index % NAMED === 0 && (
              <span key={from} class="hint" style={{ insetInlineStart: `${((index + 0.5) / width) * 100}%` }}>
                {nameOf(from)}
              </span>
            ),
        )}
      </div>
    </div>
  );
}
