import type { Context } from 'hono';
import { showName } from './show-name.ts';
import { SimulatorUnsupported } from './simulator-unsupported.ts';

/** Largest `PageSize` of the 2010 API (Twilio docs); a larger one counts as this one. */
const LARGEST_PAGE = 1000;
const USUAL_PAGE = 50;

export type Filter<T> = (record: T, asked: string) => boolean;

/**
 * One page of a list of the 2010 API (Twilio docs): records under `key`, neighbours as relative addresses. A query
 * parameter without a filter is refused in the simulator's own words.
 */
export function uriPage<T>(
  context: Context,
  key: string,
  records: readonly T[],
  bodyOf: (record: T) => object,
  filters: Readonly<Record<string, Filter<T>>> = {},
): Record<string, unknown> {
  const query = new URL(context.req.url).searchParams;
  for (const name of query.keys())
    if (!PAGING.includes(name) && !Object.hasOwn(filters, name))
      throw new SimulatorUnsupported(`a list of ${key} by ${showName(name)}`);

  const found = records.filter((record) =>
    Object.entries(filters).every(
      ([name, matches]) => !query.get(name) || matches(record, query.get(name) ?? ''),
    ),
  );
  const size = Math.min(wholeNumber(query.get('PageSize'), USUAL_PAGE) || USUAL_PAGE, LARGEST_PAGE);
  const page = wholeNumber(query.get('Page'), 0);
  const shown = found.slice(page * size, (page + 1) * size);
  const uriOf = (number: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('PageSize', String(size));
    parameters.set('Page', String(number));
    return `${context.req.path}?${parameters}`;
  };
  return {
    [key]: shown.map(bodyOf),
    start: page * size,
    end: Math.max(page * size + shown.length - 1, 0),
    page,
    page_size: size,
    first_page_uri: uriOf(0),
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    next_page_uri: (page + 1) * size < found.length ? uriOf(page + 1) : null,
    uri: uriOf(page),
  };
}

const PAGING = ['PageSize', 'Page', 'PageToken'];

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : otherwise;
}
