import type { Writing } from './row.ts';

export interface Span {
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** The same, or the end of the day where only a day is given. */
  readonly to: number;
}

const DATE_TIME =
  /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{2,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/**
 * When a line of a file happened: a time with or without an offset, or a day; undefined for anything else. A year of four
 * digits in front is always the year.
 */
export function readMoment(text: string, { zone, order }: Pick<Writing, 'zone' | 'order'>): Span | undefined {
  const [, a = '', b = '', c = '', hour, minute = '0', second = '0', half, offset] =
    DATE_TIME.exec(text.trim()) ?? [];
  const [year, month, day] =
    a.length === 4 ? [a, b, c] : order === 'mdy' ? [longYear(c), a, b] : [longYear(c), b, a];
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Days such as the 31st of February would count into the next month.
  if (!year || new Date(date).getUTCDate() !== Number(day) || Number(month) > 12) return undefined;
  if (hour === undefined) {
    return { from: toUtc(date, zone), to: toUtc(date + 24 * 60 * MINUTE_MS, zone) };
  }
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hour);
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const wall = date + (hours * 60 + Number(minute)) * MINUTE_MS + Number(second) * 1_000;
  const at = offset === undefined ? toUtc(wall, zone) : wall - readOffset(offset);
  return { from: at, to: at };
}

function longYear(year: string): string {
  return year.length === 2 ? `20${year}` : year;
}

function readOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  const size = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return sign === '-' ? -size : size;
}

/** What clocks of a zone show, as the moment it is. Of an hour that comes twice it is the first. */
function toUtc(wall: number, zone: string): number {
  const early = wall - offsetAt(wall - 24 * 60 * MINUTE_MS, zone);
  return offsetAt(early, zone) === wall - early ? early : wall - offsetAt(wall - offsetAt(wall, zone), zone);
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Offsets change at quarters of an hour only, and formatting is slow. */
const offsets = new Map<string, number>();

function offsetAt(moment: number, zone: string): number {
  const quarter = Math.floor(moment / QUARTER_MS) * QUARTER_MS;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(
    format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  const offset = Date.UTC(year, month - 1, day, hour, minute) - quarter;
  offsets.set(key, offset);
  return offset;
}

/** Adyen's names of zones. A place's own clock, because some files keep the winter's name all year. */
export const ZONES: Readonly<Record<string, string>> = {
  CET: 'Europe/Amsterdam',
  CEST: 'Europe/Amsterdam',
  GMT: 'Europe/London',
  BST: 'Europe/London',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
  SGT: 'Asia/Singapore',
  HKT: 'Asia/Hong_Kong',
  JST: 'Asia/Tokyo',
  UTC: 'UTC',
};
