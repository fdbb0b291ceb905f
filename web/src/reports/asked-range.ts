import { isDay } from '#lambdas/contract/day.ts';
import { isTimeZone } from '#lambdas/contract/open-hours.ts';
import { addDays, ownZone } from '#web/src/records/zone.ts';

/** What a report is asked for: days of a zone, both included, and what its rows are put together by. */
export interface AskedRange {
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly zone: string;
  readonly by: GroupedBy;
}

export type GroupedBy = 'agent' | 'currency';

/** The zones to choose from: the stage's own first, this computer's, UTC, and one that the address names. */
export function zonesOf(stage: string | undefined, asked: string): readonly string[] {
  return [...new Set([stage, ownZone(), 'UTC', isTimeZone(asked) ? asked : undefined])].filter(
    (zone) => zone !== undefined,
  );
}

/** Reads it from the address; the default is yesterday, which is over and can be closed. */
export function askedFrom(search: string, now: Date, stage: string | undefined): AskedRange {
  const query = new URLSearchParams(search);
  const given = query.get('zone') ?? '';
  const zone = isTimeZone(given) ? given : (stage ?? ownZone());
  const yesterday = addDays(todayIn(zone, now), -1);
  const from = query.get('from') || yesterday;
  return {
    from,
    to: query.get('to') || (query.has('from') ? from : yesterday),
    zone,
    by: query.get('by') === 'agent' ? 'agent' : 'currency',
  };
}

export function addressOf({ from, to, zone, by }: AskedRange): string {
  return `/reports?${new URLSearchParams({ from, to, zone, by })}`;
}

export type RangeProblem = 'bad.day' | 'bad.order';

/** What must be corrected before it is asked for. */
export function problemOf({ from, to }: AskedRange): RangeProblem | undefined {
  if (!isDay(from) || !isDay(to)) return 'bad.day';
  return to < from ? 'bad.order' : undefined;
}

/** Ranges one press away, by the day it is in the zone. */
export const PRESETS = [
  ['yesterday', (today: string) => [addDays(today, -1), addDays(today, -1)]],
  ['today', (today: string) => [today, today]],
  ['month', (today: string) => [`${today.slice(0, 8)}01`, today]],
] as const satisfies readonly (readonly [string, (today: string) => readonly [string, string]])[];

/** The day it is in a zone, as `2026-11-22`. */
export function todayIn(zone: string, now: Date): string {
  // Swedish writes days that way.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now);
}
