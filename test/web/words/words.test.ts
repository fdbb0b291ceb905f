import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { GUIDANCE } from '#lambdas/contract/guidance.ts';
import type { Language, Words } from '#web/src/words/catalogue.ts';
import { spell } from '#web/src/words/spoken.ts';
import { fill, WORDS } from '#web/src/words/words.ts';

const parts = ['texts', 'prompts', 'codes', 'errors'] as const;
const languages = Object.keys(WORDS) as Language[];
const others = languages.filter((language) => language !== 'en');
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each(others)('the %s catalogue', (language) => {
  const words: Words = WORDS[language];

  it.each(parts)('has exactly the keys of the English one in %s', (part) => {
    expect(Object.keys(words[part]).sort()).toEqual(Object.keys(WORDS.en[part]).sort());
  });

  it('has no empty text that is not empty in English', () => {
    for (const part of ['texts', 'prompts', 'errors'] as const) {
      expect(Object.entries(words[part]).filter(([, text]) => text.trim() === '')).toEqual([]);
    }
    for (const [code, { agent, caller }] of Object.entries(words.codes)) {
      expect([code, agent === '', caller === '']).toEqual([code, false, WORDS.en.codes[code]?.caller === '']);
    }
  });

  it('puts the same values into each sentence', () => {
    for (const part of ['texts', 'prompts', 'errors'] as const) {
      const texts: Readonly<Record<string, string>> = words[part];
      for (const [key, english] of Object.entries(WORDS.en[part])) {
        expect([key, placeholders(texts[key] ?? '')]).toEqual([key, placeholders(english)]);
      }
    }
  });
});

const FOLDER = join(import.meta.dirname, '../../../web/src/words');
const filesOf = (language: string) => readdirSync(join(FOLDER, language)).sort();

/** What a file of texts exports, under the names they have in English. */
async function textsOf(language: string, file: string) {
  const tables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = await import(
    join(FOLDER, language, file)
  );
  return Object.values(tables).map((table) => Object.entries(table));
}

describe.each(others)('the files of texts in %s', (language) => {
  it('are those of English', () => expect(filesOf(language)).toEqual(filesOf('en')));

  it.each(filesOf('en'))(
    '%s: the same keys with the same values in each sentence, none of them empty',
    async (file) => {
      const [english, own] = [await textsOf('en', file), await textsOf(language, file)];
      const shape = (tables: typeof own) =>
        tables.map((table) => table.map(([key, text]) => [key, placeholders(String(text))]).sort());
      expect(shape(own)).toEqual(shape(english));
      expect(own.flat().filter(([, text]) => String(text).trim() === '')).toEqual([]);
      expect(english.flat().length).toBeGreaterThan(0);
    },
  );
});

describe('the codes', () => {
  it('have words for every ErrorType, Result and 64xxx code the service knows', () => {
    expect(Object.keys(GUIDANCE).filter((code) => !(code in WORDS.en.codes))).toEqual([]);
  });

  /** The `ErrorType` values Twilio documents for the status callbacks of a payment. */
  const ERROR_TYPES = [
    'input-timeout',
    'invalid-card-number',
    'invalid-card-type',
    'invalid-date',
    'invalid-security-code',
    'invalid-postal-code',
    'invalid-bank-routing-number',
    'invalid-bank-account-number',
    'invalid-bank-account-type',
    'invalid-card-number-security-code-capture-sequence',
    'input-matching-failed',
    'session-in-progress',
    'internal-error',
    'date-validation-failed',
  ];

  it.each(languages)('have words of their own for every ErrorType, and a line to say (%s)', (language) => {
    const rows = ERROR_TYPES.map((type) => WORDS[language].codes[type]);
    expect(rows.filter((row) => !row?.agent || !row.caller)).toEqual([]);
    expect(new Set(rows.map((row) => row?.agent)).size).toBe(ERROR_TYPES.length);
  });

  it.each(languages)('speak of a card only where the caller pays by card (%s)', (language) => {
    const bank = Object.entries(WORDS[language].codes).filter(([code]) => code.endsWith('.bank'));
    expect(bank.length).toBeGreaterThan(0);
    for (const [, { agent, caller }] of bank) {
      expect(`${agent} ${caller}`).not.toMatch(
        /another card|otra tarjeta|the card was|save a card|guardar tarjetas/i,
      );
    }
  });

  it.each(languages)('never put a code or a number into what is read to the caller (%s)', (language) => {
    const callers = Object.values(WORDS[language].codes).map(({ caller }) => caller);
    expect(callers.filter((caller) => /\{|[0-9]|lost|stolen|fraud|robad|perdid/i.test(caller))).toEqual([]);
  });
});

describe('the words about amounts', () => {
  it.each(languages)('name no amount but those they are given (%s)', (language) => {
    const hints = Object.entries(WORDS[language].texts).filter(([key]) => /^(amount|form\.amount)/.test(key));
    expect(hints.length).toBeGreaterThan(10);
    expect(hints.filter(([, text]) => /[0-9]/.test(text))).toEqual([]);
  });
});

describe('words', () => {
  it('fill in the values they are given and leave unknown names', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  });

  it('spell codes and numbers character by character', () => {
    expect(spell('ch_1')).toBe('C H 1');
    expect(spell('+1415')).toBe('1 4 1 5');
  });
});
