/** How many months a stage keeps trails and sessions; 0 keeps them forever. */
export interface Keeping {
  readonly trailMonths: number;
  readonly sessionsMonths: number;
}

/** Longer than it takes to read the tables. */
const READING_MS = 24 * 60 * 60_000;

/** What has expired by this time may vanish while the tables are read, one item before another. */
export function endOfReading(began: Date): Date {
  return new Date(began.getTime() + READING_MS);
}
