import type { Call } from '../services.ts';
import { callBody } from './call-body.ts';

const LARGEST_PAGE = 1000;

/** One page of the account's calls, newest first, filtered as the query says (Twilio docs). */
export function callPage(calls: readonly Call[], url: URL, accountSid: string): Record<string, unknown> {
  const query = url.searchParams;
  const size = Math.min(Math.max(Number(query.get('PageSize')) || 50, 1), LARGEST_PAGE);
  const page = Math.max(Math.trunc(Number(query.get('Page')) || 0), 0);
  const found = [...calls]
    .reverse()
    .filter((call) => FILTERS.every(([name, of]) => !query.has(name) || of(call) === query.get(name)));
  const shown = found.slice(page * size, (page + 1) * size);
  const uriOf = (number: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('PageSize', String(size));
    parameters.set('Page', String(number));
    return `${url.pathname}?${parameters}`;
  };
  return {
    calls: shown.map((call) => callBody(call, accountSid)),
    end: page * size + shown.length,
    first_page_uri: uriOf(0),
    next_page_uri: (page + 1) * size < found.length ? uriOf(page + 1) : null,
    page,
    page_size: size,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    start: page * size,
    uri: `${url.pathname}${url.search}`,
  };
}

/** Query parameters that narrow the list; any other is refused by the route. */
export const LIST_PARAMETERS = ['PageSize', 'Page', 'PageToken', 'Status', 'ParentCallSid', 'To', 'From'];

const FILTERS: readonly (readonly [name: string, of: (call: Call) => string | undefined])[] = [
  ['Status', ({ status }) => status],
  ['ParentCallSid', ({ parentCallSid }) => parentCallSid],
  ['To', ({ to }) => to],
  ['From', ({ from }) => from],
];
