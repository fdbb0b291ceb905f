import { reservedAt } from './operate/capacity/sizing.ts';

/** What Lambda requires you to leave for all other functions of the account (AWS docs, "Configuring reserved concurrency"). */
const LEFT_TO_OTHERS = 100;

/** How many functions at once a stage for that many payments a second reserves. */
export function concurrencyReserved(paymentsPerSecond: number): number {
  return Object.values(reservedAt(paymentsPerSecond)).reduce((sum, reserved) => sum + reserved, 0);
}

/** How much of an account's quota must be free of other reservations to reserve that capacity; new accounts have far less. */
export function concurrencyNeeded(paymentsPerSecond: number): number {
  return concurrencyReserved(paymentsPerSecond) + LEFT_TO_OTHERS;
}
