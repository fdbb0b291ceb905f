import type { ListFilter } from '../api/desk-api.ts';

/** The list's filter as the agent sees it: days of this computer's calendar. */
export interface DayFilter {
  readonly from: string;
  readonly to: string;
  readonly agent: string;
  readonly state: string;
  readonly callSid: string;
}

/** Reads the filter from the address, so that back, reload and a shared link bring it back. Today unless told. */
export function filterFrom(search: string, now: Date): DayFilter {
  const query = new URLSearchParams(search);
  const today = dayOf(now);
  return {
    from: query.get('from') ?? today,
    to: query.get('to') ?? today,
    agent: query.get('agent') ?? '',
    state: query.get('state') ?? '',
    callSid: query.get('callSid') ?? '',
  };
}

export function addressOf(filter: DayFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== '');
  return `/payments?${new URLSearchParams(given)}`;
}

/** The same filter as the API takes it: whole days, from local midnight up to the last millisecond. */
export function requestOf(filter: DayFilter): ListFilter {
  return {
    from: filter.from && new Date(`${filter.from}T00:00:00.000`).toISOString(),
    to: filter.to && new Date(`${filter.to}T23:59:59.999`).toISOString(),
    agent: filter.agent,
    state: filter.state,
    callSid: filter.callSid.trim(),
  };
}

function dayOf(date: Date): string {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
