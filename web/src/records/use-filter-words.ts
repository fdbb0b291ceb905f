import { isDay } from '#lambdas/contract/day.ts';
import { useIdName } from '#web/src/payment/use-id-name.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import type { FilterWords } from './filter-text.ts';
import { DAY_AND_TIME } from './moment.tsx';
import { zoneName } from './zone.ts';

/** What says a filter in the page's language, its times in the chosen zone. */
export function useFilterWords(): FilterWords {
  const { t, words } = useWords();
  const { settings } = useSettings();
  const idName = useIdName();
  const language = settings.language.value;
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const times = new Intl.DateTimeFormat(language, { ...DAY_AND_TIME, timeZone: zoneName() });
  const range = (from: string, to: string) => {
    const given = [from, to].filter(Boolean);
    const format = given.every(isDay) ? days : times;
    const [first, last = first] = given.map((text) => new Date(text));
    // An address may hold anything.
    if (!first || !last || [first, last].some((at) => Number.isNaN(at.getTime()))) return given.join(' – ');
    if (from && to) return from <= to ? format.formatRange(first, last) : given.join(' – ');
    return t(from ? 'search.since' : 'search.until', { when: format.format(first) });
  };
  return { t, words, idName: (field) => idName(field, 'list'), range };
}
