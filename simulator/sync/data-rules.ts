import type { CollectionKind, SyncKind } from './kinds.ts';
import { syncError } from './sync-error.ts';

/** Largest `Data`, in bytes of its JSON (Twilio docs: 16 KiB). */
const MAX_DATA_BYTES = 16 * 1024;
/** Longest time to live, in seconds (Twilio docs: a year). */
const MAX_TTL_SECONDS = 31_536_000;

export type SyncData = Readonly<Record<string, unknown>>;

/** @throws TwilioError 54006 or 54008; 54101 for a document of `null`. */
export function parseData(kind: SyncKind, json: string): SyncData {
  if (Buffer.byteLength(json) > MAX_DATA_BYTES) throw syncError(54006);
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    throw syncError(54008);
  }
  return checkData(kind, data);
}

/** The same rules for data that arrives as part of a JSON body. */
export function checkData(kind: SyncKind, data: unknown): SyncData {
  if (data === null && kind === 'document') throw syncError(54101);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw syncError(54008);
  if (sizeOf(data) > MAX_DATA_BYTES) throw syncError(54006);
  return data as SyncData;
}

/** Bytes of its JSON; infinite for what is too deep to be written. */
function sizeOf(data: object): number {
  try {
    return Buffer.byteLength(JSON.stringify(data));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Seconds to live; 0 and the empty text mean no expiry (Twilio docs). @throws TwilioError 54011 */
export function parseTtl(ttl: unknown): number {
  const seconds = ttl === '' ? 0 : typeof ttl === 'string' && /^\d+$/.test(ttl) ? Number(ttl) : ttl;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0 || seconds > MAX_TTL_SECONDS)
    throw syncError(54011);
  return seconds;
}

/** 1 to 256 characters and not shaped like a SID (error dictionary). @throws TwilioError 54302 */
export function checkUniqueName(name: unknown): string {
  if (typeof name !== 'string' || name.length < 1 || name.length > 256 || /^[A-Z]{2}[a-f0-9]{32}$/.test(name))
    throw syncError(54302);
  return name;
}

/** The key of a map's item, or the index of a list's. @throws TwilioError 54209 or 54458 */
export function checkKey(kind: CollectionKind, key: string, longestKey: number): string | number {
  if (kind === 'map') {
    // Half of a surrogate pair cannot stand in an address, and every item has one.
    if (key.length < 1 || key.length > longestKey || /\p{Surrogate}/u.test(key)) throw syncError(54209);
    return key;
  }
  if (!/^\d{1,15}$/.test(key)) throw syncError(54458);
  return Number(key);
}

/** An `If-Match` header: a revision, in quotes or bare. @throws TwilioError 54003 */
export function parseIfMatch(header: string): string {
  const revision = /^"?([0-9a-zA-Z]+)"?$/.exec(header.trim())?.[1];
  if (revision === undefined) throw syncError(54003);
  return revision;
}

/** Rows that come on one page at most, whatever is asked for (a comment in Twilio's package). */
export const LARGEST_PAGE = 100;

/** Rows of a page: 50 by default, up to 1,000 accepted, 100 returned. @throws TwilioError 54454 */
export function checkPageSize(text: string | undefined): number {
  if (text === undefined) return 50;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > 1000) throw syncError(54454);
  return Math.min(size, LARGEST_PAGE);
}
