export interface Backoff {
  /** Wait after the first failure, milliseconds. */
  readonly firstMs: number;
  /** The longest wait, milliseconds. */
  readonly mostMs: number;
}

/**
 * How long to wait after so many failures in a row, in milliseconds: twice as long each time, and up to a half less by
 * chance, so that the desks of one office do not all return at once.
 *
 * @param random 0 to 1; without it nothing is left to chance
 */
export function backoffMs(failures: number, { firstMs, mostMs }: Backoff, random = () => 0): number {
  const whole = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  return whole * (1 - random() / 2);
}
