import { createHash } from 'node:crypto';
import type { Payer } from './cards.ts';
import { decodedViews, plainDigits } from './decoded-views.ts';

export type SecretKind = 'card number' | 'account number' | 'routing number' | 'security code';

/** A place where something was found. Names the sink, the form and the brand; never the number. */
export interface Hit {
  readonly sink: string;
  readonly kind: SecretKind;
  readonly brand: string;
  readonly form: string;
}

interface Needle {
  readonly digits: string;
  readonly kind: SecretKind;
  readonly brand: string;
  readonly form: 'plain' | 'reversed' | 'in part';
}

const ONE_BY_ONE = 'one digit at a time';

/** How many digits of a number reveal too much without the rest: more than the first six and last four. */
const PART = 11;
const ENDING = 6;

/** Finds what callers keyed in wherever it appears: whole, in part, split, reversed or encoded. */
export interface Scanner {
  add(payer: Payer): void;
  /** Searches a text, or bytes read as Latin-1, and records what it finds under the sink's name. */
  scan(sink: string, content: string | Uint8Array): void;
  /** Distinct hits so far, with the number of times each occurred. */
  hits(): readonly (Hit & { readonly times: number })[];
  readonly counts: { bytes: number; texts: number };
}

export function createScanner(): Scanner {
  const byEnding = new Map<number, Needle[]>();
  const endings = new Uint8Array(10 ** ENDING);
  const codes = new Set<string>();
  const parts = new Map<string, Needle>();
  const found = new Map<string, Hit & { times: number }>();
  const counts = { bytes: 0, texts: 0 };
  // A text that was read before shows nothing new, unless a number it could contain was added since.
  const seen = new Set<string>();

  function addNumber(digits: string, kind: SecretKind, brand: string): void {
    index({ digits, kind, brand, form: 'plain' });
    index({ digits: [...digits].reverse().join(''), kind, brand, form: 'reversed' });
    for (let start = 0; start + PART <= digits.length; start += 1) {
      parts.set(digits.slice(start, start + PART), { digits, kind, brand, form: 'in part' });
    }
  }

  function index(needle: Needle): void {
    const ending = Number(needle.digits.slice(-ENDING));
    endings[ending] = 1;
    const known = byEnding.get(ending);
    if (known) known.push(needle);
    else byEnding.set(ending, [needle]);
  }

  function hit(sink: string, { kind, brand }: Pick<Needle, 'kind' | 'brand'>, form: string): void {
    const key = `${sink}\n${kind}\n${brand}\n${form}`;
    const known = found.get(key);
    if (known) known.times += 1;
    else found.set(key, { sink, kind, brand, form, times: 1 });
  }

  /** Searches the digits of a text without everything else, so that it finds a number however it is split. */
  function searchDigits(sink: string, text: string, encoding?: string): void {
    const digits = new Uint8Array(text.length);
    let count = 0;
    let ending = 0;
    for (let at = 0; at < text.length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) continue;
      digits[count] = digit;
      count += 1;
      ending = (ending % 10 ** (ENDING - 1)) * 10 + digit;
      if (endings[ending] !== 1 || count < ENDING) continue;
      for (const needle of byEnding.get(ending) ?? []) {
        if (!endsWith(digits, count, needle.digits)) continue;
        // Nine digits can match by chance in a long text: they count only when they stand alone.
        if (needle.digits.length < PART && !standsAlone(text, needle.digits)) continue;
        if (encoding === ONE_BY_ONE && isMostlyOneDigit(needle.digits)) continue;
        const whole = needle.form !== 'plain' || text.includes(needle.digits);
        const form = whole ? needle.form : 'separated or split';
        hit(sink, needle, encoding ? `${form}, ${encoding}` : form);
      }
    }
  }

  function searchParts(sink: string, text: string, encoding?: string): void {
    for (const [run] of text.matchAll(/\d{11,}/g)) {
      for (let start = 0; start + PART <= run.length; start += 1) {
        const needle = parts.get(run.slice(start, start + PART));
        if (needle && !run.includes(needle.digits))
          hit(sink, needle, encoding ? `in part, ${encoding}` : 'in part');
      }
    }
  }

  return {
    counts,
    add({ brand, number, securityCode, accountNumber, routingNumber }) {
      codes.add(securityCode);
      addNumber(number, 'card number', brand);
      addNumber(accountNumber, 'account number', 'bank-account');
      index({ digits: routingNumber, kind: 'routing number', brand: 'bank-account', form: 'plain' });
    },
    scan(sink, content) {
      const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
      const fingerprint = createHash('sha1').update(text).update(sink).digest('base64');
      if (seen.has(fingerprint)) return;
      seen.add(fingerprint);
      counts.bytes += text.length;
      counts.texts += 1;
      searchDigits(sink, text);
      searchParts(sink, text);
      const singles = [...text.matchAll(/(?<![0-9A-Za-z.:-])\d(?![0-9A-Za-z.:-])/g)].join('');
      if (singles.length >= PART) searchDigits(sink, singles, ONE_BY_ONE);
      for (const { encoding, content: view } of decodedViews(text)) {
        searchDigits(sink, view, encoding);
        searchParts(sink, view, encoding);
      }
      for (const _ of text.matchAll(SECURITY_CODE)) {
        hit(sink, { kind: 'security code', brand: 'any' }, 'next to its name');
      }
      for (const [, code = ''] of plainDigits(text).matchAll(SPOKEN_CODE)) {
        if (codes.has(code)) hit(sink, { kind: 'security code', brand: 'any' }, 'in a sentence');
      }
    },
    hits: () => [...found.values()],
  };
}

/** Not the time of a field's last outcome, which stands next to its name. */
const SECURITY_CODE =
  /(?:\bcvv2?|\bcvc2?|security[-_ ]?code)(?:-matcher)?["'\\]{0,3}\s{0,2}[:=>]\s{0,2}["'\\]{0,3}\d{3,4}(?!\d|-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/gi;

/** "cvv 917": only codes that callers keyed in count, so that words about codes do not. */
const SPOKEN_CODE = /(?:\bcvv2?|\bcvc2?|security code)(?: is)? (\d{3,4})(?!\d)/gi;

function endsWith(digits: Uint8Array, count: number, wanted: string): boolean {
  if (wanted.length > count) return false;
  for (let back = 1; back <= wanted.length; back += 1) {
    if (digits[count - back] !== wanted.charCodeAt(wanted.length - back) - 48) return false;
  }
  return true;
}

/**
 * Some published test numbers are: Visa's is a 4 followed by fifteen 1s. Counters of many records in a row look the same when
 * read one digit at a time, so numbers like that are not searched for in this way.
 */
function isMostlyOneDigit(digits: string): boolean {
  return [...digits].some((digit) => digits.split(digit).length - 1 > digits.length / 2);
}

function standsAlone(text: string, digits: string): boolean {
  return new RegExp(`(?<![0-9A-Za-z])${digits}(?![0-9A-Za-z])`).test(text);
}
