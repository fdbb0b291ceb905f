import { createHash } from 'node:crypto';

/** What every recorded event has, whatever it records: its chain, its place there and the seal. */
export interface ChainLink {
  /** Names the chain: a payment's SID, or a day of the access log. */
  readonly paySid: string;
  /** 1 for the first; no gaps. */
  readonly sequence: number;
  readonly hash: string;
  /** When the whole chain expires, in epoch seconds; absent in one that is kept for ever. The hash covers it. */
  readonly expiresAtSeconds?: number | undefined;
}

/** The hash before the first event. */
const NOTHING = '0'.repeat(64);

/** The hash that ties an event to the one before it: any change, removal, insertion or swap breaks the next link. */
export function hashOf(event: Omit<ChainLink, 'hash'>, previous: string | undefined): string {
  return createHash('sha256')
    .update((previous ?? NOTHING) + canonicalJson({ ...event, hash: undefined }))
    .digest('hex');
}

/** The sequence number of the first event that does not fit its place, or undefined when the chain is intact. */
export function findBreak(events: readonly ChainLink[]): number | undefined {
  const broken = events.findIndex((event, index) => {
    const previous = events[index - 1];
    return (
      event.sequence !== index + 1 ||
      event.paySid !== events[0]?.paySid ||
      event.hash !== hashOf(event, previous?.hash)
    );
  });
  return broken === -1 ? undefined : broken + 1;
}

/** JSON with sorted keys and without undefined members: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
