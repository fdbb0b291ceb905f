import { gunzipSync, gzipSync } from 'node:zlib';
import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import type { TotalsRow, TotalsTally } from '#lambdas/session/totals.ts';

/** A row as a list, so that names need not be read again and again. Endings by their place in {@link ENDINGS}. */
type Written = readonly [
  agent: string,
  currency: string,
  brand: TotalsRow['brand'],
  method: TotalsRow['method'],
  misses: number,
  timed: number,
  milliseconds: number,
  endings: readonly (readonly [
    ending: number,
    count: number,
    minor: string,
    least?: string,
    most?: string,
  ])[],
  reasons?: TotalsRow['reasons'],
];

/** Rows as the text of an item: compressed, a day of a hundred agents is a few kilobytes. */
export function writeRows(rows: readonly TotalsRow[]): string {
  if (rows.length === 0) return '';
  const written = rows.map((row): Written => {
    const { agent, currency, brand, method, misses, timed, milliseconds, endings, reasons } = row;
    const tallies = ENDINGS.flatMap((ending, at) => {
      const tally = endings[ending];
      return tally ? [[at, ...listOf(tally)] as const] : [];
    });
    const facts = [agent, currency, brand, method, misses, timed, milliseconds, tallies] as const;
    return reasons ? [...facts, reasons] : facts;
  });
  return gzipSync(JSON.stringify(written)).toString('base64');
}

export function readRows(text: string): readonly TotalsRow[] {
  if (text === '') return [];
  const written = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8')) as readonly Written[];
  return written.map(([agent, currency, brand, method, misses, timed, milliseconds, tallies, reasons]) => {
    const endings: Partial<Record<Ending, TotalsTally>> = {};
    for (const [at, count, minor, least, most] of tallies) {
      const ending = ENDINGS[at];
      if (!ending) continue;
      endings[ending] =
        least === undefined || most === undefined ? { count, minor } : { count, minor, least, most };
    }
    const row = { agent, currency, brand, method, endings, misses, timed, milliseconds };
    return reasons ? { ...row, reasons } : row;
  });
}

function listOf({ count, minor, least, most }: TotalsTally) {
  return least === undefined || most === undefined
    ? ([count, minor] as const)
    : ([count, minor, least, most] as const);
}
