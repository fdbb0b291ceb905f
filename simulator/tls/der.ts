/** The few ASN.1 types that a certificate is made of, in their distinguished encoding (X.690). */

/** Any value: its tag, its length, its contents. */
export function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const value = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(value.length)]), value]);
}

export const sequence = (...items: readonly Buffer[]) => tagged(0x30, ...items);
export const set = (...items: readonly Buffer[]) => tagged(0x31, ...items);
export const octets = (value: Buffer) => tagged(0x04, value);
export const text = (value: string) => tagged(0x0c, Buffer.from(value));
export const flag = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));

/** A bit string; `unused` counts the bits at its end that are not part of it. */
export const bits = (value: Buffer, unused = 0) => tagged(0x03, Buffer.from([unused]), value);

/** A number that is not negative, most significant byte first. */
export function integer(value: Buffer): Buffer {
  const first = value.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Buffer.from([0]) : value.subarray(first);
  return tagged(0x02, Buffer.from((shortest[0] ?? 0) > 0x7f ? [0] : []), shortest);
}

/** An object identifier, e.g. `2.5.4.3`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Whole seconds, from 1950 to 2049. */
export function dateTime(date: Date): Buffer {
  return tagged(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/\D/g, '')}Z`));
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
