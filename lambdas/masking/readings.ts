import { plainText } from './plain-text.ts';

/** Text may be encoded more than once, but not four times by mistake. */
const DEPTH = 3;

/**
 * All that a text can be read as: itself in plain digits, with letters that look like digits read as digits, and with
 * percent signs, character references, hexadecimal digits and base64, also one in pieces, decoded.
 */
export function readings(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  collect(text, DEPTH, found);
  return found;
}

function collect(text: string, depth: number, found: Set<string>): void {
  const plain = plainText(text);
  if (found.has(plain)) return;
  found.add(plain);
  found.add(plain.replace(DIGIT_LIKE, (word) => word.replace(/[oO]/g, '0').replace(/[lI|]/g, '1')));
  found.add(plain.replace(HEX_DIGITS, (run) => run.replace(/3(\d)/g, '$1')));
  if (depth === 0) return;
  const unescaped = unescapeAll(plain);
  if (unescaped !== plain) collect(unescaped, depth - 1, found);
  for (const [run] of `${plain} ${plain.replace(/\s/g, '')}`.matchAll(BASE64)) {
    for (const decoded of decodeBase64(run)) collect(decoded, depth - 1, found);
  }
}

/** Words made only of digits and of letters that look like them. */
const DIGIT_LIKE = /(?<![\p{L}\d])[0-9oOlI|]+(?![\p{L}\d])/gu;
/** Digits written as their codes. */
const HEX_DIGITS = /(?:3\d){12,}/g;
const BASE64 = /[A-Za-z0-9+/_-]{4,}/g;

/** What a run of base64 may hold: it may begin anywhere in the run, so all four places are tried. */
function decodeBase64(run: string): readonly string[] {
  return [0, 1, 2, 3]
    .map((skipped) => Buffer.from(run.slice(skipped), 'base64').toString('utf8'))
    .filter((decoded) => holdsDigits(plainText(decoded)) || /^[\w+/=%&#;.,: -]+$/.test(decoded));
}

/** True for text with three digits close together: fewer reveal nothing. */
export function holdsDigits(text: string): boolean {
  return /\d\D{0,4}\d\D{0,4}\d/.test(text);
}

const ESCAPES = /(?:%[0-9a-f]{2})+|&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi;

/** Repeats until nothing changes; each round makes the text shorter. */
function unescapeAll(text: string): string {
  for (let before = text; ; ) {
    const after = before.replace(ESCAPES, (bytes, hex, decimal, unicode, byte) => {
      if (bytes.startsWith('%')) return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8');
      const code = decimal ? Number(decimal) : Number.parseInt(hex ?? unicode ?? byte, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    });
    if (after === before) return after;
    before = after;
  }
}
