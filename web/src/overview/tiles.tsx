import type { TeamResponse, ToResolveResponse } from '#lambdas/contract/desk-api.ts';
import { fromMinorUnits } from '#lambdas/contract/money.ts';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';
import { Link } from '#web/src/components/link.tsx';
import { durationOf } from '#web/src/platform/duration.ts';
import { countText } from '#web/src/records/count-text.ts';
import { listAddress } from '#web/src/records/filter.ts';
import { FEWEST } from '#web/src/records/rates.ts';
import type { Need } from './needs.ts';
import type { Today } from './today.ts';
import { useOverviewWords } from './words.ts';

/** The day of the numbers, as lists are asked for it. */
export type ShownDay = Pick<ReportResponse, 'from' | 'to'>;

export interface TilesProps {
  readonly today: Today | undefined;
  readonly day: ShownDay | undefined;
  readonly team: TeamResponse | undefined;
  readonly list: ToResolveResponse | undefined;
  readonly needs: readonly Need[];
  readonly now: number;
}

/** Longer numbers are set smaller, so that none breaks. */
const FEWEST_SIZED = 6;
/** What is not known. */
const NO_NUMBER = '–';

/** The numbers to read from afar, each with a link to what it counts. */
export function Tiles({ today, day, team, list, needs, now }: TilesProps) {
  const { t, words, money } = useOverviewWords();
  const percent = new Intl.NumberFormat(words.language, { style: 'percent' });
  const oldest = needs.find(({ kind }) => kind === 'unknown');
  const first = team?.waiting[0];
  const charged = today?.charged ?? [];
  return (
    <ul class="tiles" aria-label={t('title')}>
      {charged.map(({ currency, count, minor }) => (
        <Tile
          key={currency}
          label={t('chargedIn', { currency })}
          number={money(fromMinorUnits(BigInt(minor), currency), currency)
            .replace(currency, '')
            .trim()}
          hint={countText(t, 'search.count', count)}
          {...(day ? { to: listAddress({ from: day.from, to: day.to, ending: 'charged', currency }) } : {})}
        />
      ))}
      {charged.length === 0 && (
        <Tile label={t('ending.charged')} number={today ? '0' : NO_NUMBER} hint={today ? t('none') : ''} />
      )}
      <Tile
        label={t('approval')}
        number={today?.approval === undefined ? NO_NUMBER : percent.format(today.approval)}
        hint={today ? t(today.answers < FEWEST ? 'tooFew' : 'approvalOf', { count: today.answers }) : ''}
      />
      <Tile
        label={t('nav.toResolve')}
        number={list ? `${list.items.length}${list.more ? '+' : ''}` : NO_NUMBER}
        hint={oldest ? t('oldest', { time: durationOf(oldest.ms) }) : list ? t('allKnown') : ''}
        to="/to-resolve"
        tone={list && list.items.length > 0 ? 'warn' : undefined}
      />
      <Tile
        label={t('team.line')}
        number={team ? String(team.waiting.length) : NO_NUMBER}
        hint={team && !first ? t('nobodyWaits') : ''}
        to="/team"
      />
      <Tile
        label={t('longestWait')}
        number={first ? durationOf(now - Date.parse(first.since)) : team ? durationOf(0) : NO_NUMBER}
        hint={first ? t('team.openCall') : ''}
        {...(first ? { to: `/calls/${first.callSid}` } : {})}
        tone={needs.some(({ kind, calls }) => kind === 'waiting' && calls) ? 'warn' : undefined}
      />
    </ul>
  );
}

interface TileProps {
  readonly label: string;
  readonly number: string;
  readonly hint: string;
  readonly to?: string;
  readonly tone?: 'warn' | undefined;
}

function Tile({ label, number, hint, to, tone }: TileProps) {
  const inside = (
    <>
      <span class="label">{label}</span>
      <span class="tile-number" style={{ '--characters': Math.max(FEWEST_SIZED, number.length) }}>
        {number}
      </span>
      <span class="hint">{hint}</span>
    </>
  );
  return (
    <li class={tone ? `tile ${tone}` : 'tile'}>
      {to ? (
        <Link to={to} class="tile-inside">
          {inside}
        </Link>
      ) : (
        <div class="tile-inside">{inside}</div>
      )}
    </li>
  );
}
