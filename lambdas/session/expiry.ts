/** What may expire: an item with DynamoDB's time to live, in epoch seconds. */
export interface Expiring {
  readonly expiresAtSeconds?: number | undefined;
}

/**
 * Epoch seconds so many months after a time.
 *
 * @param from ISO 8601
 * @param months 0 for something that is kept for ever, which has no expiry
 */
export function monthsAfter(from: string, months: number): number | undefined {
  if (months === 0) return undefined;
  const at = new Date(from);
  at.setUTCMonth(at.getUTCMonth() + months);
  return Math.floor(at.getTime() / 1000);
}

/** Whether its time is over. DynamoDB removes it within days of that, so every reader looks for itself. */
export function isExpired({ expiresAtSeconds }: Expiring, now: Date): boolean {
  return expiresAtSeconds !== undefined && expiresAtSeconds * 1000 <= now.getTime();
}

/** An expiry as a member of an event, and none where there is none. */
export function expiry({ expiresAtSeconds }: Expiring): { readonly expiresAtSeconds?: number } {
  return expiresAtSeconds === undefined ? {} : { expiresAtSeconds };
}

/**
 * Whether a chain's time is over. All its events have the expiry of the first, and disappear in no particular order, so
 * the lowest number that is left speaks for the chain.
 *
 * @param events in the order of their numbers
 */
export function isChainExpired([first]: readonly Expiring[], now: Date): boolean {
  return first !== undefined && isExpired(first, now);
}
