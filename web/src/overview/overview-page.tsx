import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useApi } from '#web/src/api/use-api.ts';
import { watch } from '#web/src/api/watch.ts';
import { Button } from '#web/src/components/button.tsx';
import { useWaited } from '#web/src/components/elapsed.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { durationOf } from '#web/src/platform/duration.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useToResolve } from '#web/src/records/use-to-resolve.ts';
import { useTimes, useToday, zone, zoneName } from '#web/src/records/zone.ts';
import { ZoneChoice } from '#web/src/records/zone-choice.tsx';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { AgentsTable } from './agents-table.tsx';
import { CallSettings } from './call-settings.tsx';
import { HourlyLine } from './hourly-line.tsx';
import { HowCounted } from './how-counted.tsx';
import { needsOf } from './needs.ts';
import { NeedsSection } from './needs-section.tsx';
import { Tiles } from './tiles.tsx';
import { todayOf } from './today.ts';
import { limitsOf, useCalls } from './use-calls.ts';
import { useOverviewWords } from './words.ts';

/** How often the team and today's totals are read while all is well. */
const TEAM_MS = 3_000;
const TOTALS_MS = 15_000;
/** How often a page in the background looks for results not known, where it may call with a sound. */
const BACKGROUND_MS = 30_000;

/** A supervisor's home: what needs somebody now, and how today goes. What is shown stays until it is replaced. */
export function OverviewPage() {
  const { api } = useApi();
  const { clock } = usePlatform();
  const { settings } = useSettings();
  const { toResolve } = useToResolve();
  const { t } = useOverviewWords();
  const today = useToday();
  const dayText = useTimes({ weekday: 'long', day: 'numeric', month: 'long' });

  // Whoever wants to be called by a sound may look elsewhere meanwhile.
  const sources = useMemo(() => {
    const readTotals = async () => {
      const day = today();
      return api.report({ from: day, to: day, zone: zoneName(), step: 'hour' });
    };
    const isSilent = () => document.hidden && !settings.callSound.peek();
    return {
      team: watch({ read: api.team, everyMs: TEAM_MS, clock, isHidden: isSilent }),
      totals: watch({ read: readTotals, everyMs: TOTALS_MS, clock, isHidden: () => document.hidden }),
    };
  }, [api, clock]);
  const { team, totals } = sources;
  useEffect(() => {
    const stopLooking = clock.every(BACKGROUND_MS, () => {
      if (document.hidden && settings.callSound.peek()) void toResolve.look();
    });
    return () => {
      stopLooking();
      team.stop();
      totals.stop();
    };
  }, [team, totals]);
  const shownZone = useRef(zone.value);
  useEffect(() => {
    if (shownZone.current !== zone.value) void totals.look();
    shownZone.current = zone.value;
  }, [zone.value]);

  const isPaused = team.isPaused.value;
  const pause = (paused: boolean) => {
    team.pause(paused);
    totals.pause(paused);
  };
  // The desk goes on reading it, for the count in its navigation.
  const list = useRef(toResolve.list.value);
  const isListStale = toResolve.isStale.value;
  if (!isPaused) list.current = toResolve.list.value;

  const teamAge = useWaited(team.updatedAt.value);
  const totalsAge = useWaited(totals.updatedAt.value);
  const frozen = useRef(0);
  if (!isPaused) frozen.current = teamAge;
  const now = team.value.value ? Date.parse(team.value.value.at) + frozen.current : clock.now();
  const needs = needsOf(team.value.value, list.current, now, limitsOf(settings));
  const calls = useCalls(needs, isPaused);
  const shown = totals.value.value;
  const numbers = useMemo(() => shown && todayOf(shown), [shown]);

  return (
    <div class="card page overview">
      <div class="page-head">
        <PageTitle
          text={t('title')}
          {...(calls.count > 0 ? { state: t('calling', { count: calls.count }) } : {})}
        />
        <p class="overview-day">{dayText(shown?.from ?? new Date(clock.now()).toISOString())}</p>
        <div class="actions">
          <ZoneChoice />
          <Button pressed={isPaused} onPress={() => pause(!isPaused)}>
            {t('team.pause')}
          </Button>
        </div>
      </div>
      <p class="hint overview-state" role="timer">
        {isPaused ? t('team.paused') : team.value.value && t('team.updated', { time: durationOf(teamAge) })}
      </p>
      <Stale
        isStale={team.isStale.value}
        age={teamAge}
        hasValue={team.value.value !== undefined}
        what="Team"
      />
      <Stale isStale={totals.isStale.value} age={totalsAge} hasValue={shown !== undefined} what="Totals" />
      <NeedsSection
        needs={needs}
        calls={calls}
        hasMore={list.current?.more ?? false}
        isSure={team.value.value !== undefined && list.current !== undefined && !isListStale}
      />
      <Tiles
        today={numbers}
        day={shown}
        team={team.value.value}
        list={list.current}
        needs={needs}
        now={now}
      />
      <HourlyLine today={numbers} />
      <AgentsTable today={numbers} day={shown} team={team.value.value} />
      <CallSettings isBlocked={calls.isSoundBlocked} />
      <HowCounted />
    </div>
  );
}

interface StaleProps {
  readonly isStale: boolean;
  readonly hasValue: boolean;
  readonly age: number;
  readonly what: 'Team' | 'Totals';
}

/** Says of numbers that could not be read again how old they are. */
function Stale({ isStale, hasValue, age, what }: StaleProps) {
  const { t } = useOverviewWords();
  if (!isStale) return null;
  return (
    <p class="note warn">
      <Icon name="alert" />
      <span>{t(hasValue ? 'stale' : 'missing', { what: t(what), time: durationOf(age) })}</span>
    </p>
  );
}
