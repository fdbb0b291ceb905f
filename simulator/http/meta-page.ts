import type { Context } from 'hono';
import { readPaging } from './paging.ts';
import { showName } from './show-name.ts';
import { SimulatorUnsupported } from './simulator-unsupported.ts';

/** Largest `PageSize` (Twilio docs: 100 for Sync documents); a larger one counts as this one. */
const LARGEST_PAGE = 100;

/**
 * One page of a v1 API's list: the records under `key`, and `meta` with the addresses of the neighbours (Twilio
 * docs). The addresses point at the simulator, because the helper libraries follow them unchanged. A query parameter that
 * is not paging, or is given twice, is refused in the simulator's own words.
 */
export function metaPage(
  context: Context,
  key: string,
  records: readonly unknown[],
): Record<string, unknown> {
  for (const [name, values] of Object.entries(context.req.queries())) {
    if (values.length > 1 || (name !== 'PageSize' && name !== 'Page'))
      throw new SimulatorUnsupported(
        `a list of ${key} by ${showName(name)}${values.length > 1 ? ' given twice' : ''}`,
      );
  }
  const { size, page } = readPaging(new URL(context.req.url).searchParams, key, LARGEST_PAGE);
  const urlOf = (number: number) => {
    const url = new URL(context.req.url);
    url.searchParams.set('PageSize', String(size));
    url.searchParams.set('Page', String(number));
    return url.href;
  };
  const hasNext = (page + 1) * size < records.length;
  return {
    [key]: records.slice(page * size, (page + 1) * size),
    meta: {
      page,
      page_size: size,
      first_page_url: urlOf(0),
      previous_page_url: page > 0 ? urlOf(page - 1) : null,
      url: urlOf(page),
      next_page_url: hasNext ? urlOf(page + 1) : null,
      key,
    },
  };
}
