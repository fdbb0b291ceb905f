import { syncError } from './sync-error.ts';

/** Largest `Data`, in bytes of its JSON (Twilio docs: 16 KiB). */
const MAX_DATA_BYTES = 16 * 1024;
/** Longest time to live, in seconds (Twilio docs: a year). */
const MAX_TTL_SECONDS = 31_536_000;

export type DocumentData = Readonly<Record<string, unknown>>;

/** @throws TwilioError 54006, 54008 or 54101. Whether an array or a plain value gives 54008 is unconfirmed. */
export function parseData(json: string): DocumentData {
  if (Buffer.byteLength(json) > MAX_DATA_BYTES) throw syncError(54006);
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    throw syncError(54008);
  }
  return checkData(data);
}

/** The same rules for data that arrives as part of a JSON body. */
export function checkData(data: unknown): DocumentData {
  if (data === null) throw syncError(54101);
  if (typeof data !== 'object' || Array.isArray(data)) throw syncError(54008);
  if (Buffer.byteLength(JSON.stringify(data)) > MAX_DATA_BYTES) throw syncError(54006);
  return data as DocumentData;
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

/** An `If-Match` header: a revision, in quotes or bare. @throws TwilioError 54003 */
export function parseIfMatch(header: string): string {
  const revision = /^"?([0-9a-zA-Z]+)"?$/.exec(header.trim())?.[1];
  if (revision === undefined) throw syncError(54003);
  return revision;
}
