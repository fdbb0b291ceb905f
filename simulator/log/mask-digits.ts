/**
 * Twelve digits or more, also written in groups and in an address: what could be a card or an account number. Found
 * before them and left alone: identifiers, which may hold long runs of digits by chance, and phone numbers.
 */
const SPARED_OR_LONG =
  /([A-Z]{2}[0-9a-f]{32}|\+[1-9]\d{6,14}(?!\d))|\d(?:(?:[\s,._-]|%20|\+(?!\d{7})){0,2}\d){11,}/g;

/** A text as the log may show it: of a long number only the last four digits, the others as `x`. */
export function maskLongNumbers(text: string): string {
  if (text.length < 12) return text;
  return text.replace(
    SPARED_OR_LONG,
    (found, spared?: string) => spared ?? found.replace(/(?<!%2?)\d(?=(?:\D*\d){4})/g, 'x'),
  );
}

/** {@link maskLongNumbers} in everything that JSON data holds, names included. */
export function maskData(data: unknown): unknown {
  if (typeof data === 'string') return maskLongNumbers(data);
  if (typeof data === 'number') return Math.abs(data) < 1e11 ? data : maskLongNumbers(String(data));
  if (Array.isArray(data)) return data.map(maskData);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [maskLongNumbers(name), maskData(value)]),
  );
}
