import { isDay, readDayOrTime } from '#lambdas/contract/day.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isTimeZone } from '#lambdas/contract/open-hours.ts';
import type { ReportRequest } from '#lambdas/contract/report-api.ts';

/** A range that totals can be asked for, in UTC: `from` is inclusive, `to` is not. Both fall on a quarter of an hour. */
export interface ReportRange {
  readonly from: string;
  readonly to: string;
  /** IANA name: whose days they are. */
  readonly zone: string;
}

/** Offsets and changes of clocks fall on these in every zone of today. */
export const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const MOST_DAYS = 400;
/** No clock is further from UTC than this. */
const MOST_OFFSET_MS = 15 * 60 * 60_000;

/**
 * Reads a range: days as the zone has them, of 23 to 25 hours, the last one included whole; or times, the last one excluded.
 *
 * @param stageZone the zone where none is asked for
 * @throws {@link AppError} `INVALID_REQUEST` that names the field
 */
export function rangeOf(asked: Pick<ReportRequest, 'from' | 'to' | 'zone'>, stageZone: string): ReportRange {
  const { from, to, zone = stageZone } = asked;
  if (zone.length > 64 || !isTimeZone(zone)) {
    throw wrong('zone', 'must be the IANA name of a time zone, such as Europe/Berlin');
  }
  const start = momentOf('from', from, zone, 0);
  const end = momentOf('to', to, zone, 1);
  if (start >= end) throw wrong('from', 'must be before to');
  if (end - start > (MOST_DAYS + 1) * DAY_MS)
    throw wrong('from', `must be at most ${MOST_DAYS} days before to`);
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString(), zone };
}

/**
 * The first moment of a day as clocks show it in a zone, in epoch milliseconds.
 *
 * @param day such as `2026-11-22`
 */
export function startOfDay(day: string, zone: string): number {
  const dayAt = dayIn(zone);
  const midnight = Date.parse(day);
  // The first quarter of an hour of that day or a later one lies between these two.
  let [before, after] = [midnight - MOST_OFFSET_MS, midnight + MOST_OFFSET_MS];
  while (after - before > QUARTER_MS) {
    const middle = before + Math.floor((after - before) / QUARTER_MS / 2) * QUARTER_MS;
    if (dayAt(middle) < day) before = middle;
    else after = middle;
  }
  return after;
}

/** @param more days to add: the end of a day is the beginning of the next */
function momentOf(field: 'from' | 'to', text: string, zone: string, more: number): number {
  const read = readDayOrTime(text);
  // A year of five digits is no time any more: the day after the last one of four.
  if (read === undefined || read < '2000' || read > '9999-12-30') {
    throw wrong(
      field,
      'must be an existing day such as 2026-11-22, or a time with its offset such as 2026-11-22T14:00Z',
    );
  }
  if (!isDay(read)) {
    const moment = Date.parse(read);
    if (moment % QUARTER_MS !== 0) throw wrong(field, 'must be a time on a quarter of an hour');
    return moment;
  }
  const day = new Date(Date.parse(read) + more * DAY_MS).toISOString().slice(0, 10);
  return startOfDay(day, zone);
}

function dayIn(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
    return `${part('year')}-${part('month')}-${part('day')}`;
  };
}

function wrong(field: string, be: string): AppError {
  return new AppError('INVALID_REQUEST', {
    field,
    message: `Failed to read the request: ${field} is missing or wrong. It ${be}.`,
  });
}
