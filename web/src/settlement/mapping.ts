import { foldName } from './header.ts';
import type { Writing } from './row.ts';

/** What columns of a file mean. */
export const MAPPED = ['amount', 'currency', 'id', 'reference', 'time', 'lastFour', 'brand'] as const;
export type Mapped = (typeof MAPPED)[number];

/** How a person read a file that is not recognised: columns by their place, 0 for the first. */
export interface Mapping extends Omit<Writing, 'zone'> {
  readonly columns: Readonly<Partial<Record<Mapped, number>>>;
  /** Where no column says it. */
  readonly currency: string;
}

/** What these columns are usually called. */
const USUAL: Readonly<Record<Mapped, RegExp>> = {
  amount:
    /^(?:gross|(?:settle(?:ment|d)?|transaction|gross|charge)?[ _-]?(?:amount|total)|betrag|montant|importe|valor|bruttobetrag)/,
  currency: /currency|w.hrung|devise|moneda|^ccy$/,
  id: /(?:^|[ _-])(?:trans(?:action)?|charge|payment|retref|psp)[ _-]?(?:id|ref(?:erence)?|no|number)?$|^retref$|^id$|^transaktion/,
  reference: /ref|order|invoice|rechnung|bestell|verwendung|factura|pedido/,
  time: /date|time|datum|fecha|created|settled.?at/,
  lastFour: /last.?(?:4|four)|account.?number|card.?(?:number|no)|karte|tarjeta/,
  brand: /brand|card.?type|scheme|marke|marca/,
};

/** A first guess, which a person corrects. Each column is taken once. */
export function guessMapping(header: readonly string[], sample: readonly string[]): Mapping {
  const names = header.map(foldName);
  const columns: Partial<Record<Mapped, number>> = {};
  for (const what of MAPPED) {
    const place = names.findIndex(
      (name, at) => USUAL[what].test(name) && !Object.values(columns).includes(at),
    );
    if (place !== -1) columns[what] = place;
  }
  const amount = sample[columns.amount ?? -1] ?? '';
  return {
    columns,
    currency: '',
    order: /\d{1,2}[./]\d{1,2}[./]\d{4}/.test(sample[columns.time ?? -1] ?? '') ? 'dmy' : 'ymd',
    decimals: /,\d{1,2}$/.test(amount.trim()) ? 'comma' : 'point',
  };
}

/** What of a mapping is still missing. */
export function missingIn({ columns, currency }: Mapping): readonly ('amount' | 'currency' | 'key')[] {
  const hasKey =
    columns.id !== undefined ||
    columns.reference !== undefined ||
    (columns.lastFour !== undefined && columns.time !== undefined);
  return [
    ...(columns.amount === undefined ? (['amount'] as const) : []),
    ...(columns.currency === undefined && !/^[A-Z]{3}$/.test(currency) ? (['currency'] as const) : []),
    ...(hasKey ? [] : (['key'] as const)),
  ];
}
