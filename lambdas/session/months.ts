/** The months (UTC, `2026-11`) in which a time begins and ends, and those between them; oldest first. Times are ISO 8601. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  const end = last.slice(0, 7);
  for (let month = first.slice(0, 7); month <= end; month = monthAfter(month, 1)) months.push(month);
  return months;
}

/** The month so many months later; earlier for a negative number. */
export function monthAfter(month: string, months: number): string {
  const date = new Date(`${month}-01T00:00:00.000Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
}
