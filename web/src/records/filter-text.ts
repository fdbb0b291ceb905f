import type { TextKey, Translate } from '#web/src/words/trail-words.ts';
import type { DayFilter } from './filter.ts';

type Options = readonly (readonly [value: string, name: TextKey])[];

/** The states a list can be narrowed to; `declined` and `error` are the two kinds of failed. */
export const STATES: Options = [
  ['active', 'state.active'],
  ['succeeded', 'state.succeeded'],
  ['declined', 'state.declined'],
  ['error', 'state.error'],
  ['failed', 'search.stateFailed'],
  ['cancelled', 'state.cancelled'],
  ['unknown', 'state.unknown'],
];

/** What can have become of the money. */
export const OUTCOMES: Options = [
  ['charged', 'outcome.charged'],
  ['saved', 'pay.saved'],
  ['notCharged', 'outcome.notCharged'],
  ['unknown', 'outcome.unknown'],
];

const NAMES: readonly (readonly [field: keyof DayFilter, name: TextKey])[] = [
  ['from', 'list.from'],
  ['to', 'list.to'],
  ['state', 'list.state'],
  ['outcome', 'search.outcome'],
  ['agent', 'list.agent'],
  ['amount', 'search.amount'],
  ['reference', 'list.reference'],
  ['customer', 'list.customer'],
  ['lastFour', 'search.lastFour'],
  ['sid', 'search.sid'],
];

/** A filter in words, as a printed list carries it: "From: 2026-11-22 · State: Declined". */
export function filterText(filter: DayFilter, t: Translate): string {
  const asked = NAMES.filter(([field]) => filter[field] !== '').map(([field, name]) => {
    const value = filter[field];
    const word = [...(field === 'state' ? STATES : []), ...(field === 'outcome' ? OUTCOMES : [])].find(
      ([option]) => option === value,
    );
    return `${t(name)}: ${word ? t(word[1]) : value}`;
  });
  return asked.length > 0 ? asked.join(' · ') : t('access.everything');
}
