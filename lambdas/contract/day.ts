/** True for a day the calendar has, written as `2026-11-22`: `Date` reads 30 February as 2 March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const start = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(text);
}

/** Calendar dates with or without hyphens, alone or with a time and its offset (ISO 8601). */
const DAY_OR_TIME =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[Tt](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?(?:[Zz]|([+-]\d\d)(?::?(\d\d))?))?$/;

/** A day as it is, a time as UTC with milliseconds; undefined where no calendar or clock has it. */
export function readDayOrTime(text: string): string | undefined {
  const [, year, month, date, hour, minute = '00', second = '00', fraction = '', ...offset] =
    DAY_OR_TIME.exec(text) ?? [];
  const day = `${year}-${month}-${date}`;
  if (!isDay(day)) return undefined;
  if (hour === undefined) return day;
  const [offsetHours = '+00', offsetMinutes = '00'] = offset;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const moment = new Date(
    `${day}T${hour}:${minute}:${second}.${milliseconds}${offsetHours}:${offsetMinutes}`,
  );
  const utc = Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
  // An offset may lead out of the four-digit years, whose texts sort by time.
  return /^\d{4}-/.test(utc) ? utc : undefined;
}
