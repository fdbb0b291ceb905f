import { createHash } from 'node:crypto';
import type { StoredEvent } from '../stack/read-trail.ts';

/** What the recorded callbacks' parameters say about a session. Written from Twilio's docs only. */
export interface Expected {
  readonly states: readonly string[];
  readonly result?: string;
  readonly confirmationCode?: string;
  readonly lastFour?: string;
}

type Parameters = Readonly<Record<string, string>>;

/** The reference reducer. `submitted` says whether the desk submitted, which no callback reports. */
export function expectedOf(callbacks: readonly Parameters[], submitted: boolean): Expected {
  const byTime = [...callbacks].sort((a, b) => timeOf(a) - timeOf(b));
  const success = byTime.find(({ Result }) => Result === 'success');
  const end = success ?? byTime.find(({ Result }) => Result);
  if (!end) return { states: submitted ? ['unknown'] : ['cancelled'] };
  const card = end.PaymentCardNumber?.slice(-4);
  return {
    states: [success ? 'succeeded' : end.Result === 'transaction-cancelled' ? 'cancelled' : 'failed'],
    ...(end.Result ? { result: end.Result } : {}),
    ...(end.PaymentConfirmationCode ? { confirmationCode: end.PaymentConfirmationCode } : {}),
    ...(success && card ? { lastFour: card } : {}),
  };
}

function timeOf({ DateUpdated, DateCreated }: Parameters): number {
  return Date.parse(DateUpdated ?? DateCreated ?? '') || 0;
}

/** The number of the first event that breaks the chain, computed from the stored data. */
export function brokenAt(events: readonly StoredEvent[]): number | undefined {
  let previous = '0'.repeat(64);
  for (const [index, event] of events.entries()) {
    const { hash, ...content } = event;
    const computed = createHash('sha256')
      .update(previous + sorted(content))
      .digest('hex');
    if (event.sequence !== index + 1 || hash !== computed) return index + 1;
    previous = hash;
  }
  return undefined;
}

/** JSON with the members of every object sorted by name. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
