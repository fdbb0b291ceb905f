import { gunzipSync, gzipSync } from 'node:zlib';

/** Text of an item; with its other members it stays below the 400 kB that DynamoDB takes (AWS docs). */
export const MOST_TEXT = 350_000;

/** A value of JSON as compressed text. */
export function packed(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString('base64');
}

export function unpacked(text: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8'));
}
