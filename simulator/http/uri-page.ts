import type { Context } from 'hono';
import { readPaging } from './paging.ts';
import { showName } from './show-name.ts';
import { SimulatorUnsupported } from './simulator-unsupported.ts';
import { invalidParameter } from './twilio-error.ts';

/** Largest `PageSize` of the 2010 API (Twilio docs); a larger one counts as this one. */
const LARGEST_PAGE = 1000;

export type Filter<T> = (record: T, asked: string) => boolean;
export type Filters<T> = Readonly<Record<string, Filter<T>>>;

/**
 * One page of a list of the 2010 API (Twilio docs): records under `key`, neighbours as relative addresses. A query
 * parameter without a filter is refused in the simulator's own words.
 */
export function uriPage<T>(
  context: Context,
  key: string,
  records: readonly T[],
  bodyOf: (record: T) => object,
  filters: Filters<T> = {},
): Record<string, unknown> {
  const query = new URL(context.req.url).searchParams;
  for (const name of query.keys()) {
    if (query.getAll(name).length > 1)
      throw new SimulatorUnsupported(`a list of ${key} by ${showName(name)} given twice`);
    if (!PAGING.includes(name) && !Object.hasOwn(filters, name))
      throw new SimulatorUnsupported(`a list of ${key} by ${showName(name)}`);
  }

  const found = records.filter((record) =>
    Object.entries(filters).every(
      ([name, matches]) => !query.get(name) || matches(record, query.get(name) ?? ''),
    ),
  );
  const { size, page } = readPaging(query, key, LARGEST_PAGE);
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

/** `PageToken` is in no address this simulator returns, so nobody can have one. */
const PAGING = ['PageSize', 'Page'];

/**
 * Filters by a time: on a day or at a second, and with `<` and `>` in the name on or before and on or after one (Twilio
 * docs). A record without that time is in none of them.
 *
 * @throws TwilioError 20001 for what is no date, when used
 */
export function dateFilters<T>(name: string, timeOf: (record: T) => Date | undefined): Filters<T> {
  const filter =
    (isIn: (time: number, from: number, to: number) => boolean): Filter<T> =>
    (record, asked) => {
      const [from, to] = spanOf(asked, name);
      const time = timeOf(record);
      return time !== undefined && isIn(Math.floor(time.getTime() / 1000) * 1000, from, to);
    };
  return {
    [name]: filter((time, from, to) => time >= from && time < to),
    [`${name}<`]: filter((time, _from, to) => time < to),
    [`${name}>`]: filter((time, from) => time >= from),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** From when until before when a text means: a day of UTC, or a second. */
function spanOf(asked: string, name: string): readonly [from: number, to: number] {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(asked);
  const from = isDay || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(asked) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(from)) throw invalidParameter(name);
  return [from, from + (isDay ? DAY_MS : 1000)];
}
