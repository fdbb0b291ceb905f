import type { Chance } from '../services.ts';

/** A new SID: two letters and 32 lower-case hex digits, e.g. `PK…` (Twilio docs). */
export function makeSid(prefix: string, chance: Chance): string {
  return `${prefix}${chance.hex(16)}`;
}
