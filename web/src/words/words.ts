import type { Language, Words } from './catalogue.ts';
import { CODES as CODES_EN } from './en/codes.ts';
import { ERRORS as ERRORS_EN } from './en/errors.ts';
import { PANEL as PANEL_EN } from './en/panel.ts';
import { PAYMENT as PAYMENT_EN } from './en/payment.ts';
import { PROMPTS as PROMPTS_EN } from './en/prompts.ts';
import { SHELL as SHELL_EN } from './en/shell.ts';
import { CODES as CODES_ES } from './es/codes.ts';
import { ERRORS as ERRORS_ES } from './es/errors.ts';
import { PANEL as PANEL_ES } from './es/panel.ts';
import { PAYMENT as PAYMENT_ES } from './es/payment.ts';
import { PROMPTS as PROMPTS_ES } from './es/prompts.ts';
import { SHELL as SHELL_ES } from './es/shell.ts';

/** Every language of the desk; a test proves that all of them have the same keys. */
export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    language: 'en',
    texts: { ...SHELL_EN, ...PAYMENT_EN, ...PANEL_EN },
    prompts: PROMPTS_EN,
    codes: CODES_EN,
    errors: ERRORS_EN,
  },
  es: {
    language: 'es',
    texts: { ...SHELL_ES, ...PAYMENT_ES, ...PANEL_ES },
    prompts: PROMPTS_ES,
    codes: CODES_ES,
    errors: ERRORS_ES,
  },
};

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

/** The same words for a desk that has a name of its own. */
export function named(words: Words, name: string | undefined): Words {
  return name ? { ...words, texts: { ...words.texts, 'app.name': name } } : words;
}

export type Values = Readonly<Record<string, string | number>>;

/** Puts values into a sentence: `fill('Took {amount}', { amount: 'USD 12.00' })`. Unknown names stay as they are. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
