import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random.ts';
import { makePayer, SHAPES } from './cards.ts';
import { createScanner } from './scanner.ts';

const random = createRandom(7);
const payers = SHAPES.map((_, index) => makePayer(random, index));
const visa = payers[0] as (typeof payers)[number];

function formsIn(content: string | Uint8Array, keyedIn = payers): readonly string[] {
  const scanner = createScanner();
  for (const payer of keyedIn) scanner.add(payer);
  scanner.scan('sink', content);
  return scanner.hits().map(({ kind, form }) => `${kind}: ${form}`);
}

const published = { ...visa, number: '4111111111111111' };

const groups = (number: string, separator: string) => number.replace(/(.{4})(?=.)/g, `$1${separator}`);
const bytes = (number: string) => [...Buffer.from(number)];

describe('what the scanner finds', () => {
  const { number } = visa;
  it.each([
    ['plain', `pan ${number}.`, 'plain'],
    ['spaced', groups(number, ' '), 'separated or split'],
    ['dashed', groups(number, '-'), 'separated or split'],
    ['split by markup', groups(number, '</b> <b>'), 'separated or split'],
    ['reversed', [...number].reverse().join(''), 'reversed'],
    ['without its last digit', number.slice(0, -1), 'in part'],
    ['as base64', Buffer.from(`{"n":"${number}"}`).toString('base64'), 'plain, base64'],
    ['as base64 within more', `xx${Buffer.from(`ab${number}`).toString('base64')}`, 'plain, base64'],
    ['spaced and URL-encoded', encodeURIComponent(groups(number, ' ')), 'separated or split, url-encoded'],
    ['as hex', Buffer.from(number).toString('hex'), 'plain, hex'],
    [
      'as escapes',
      bytes(number)
        .map((byte) => `\\x${byte.toString(16)}`)
        .join(''),
      'plain, hex',
    ],
    ['as a buffer in JSON', JSON.stringify(Buffer.from(number)), 'plain, character codes'],
    [
      'as entities',
      bytes(number)
        .map((byte) => `&#${byte};`)
        .join(''),
      'plain, character codes',
    ],
    [
      'in full-width digits',
      bytes(number)
        .map((byte) => String.fromCodePoint(byte + 0xfee0))
        .join(''),
      'plain, digits of another script',
    ],
    [
      'as dingbats',
      number.replace(/\d/g, (digit) =>
        digit === '0' ? '\u24ff' : String.fromCodePoint(0x2775 + Number(digit)),
      ),
      'plain, digits of another script',
    ],
    [
      'key by key among other digits',
      [...number].map((key, second) => `{"at":"12:00:${second + 10}","key":"${key}"}`).join('\n'),
      'plain, one digit at a time',
    ],
    ['in UTF-16', Buffer.from(number, 'utf16le').toString('latin1'), 'separated or split'],
  ])('finds a card number %s', (_how, content, form) => {
    expect(formsIn(content)).toContain(`card number: ${form}`);
  });

  it('finds a security code that was keyed in, in a sentence of any script', () => {
    const { securityCode } = visa;
    const arabic = securityCode.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
    for (const text of [
      `declined, cvv ${securityCode}`,
      `security code is ${securityCode}`,
      `cvv ${arabic}`,
    ]) {
      expect(formsIn(text)).toEqual(['security code: in a sentence']);
    }
    expect(formsIn('cvv 000')).toEqual([]);
  });

  it('finds every brand, bank numbers and a named security code', () => {
    for (const payer of payers) expect(formsIn(`n=${payer.number}`)).toContain('card number: plain');
    expect(formsIn(visa.accountNumber)).toContain('account number: plain');
    expect(formsIn(`"routing":"${visa.routingNumber}"`)).toContain('routing number: plain');
    for (const text of [
      'SecurityCode=123&',
      '"cvv": "1234"',
      'security-code: 123',
      '"security-code":"2026-01-15"',
    ]) {
      expect(formsIn(text)).toContain('security code: next to its name');
    }
    expect(formsIn('"outcomeTimes":{"security-code":"2026-01-15T10:00:05.000Z"}')).toEqual([]);
  });

  it('finds a published number in every way but among counters, which look like it', () => {
    const { number } = published;
    const inReverse = [...number].reverse().join('');
    for (const values of [number, inReverse]) {
      const items = [...values].map((sequence) => `{"at":"12:00:10","sequence":{"N":"${sequence}"}}`);
      expect(formsIn(items.join('\n'), [published])).toEqual([]);
    }
    for (const content of [number, groups(number, ' '), inReverse, Buffer.from(number).toString('hex')]) {
      expect(formsIn(content, [published])).not.toEqual([]);
    }
  });

  it('finds nothing in what may be shown', () => {
    const masked = payers.map(({ number }) => 'x'.repeat(number.length - 4) + number.slice(-4)).join('\n');
    const times = Array.from(
      { length: 2000 },
      (_, index) => `${1_763_800_000_000 + index * 977} ${random.hex(16)}`,
    );
    expect(formsIn(`${masked}\nSecurityCode=xxx&cvv=(hidden)\n${times.join('\n')}`)).toEqual([]);
  });
});
