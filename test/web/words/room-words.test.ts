import { expect, it } from '@jest/globals';
import { OVERVIEW_EN } from '#web/src/words/en/overview.ts';
import { OWN_DAY_EN } from '#web/src/words/en/own-day.ts';
import { OVERVIEW_ES } from '#web/src/words/es/overview.ts';
import { OWN_DAY_ES } from '#web/src/words/es/own-day.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
type Texts = Readonly<Record<string, string>>;

it.each<[string, Texts, Texts]>([
  ['overview', OVERVIEW_EN, OVERVIEW_ES],
  ['own day', OWN_DAY_EN, OWN_DAY_ES],
])('the words of the %s have the same keys and values in Spanish', (_, english, spanish) => {
  expect(Object.keys(spanish)).toEqual(Object.keys(english));
  for (const [key, text] of Object.entries(english)) {
    expect([key, spanish[key] === '', placeholders(spanish[key] ?? '')]).toEqual([
      key,
      false,
      placeholders(text),
    ]);
  }
});
