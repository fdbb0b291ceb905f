import { isDay } from '#lambdas/contract/day.ts';
import { ID_FIELDS, MOST_ID } from '#lambdas/contract/reference-mask.ts';
import { isAgentName } from '#lambdas/contract/user-name.ts';
import type { ApiError } from '#web/src/api/client.ts';
import type { ListFilter } from '#web/src/api/desk-api.ts';
import type { Kept } from '#web/src/platform/router.ts';
import type { TextKey } from '#web/src/words/trail-words.ts';
import { addDays, dayOf, startOf } from './zone.ts';

/** The list's filter as people see it: days in the chosen zone. */
export interface DayFilter {
  readonly from: string;
  readonly to: string;
  readonly agent: string;
  /** A state, or `declined` and `error` for the two kinds of failed. */
  readonly state: string;
  /** What became of the money. */
  readonly outcome: string;
  /** The SID of a call or a payment. */
  readonly sid: string;
  readonly lastFour: string;
  readonly amount: string;
  readonly reference: string;
  readonly customer: string;
}

/** Allowed in an address, so that a link restores them. */
const SHOWN = ['from', 'to', 'state', 'outcome', 'sid'] as const;
/** About a person or a card: sent to the API in a body, and nowhere else. */
const HIDDEN = ['agent', 'lastFour', 'amount', 'reference', 'customer'] as const;

/**
 * Reads the filter from the address and from what is kept beside it, so that back and reload restore it. The default
 * is today.
 */
export function filterFrom(search: string, kept: Kept, now: Date): DayFilter {
  const query = new URLSearchParams(search);
  const given = Object.fromEntries([
    ...SHOWN.map((name) => [name, query.get(name) ?? '']),
    ...HIDDEN.map((name) => [name, kept[name] ?? '']),
    // Another system may link to the payments of a reference: `/payments?reference=INV-1`.
    ...(query.has('reference') ? [['reference', query.get('reference')]] : []),
  ]) as unknown as DayFilter;
  // A search by call, payment or reference needs no day.
  if (given.sid || given.reference || query.has('from') || query.has('to')) return given;
  const today = dayOf(now);
  return { ...given, from: today, to: today };
}

/** The address of a filter, and what is kept beside it. */
export function placeOf(filter: DayFilter): { readonly address: string; readonly kept: Kept } {
  const given = SHOWN.filter((name) => filter[name] !== '' || (name === 'from' && filter.to === ''));
  const query = new URLSearchParams(given.map((name) => [name, filter[name]]));
  const kept = Object.fromEntries(HIDDEN.map((name) => [name, filter[name]]));
  return { address: `/payments?${query}`, kept };
}

/** The same filter as the API expects it: whole days, from midnight to midnight. */
export function requestOf(filter: DayFilter): ListFilter {
  const sid = filter.sid.trim();
  const isFailure = filter.state === 'declined' || filter.state === 'error';
  return {
    from: filter.from && startOf(filter.from),
    to: filter.to && startOf(addDays(filter.to, 1)),
    agent: filter.agent.trim(),
    state: isFailure ? 'failed' : filter.state,
    failure: isFailure ? filter.state : '',
    outcome: filter.outcome,
    callSid: sid.startsWith('CA') ? sid : '',
    paySid: sid.startsWith('PK') ? sid : '',
    lastFour: filter.lastFour.trim(),
    amount: filter.amount.trim(),
    reference: filter.reference.trim(),
    customer: filter.customer.trim(),
  };
}

export type FilterProblems = Readonly<Partial<Record<keyof DayFilter, TextKey>>>;

/** What must be corrected before the search is sent, by field. */
export function problemsOf({ from, to, agent, sid, lastFour, amount, ...ids }: DayFilter): FilterProblems {
  const problems: [keyof DayFilter, TextKey, boolean][] = [
    ['from', BAD.from, from !== '' && !isSearchable(from)],
    ['to', BAD.to, to !== '' && !isSearchable(to)],
    ['to', 'search.bad.order', from !== '' && to !== '' && to < from],
    ['agent', BAD.agent, agent.trim() !== '' && !isAgentName(agent.trim())],
    ['lastFour', BAD.lastFour, !/^(?:[0-9]{4})?$/.test(lastFour.trim())],
    ['amount', BAD.amount, !/^(?:[0-9]{1,6}(?:\.[0-9]{1,4})?)?$/.test(amount.trim())],
    ...ID_FIELDS.map((field): [keyof DayFilter, TextKey, boolean] => [
      field,
      BAD[field],
      ids[field].trim().length > MOST_ID,
    ]),
    ['sid', BAD.sid, !/^(?:(?:CA|PK)[0-9a-fA-F]{32})?$/.test(sid.trim())],
  ];
  return Object.fromEntries(problems.filter(([, , isWrong]) => isWrong));
}

/** Years of other thousands are slips of a key, and some of their days have no neighbour of four digits. */
function isSearchable(day: string): boolean {
  return /^[12]/.test(day) && isDay(day);
}

/** What is wrong with a field whose value the service does not take. */
export const BAD: Readonly<Record<keyof DayFilter, TextKey>> = {
  from: 'search.bad.day',
  to: 'search.bad.day',
  agent: 'search.bad.name',
  state: 'search.bad.choice',
  outcome: 'search.bad.choice',
  lastFour: 'search.bad.lastFour',
  amount: 'search.bad.amount',
  sid: 'search.bad.sid',
  reference: 'search.bad.id',
  customer: 'search.bad.id',
};

/** The field of the form that the service found at fault; the form knows some by another name. */
export function fieldAtFault({ field }: Pick<ApiError, 'field'>): keyof DayFilter | undefined {
  if (field === 'callSid' || field === 'paySid') return 'sid';
  if (field === 'failure') return 'state';
  return [...SHOWN, ...HIDDEN].find((name) => name === field);
}

/** How many fields narrow the list beyond its days. */
export function countOf({ from: _from, to: _to, ...others }: DayFilter): number {
  return Object.values(others).filter((value) => value.trim() !== '').length;
}

/** `payments_2026-11-15_2026-11-22.csv`, without days when none are set. */
export function fileNameOf({ from, to }: DayFilter): string {
  return `${['payments', from, to].filter(Boolean).join('_')}.csv`;
}
