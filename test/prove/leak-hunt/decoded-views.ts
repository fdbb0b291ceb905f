export interface DecodedView {
  readonly encoding: string;
  readonly content: string;
}

/** Decoded readings of a text that show digits which the text itself hides. */
export function decodedViews(text: string): readonly DecodedView[] {
  const views: DecodedView[] = [];
  const add = (encoding: string, content: string) => {
    if (/\d/.test(content)) views.push({ encoding, content });
  };
  if (/%[0-9a-fA-F]{2}/.test(text)) add('url-encoded', text.replace(/%([0-9a-fA-F]{2})/g, fromHex));
  add('base64', base64Runs(text).map(decodeBase64).join('\n'));
  add(
    'hex',
    join(text, HEX, (run) => run.replace(/[^3]*3(\d)/g, '$1').replace(/\D/g, '')),
  );
  add(
    'character codes',
    join(text, CODES, (run) => run.replace(/\D*(\d\d)\D*/g, (_, code) => String(code - 48))),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII is intended
  if (/[^\u0000-\u00ff]/.test(text)) add('digits of another script', plainDigits(text));
  return views;
}

const BASE64 = /[A-Za-z0-9+/_-]{16,}/g;
/** Three digits are 0011dddd 0011dddd 0011dddd, cut into sextets. */
const BASE64_OF_DIGITS = /[A-Za-z0-9+/_-]{0,4}(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){3,}[A-Za-z0-9+/_-]{0,4}/g;
const SHORT = 100_000;
const HEX = /(?:(?:%|\\x|\\u00|0x|&#x)?3[0-9][,;: -]{0,2}){12,}/gi;
const CODES = /(?:(?:&#)?(?:4[89]|5[0-7])[,; ]{1,2}){11,}(?:&#)?(?:4[89]|5[0-7])/g;

/** Runs that may be base64. In a long text, only those with the pattern that nine digits in a row always produce. */
function base64Runs(text: string): readonly string[] {
  const pattern = text.length > SHORT ? BASE64_OF_DIGITS : BASE64;
  return [...text.matchAll(pattern)].map(([run]) => run).filter((run) => !/^[0-9a-f]+$/.test(run));
}

/** Decodes at all four offsets, because the encoded data may start anywhere in the run. Keeps only long runs of digits. */
function decodeBase64(run: string): string {
  const kept: string[] = [];
  for (let offset = 0; offset < 4; offset += 1) {
    const decoded = Buffer.from(run.slice(offset), 'base64').toString('latin1');
    for (const [digits] of decoded.matchAll(/\d(?:[^0-9A-Za-z]{0,3}\d){10,}/g)) kept.push(digits);
  }
  return kept.join('\n');
}

function join(text: string, pattern: RegExp, read: (run: string) => string): string {
  return [...text.matchAll(pattern)].map(([run]) => read(run)).join('\n');
}

function fromHex(_: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}

/** Replaces digits of every script, and a few kinds of characters that look like digits, with 0-9. */
export function plainDigits(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII is intended
  if (!/[^\u0000-\u00ff]/.test(text)) return text;
  return text
    .replace(/[\u2776-\u277e]/g, (sign) => String(sign.charCodeAt(0) - 0x2775))
    .replace(/[\u2780-\u2788]/g, (sign) => String(sign.charCodeAt(0) - 0x277f))
    .replace(/[\u278a-\u2792]/g, (sign) => String(sign.charCodeAt(0) - 0x2789))
    .replaceAll('\u24ff', '0')
    .replace(/[〇一二三四五六七八九]/g, (sign) => String('〇一二三四五六七八九'.indexOf(sign)))
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      if (code < 0x80) return digit;
      let value = 0;
      while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
      return String(value);
    });
}
