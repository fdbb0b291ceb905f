import { contentOf, type LineReading } from './formats.ts';
import type { Mapped, Mapping } from './mapping.ts';
import { readMinor } from './read-amount.ts';

/** One line of such a file. Money that went back is a refund; a line that names nothing, such as a sum, is refused. */
export function readMapped(
  cells: readonly string[],
  { columns, currency: fixed, ...writing }: Mapping,
  zone: string,
): LineReading {
  const of = (what: Mapped) => cells[columns[what] ?? -1]?.trim() ?? '';
  const currency = of('currency') || fixed;
  const amount = readMinor(of('amount'), currency.toUpperCase(), writing.decimals);
  if (of('id') === '' && of('reference') === '' && of('lastFour') === '') return 'noKey';
  return contentOf({
    kind: amount !== undefined && amount < 0 ? 'refund' : 'payment',
    ids: [of('id')],
    references: [of('reference')],
    amount,
    currency,
    time: of('time'),
    writing: { ...writing, zone },
    brand: of('brand'),
    lastFour: of('lastFour'),
  });
}
