import type { ListFilter } from '#web/src/api/desk-api.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { addDays, dayOf, startOf } from './zone.ts';

/** The list's filter as people see it: days of the chosen zone. */
export interface DayFilter {
  readonly from: string;
  readonly to: string;
  readonly agent: string;
  /** A state, or `declined` and `error` for the two kinds of failed. */
  readonly state: string;
  /** Of a call or of a payment. */
  readonly sid: string;
  readonly lastFour: string;
  readonly amount: string;
}

const NAMES = ['from', 'to', 'agent', 'state', 'sid', 'lastFour', 'amount'] as const;

/** Reads the filter from the address, so that back, reload and a shared link bring it back. Today unless told. */
export function filterFrom(search: string, now: Date): DayFilter {
  const query = new URLSearchParams(search);
  const given = Object.fromEntries(
    NAMES.map((name) => [name, query.get(name) ?? '']),
  ) as unknown as DayFilter;
  // Whoever knows the call or the payment does not have to know the day.
  if (given.sid || query.has('from') || query.has('to')) return given;
  const today = dayOf(now);
  return { ...given, from: today, to: today };
}

export function addressOf(filter: DayFilter): string {
  const given = Object.entries(filter).filter(
    ([name, value]) => value !== '' || (name === 'from' && filter.to === ''),
  );
  return `/payments?${new URLSearchParams(given)}`;
}

/** The same filter as the API takes it: whole days, from midnight up to the next one. */
export function requestOf(filter: DayFilter): ListFilter {
  const sid = filter.sid.trim();
  const isFailure = filter.state === 'declined' || filter.state === 'error';
  return {
    from: filter.from && startOf(filter.from),
    to: filter.to && startOf(addDays(filter.to, 1)),
    agent: filter.agent.trim(),
    state: isFailure ? 'failed' : filter.state,
    failure: isFailure ? filter.state : '',
    callSid: sid.startsWith('CA') ? sid : '',
    paySid: sid.startsWith('PK') ? sid : '',
    lastFour: filter.lastFour.trim(),
    amount: filter.amount.trim(),
  };
}

export type FilterProblems = Readonly<Partial<Record<keyof DayFilter, TextKey>>>;

/** What has to be corrected before anybody is asked, by field. */
export function problemsOf({ from, to, sid, lastFour, amount }: DayFilter): FilterProblems {
  const isDay = (day: string) => day === '' || /^\d{4}-\d\d-\d\d$/.test(day);
  const problems: [keyof DayFilter, TextKey, boolean][] = [
    ['from', 'search.bad.day', !isDay(from)],
    ['to', 'search.bad.day', !isDay(to)],
    ['to', 'search.bad.order', from !== '' && to !== '' && to < from],
    ['lastFour', 'search.bad.lastFour', !/^(?:[0-9]{4})?$/.test(lastFour.trim())],
    ['amount', 'search.bad.amount', !/^(?:[0-9]{1,6}(?:\.[0-9]{1,4})?)?$/.test(amount.trim())],
    ['sid', 'search.bad.sid', !/^(?:(?:CA|PK)[0-9a-fA-F]{32})?$/.test(sid.trim())],
  ];
  return Object.fromEntries(problems.filter(([, , isWrong]) => isWrong));
}

/** How many fields narrow the list beyond its days. */
export function countOf({ from: _from, to: _to, ...others }: DayFilter): number {
  return Object.values(others).filter((value) => value.trim() !== '').length;
}

/** `payments_2026-11-15_2026-11-22.csv`, without days where none were asked for. */
export function fileNameOf({ from, to }: DayFilter): string {
  return `${['payments', from, to].filter(Boolean).join('_')}.csv`;
}
