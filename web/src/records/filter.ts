import { isDay, readDayOrTime } from '#lambdas/contract/day.ts';
import { CARD_BRANDS } from '#lambdas/contract/fields.ts';
import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import { ID_FIELDS, MOST_ID } from '#lambdas/contract/reference-mask.ts';
import { isAgentName } from '#lambdas/contract/user-name.ts';
import type { ApiError } from '#web/src/api/client.ts';
import type { ListFilter } from '#web/src/api/desk-api.ts';
import type { Kept } from '#web/src/platform/router.ts';
import type { TextKey } from '#web/src/words/trail-words.ts';
import { addDays, dayOf, startOf, zone } from './zone.ts';

/** May be in an address, so that a link restores them: nothing in them is of a card or of whoever paid. */
const SHOWN = [
  'from',
  'to',
  'ending',
  'agent',
  'amountFrom',
  'amountTo',
  'currency',
  'brand',
  'method',
  'reason',
  'changedSince',
  'state',
  'outcome',
  'sid',
  'sort',
] as const;
/** About whoever paid: sent to the API in a body, and nowhere else. */
const HIDDEN = ['lastFour', 'reference', 'customer', 'confirmation'] as const;

export type FilterField = (typeof SHOWN | typeof HIDDEN)[number];

/**
 * The list's filter as people see it; a field that is not set is empty text. `from` and `to` are days in the chosen zone, both
 * included, or times, of which `to` is not. `-` asks for payments without an agent, a brand or a currency. `sid` is a
 * call's or a payment's; `state` and `outcome` come from older addresses. `sort` is a column, after `-` from its highest down.
 */
export type PaymentFilter = Readonly<Record<FilterField, string>>;

/** What stands for "without one" where a filter names an agent, a brand or a currency. */
export const WITHOUT = '-';

/** The address of the list so narrowed; what must not be in an address is left out. Without days it is of any day. */
export function listAddress(filter: Partial<PaymentFilter>): string {
  const given = SHOWN.flatMap((name): [string, string][] => {
    const value = filter[name] ?? '';
    // Without either day it would be today's.
    return value !== '' || (name === 'from' && !filter.to) ? [[name, value]] : [];
  });
  // Its days are read in this computer's zone unless it says otherwise.
  if (zone.peek() === 'UTC' && [filter.from, filter.to].some((day) => day && isDay(day))) {
    given.push(['zone', 'UTC']);
  }
  return `/payments?${new URLSearchParams(given)}`;
}

/** The address of a filter, and what is kept beside it. */
export function placeOf(filter: PaymentFilter): { readonly address: string; readonly kept: Kept } {
  const kept = Object.fromEntries(HIDDEN.map((name) => [name, filter[name]]));
  return { address: listAddress(filter), kept };
}

/**
 * Reads the filter from the address and from what is kept beside it, so that back and reload restore it. The default
 * is today.
 */
export function filterFrom(search: string, kept: Kept, now: Date): PaymentFilter {
  const query = new URLSearchParams(search);
  const given = Object.fromEntries([
    ...SHOWN.map((name) => [name, query.get(name) ?? '']),
    ...HIDDEN.map((name) => [name, kept[name] ?? '']),
    // Another system may link to the payments of a reference: `/payments?reference=INV-1`.
    ...(query.has('reference') ? [['reference', query.get('reference')]] : []),
  ]) as unknown as PaymentFilter;
  if (query.has('from') || query.has('to')) return withWholeDays(given);
  // A search by an id needs no day.
  if (IDS.some((name) => given[name] !== '')) return given;
  const today = dayOf(now);
  return { ...given, from: today, to: today };
}

const IDS = ['sid', ...ID_FIELDS, 'confirmation'] as const;

/** Times at which days begin in the chosen zone are those days: a report's range is one a person can change. */
function withWholeDays(filter: PaymentFilter): PaymentFilter {
  const day = (time: string) => {
    const at = time.includes('T') ? readDayOrTime(time) : undefined;
    const found = at && dayOf(new Date(at));
    return found && startOf(found) === at ? found : undefined;
  };
  const [from, to] = [day(filter.from), day(filter.to)];
  const isWhole = (given: string, found: string | undefined) => found !== undefined || !given.includes('T');
  if (!isWhole(filter.from, from) || !isWhole(filter.to, to)) return filter;
  return { ...filter, from: from ?? filter.from, to: to ? addDays(to, -1) : filter.to };
}

/** The same filter as the API expects it: whole days, from midnight to midnight. */
export function requestOf(filter: PaymentFilter): ListFilter {
  const { from, to, sid: _sid, sort: _sort, ...others } = trimmed(filter);
  const sid = filter.sid.trim();
  const isFailure = filter.state === 'declined' || filter.state === 'error';
  return {
    ...others,
    from: isDay(from) ? startOf(from) : from,
    to: isDay(to) ? startOf(addDays(to, 1)) : to,
    state: isFailure ? 'failed' : filter.state,
    failure: isFailure ? filter.state : '',
    callSid: sid.startsWith('CA') ? sid : '',
    paySid: sid.startsWith('PK') ? sid : '',
  };
}

function trimmed(filter: PaymentFilter): PaymentFilter {
  const pairs = Object.entries(filter).map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(pairs) as PaymentFilter;
}

export type FilterProblems = Readonly<Partial<Record<FilterField, TextKey>>>;

/** What must be corrected before the search is sent, by field. */
export function problemsOf(filter: PaymentFilter): FilterProblems {
  const given = trimmed(filter);
  const { from, to, amountFrom, amountTo } = given;
  const wrong = Object.entries(ALLOWED).flatMap(([name, isAllowed]): [FilterField, TextKey][] => {
    const field = name as FilterField;
    return given[field] === '' || isAllowed(given[field]) ? [] : [[field, BAD[field]]];
  });
  const isReversed = from !== '' && to !== '' && to < from;
  return {
    ...(isReversed ? { to: 'search.bad.order' } : {}),
    ...(amountFrom !== '' && amountTo !== '' && Number(amountTo) < Number(amountFrom)
      ? { amountTo: 'search.bad.amounts' }
      : {}),
    ...Object.fromEntries(wrong),
  };
}

const one =
  (...values: readonly string[]) =>
  (text: string) =>
    values.includes(text);
const like = (pattern: RegExp) => (text: string) => pattern.test(text);
const isShort = (text: string) => text.length <= MOST_ID;
const isAmount = like(/^[0-9]{1,6}(?:\.[0-9]{1,4})?$/);

/** What each field may be: an address can be anybody's. A field without a rule is the service's to judge. */
const ALLOWED: Readonly<Partial<Record<FilterField, (text: string) => boolean>>> = {
  from: isSearchable,
  to: isSearchable,
  changedSince: isSearchable,
  agent: (text) => text === WITHOUT || isAgentName(text),
  ending: one(...ENDINGS),
  amountFrom: isAmount,
  amountTo: isAmount,
  currency: like(/^(?:[A-Z]{3}|-)$/),
  brand: one(...CARD_BRANDS, WITHOUT),
  method: one('credit-card', 'ach-debit'),
  reason: like(/^(?:[0-9]{5}|[a-z]+(?:-[a-z]+)*)$/),
  sid: like(/^(?:CA|PK)[0-9a-fA-F]{32}$/),
  lastFour: like(/^[0-9]{4}$/),
  reference: isShort,
  customer: isShort,
  confirmation: (text) => text.length <= 128,
};

/** Years of other thousands are slips of a key, and some of their days have no neighbour of four digits. */
function isSearchable(text: string): boolean {
  return /^[12]/.test(text) && readDayOrTime(text) !== undefined;
}

/** What is wrong with a field whose value the service does not take. */
export const BAD: Readonly<Record<FilterField, TextKey>> = {
  from: 'search.bad.day',
  to: 'search.bad.day',
  changedSince: 'search.bad.day',
  agent: 'search.bad.name',
  ending: 'search.bad.choice',
  state: 'search.bad.choice',
  outcome: 'search.bad.choice',
  currency: 'search.bad.choice',
  brand: 'search.bad.choice',
  method: 'search.bad.choice',
  reason: 'search.bad.choice',
  lastFour: 'search.bad.lastFour',
  amountFrom: 'search.bad.amount',
  amountTo: 'search.bad.amount',
  sid: 'search.bad.sid',
  sort: 'search.bad.choice',
  reference: 'search.bad.id',
  customer: 'search.bad.id',
  confirmation: 'search.bad.id',
};

/** The field that the service found at fault; people know some by another name. */
export function fieldAtFault({ field }: Pick<ApiError, 'field'>): FilterField | undefined {
  if (field === 'callSid' || field === 'paySid') return 'sid';
  if (field === 'failure') return 'state';
  return [...SHOWN, ...HIDDEN].find((name) => name === field);
}

/** `payments_2026-11-15_2026-11-22.csv`, without days when none are set. */
export function fileNameOf({ from, to }: PaymentFilter): string {
  return `${['payments', from.slice(0, 10), to.slice(0, 10)].filter(Boolean).join('_')}.csv`;
}
