/** Hours of business: for each day of the week, 0 is Sunday, spans in minutes since midnight. */
export type OpenHours = readonly (readonly Span[])[];

interface Span {
  readonly from: number;
  /** 1,440 is midnight at the end of the day. */
  readonly to: number;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Such as `Mon-Fri 08:00-20:00, Sat 09:00-12:00 13:00-17:00`. */
export const OPEN_HOURS_RULE =
  'days and times, such as Mon-Fri 08:00-20:00, Sat 09:00-13:00; a span ends on the day it began';

/** Undefined when the text is not as {@link OPEN_HOURS_RULE} says. A day that is named twice has both its spans. */
export function parseOpenHours(text: string): OpenHours | undefined {
  const hours: Span[][] = DAYS.map(() => []);
  for (const part of text.toLowerCase().split(',')) {
    const [days = '', ...spans] = part.trim().split(/\s+/);
    const named = parseDays(days);
    const parsed = spans.map(parseSpan);
    if (!named || parsed.length === 0) return undefined;
    for (const span of parsed) {
      if (!span) return undefined;
      for (const day of named) hours[day]?.push(span);
    }
  }
  return hours;
}

/** Whether a moment is within the hours, as clocks show it in a time zone (IANA name). */
export function isOpen(hours: OpenHours, at: Date, timeZone: string): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((it) => it.type === type)?.value ?? '';
  const minute = Number(part('hour')) * 60 + Number(part('minute'));
  const spans = hours[DAYS.indexOf(part('weekday').toLowerCase())] ?? [];
  return spans.some(({ from, to }) => from <= minute && minute < to);
}

/** Newer platforms also take an offset to the minute, such as `+05:07`, whose days begin on no quarter of an hour. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `mon`, or `fri-mon` over the end of the week. */
function parseDays(text: string): readonly number[] | undefined {
  const [first = '', last = first, ...rest] = text.split('-');
  const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
  if (from < 0 || to < 0 || rest.length > 0) return undefined;
  const count = ((to - from + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: count }, (_, index) => (from + index) % DAYS.length);
}

function parseSpan(text: string): Span | undefined {
  const [, ...numbers] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text) ?? [];
  const [hour = 99, minute = 99, lastHour = 99, lastMinute = 99] = numbers.map(Number);
  const [from, to] = [hour * 60 + minute, lastHour * 60 + lastMinute];
  return minute < 60 && lastMinute < 60 && from < to && to <= 24 * 60 ? { from, to } : undefined;
}
