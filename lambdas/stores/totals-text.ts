import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import type { TotalsRow, TotalsTally } from '#lambdas/session/totals.ts';
import { packed, unpacked } from './packed-text.ts';

/** What a report shows of a row, as a list, so that names need not be read again and again: then three for each ending. */
type Shown = readonly [
  agent: string,
  currency: string,
  brand: TotalsRow['brand'],
  method: TotalsRow['method'],
  misses: number,
  timed: number,
  milliseconds: number,
  ...endings: readonly (number | string)[],
];

/** What only a search asks of it: its reasons, then the least and the most amount of each ending, or two zeros. */
type Asked = readonly [reasons: NonNullable<TotalsRow['reasons']> | 0, ...amounts: Amounts];

type Amounts = readonly (string | 0)[];

const FACTS = 7;
const NONE = 0;

/** Rows as the text of an item, compressed. What a report shows comes first: it need not read the rest. */
export function writeRows(rows: readonly TotalsRow[]): string {
  if (rows.length === 0) return '';
  const shown = rows.map(
    ({ agent, currency, brand, method, misses, timed, milliseconds, endings }): Shown => {
      const tallies = inOrder(endings).flatMap(([at, { count, minor }]) => [at, count, minor]);
      return [agent, currency, brand, method, misses, timed, milliseconds, ...tallies];
    },
  );
  const asked = rows.map(({ endings, reasons }): Asked => {
    const amounts = inOrder(endings).flatMap(([, { least, most }]): Amounts => [least ?? NONE, most ?? NONE]);
    return [reasons ?? NONE, ...amounts];
  });
  return `${packed(shown)}.${packed(asked)}`;
}

/** @param isAsked whether to read what only a search asks, which takes twice as long */
export function readRows(text: string, isAsked: boolean): readonly TotalsRow[] {
  if (text === '') return [];
  const [first = '', second = ''] = text.split('.');
  const asked = isAsked ? (unpacked(second) as readonly Asked[]) : undefined;
  return (unpacked(first) as readonly Shown[]).map((row, number) => {
    const [agent, currency, brand, method, misses, timed, milliseconds] = row;
    const endings: Partial<Record<Ending, TotalsTally>> = {};
    const more = asked?.[number];
    for (let at = FACTS, amount = 1; at < row.length; at += 3, amount += 2) {
      const ending = ENDINGS[row[at] as number];
      const tally = { count: row[at + 1] as number, minor: row[at + 2] as string };
      const [least, most] = [more?.[amount], more?.[amount + 1]];
      if (ending)
        endings[ending] = least && most ? { ...tally, least: String(least), most: String(most) } : tally;
    }
    const facts = { agent, currency, brand, method, endings, misses, timed, milliseconds };
    return more?.[0] ? { ...facts, reasons: more[0] } : facts;
  });
}

function inOrder(endings: TotalsRow['endings']): readonly (readonly [number, TotalsTally])[] {
  return ENDINGS.flatMap((ending, at) => {
    const tally = endings[ending];
    return tally ? [[at, tally] as const] : [];
  });
}
