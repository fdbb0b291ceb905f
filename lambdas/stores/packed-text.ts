import { gunzipSync, gzipSync } from 'node:zlib';

/** Text of an item; with its other members it stays below the 400 kB that DynamoDB takes (AWS docs). */
export const MOST_TEXT = 350_000;

/** A value of JSON as compressed text. */
export function packed(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString('base64');
}

/** Far more than rows in the text of an item are, and little enough to be read: a few bytes may stand for gigabytes. */
const MOST_UNPACKED = 32 * 2 ** 20;

export function unpacked(text: string): unknown {
  const json = gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_UNPACKED });
  return JSON.parse(json.toString('utf8'));
}
