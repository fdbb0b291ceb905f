import type { Json, TwilioRest } from './twilio-rest.ts';

/** A Twilio list in which we keep one thing, known by its friendly name. */
export interface NamedList {
  readonly url: string;
  /** Key of the rows in a page of the list. */
  readonly rows: string;
  readonly host: string;
}

/** Every row of ours. Twilio does not insist on unique names, and pages its lists. */
export async function findNamed(twilio: TwilioRest, list: NamedList, name: string): Promise<readonly Json[]> {
  const found: Json[] = [];
  let url: string | undefined = `${list.url}?PageSize=100`;
  while (url) {
    const page: Json = await twilio.get(url);
    const rows = page[list.rows];
    if (Array.isArray(rows)) found.push(...(rows as Json[]).filter((row) => row.friendly_name === name));
    url = nextPage(page, list.host);
  }
  return found;
}

/** A string field of Twilio's response, empty when it is absent or null. */
export function text(row: Json, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

/** The 2010 API gives a path below its host, the newer ones a whole address: taken only when it stays on our host. */
function nextPage(page: Json, host: string): string | undefined {
  const path = page.next_page_uri;
  if (typeof path === 'string' && path.startsWith('/')) return `${host}${path}`;
  const meta = page.meta as { readonly next_page_url?: unknown } | undefined;
  const url = meta?.next_page_url;
  return typeof url === 'string' && url.startsWith(`${host}/`) ? url : undefined;
}
