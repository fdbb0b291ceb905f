/** Time as a service, so that tests own it. */
export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Epoch seconds, the unit of DynamoDB's time to live and of tokens. */
export function epochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
