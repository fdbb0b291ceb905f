import type { SettlementFormat } from '#lambdas/contract/desk-api.ts';
import type { CardBrand } from '#lambdas/contract/fields.ts';
import type { Cells } from './header.ts';
import { readCurrency, readMinor } from './read-amount.ts';
import { readMoment, ZONES } from './read-moment.ts';
import type { Reject, RowKind, SettlementRow, Writing } from './row.ts';

type Content = Omit<SettlementRow, 'line'>;

/** What a line says; undefined for one that says nothing of money. */
export type LineReading = Content | Reject['why'] | undefined;

/** A file that is recognised by the names of its columns. Version 1 of each; a column of another name is a new version. */
export interface Format {
  readonly id: Exclude<SettlementFormat, 'csv'>;
  /** Columns by which it is recognised. */
  readonly known: readonly string[];
  /** Columns without which it cannot be read. */
  readonly needed: readonly string[];
  /** @param writing how to read what the file does not say */
  read(cells: Cells, writing: Writing): LineReading;
}

/** Stripe's payout reconciliation: amounts with decimals and a sign, currencies in lower case. */
const STRIPE: Format = {
  id: 'stripe',
  known: ['reporting_category', 'balance_transaction_id'],
  needed: ['reporting_category', 'balance_transaction_id', 'currency', 'gross', 'net'],
  read(cells, writing) {
    // What the customer was charged, where it was changed into another currency.
    const isOther = cells.of('customer_facing_amount') !== '' && cells.of('customer_facing_currency') !== '';
    const [amount, code] = isOther
      ? [cells.of('customer_facing_amount'), cells.of('customer_facing_currency')]
      : [cells.of('gross'), cells.of('currency')];
    const kind = STRIPE_KINDS[cells.of('reporting_category')] ?? 'adjustment';
    const inUtc = cells.of('created_utc');
    const payout = cells.of('automatic_payout_id') || (kind === 'payout' ? cells.of('source_id') : '');
    return contentOf({
      kind,
      ids: ['charge_id', 'payment_intent_id', 'source_id', 'balance_transaction_id'].map(cells.of),
      references: cells.where(/^payment_metadata\[/),
      amount: readMinor(amount, code.toUpperCase(), 'point'),
      currency: code,
      time: inUtc || cells.of('created'),
      writing: inUtc ? { ...writing, zone: 'UTC' } : writing,
      brand: cells.of('card_brand'),
      lastFour: cells.of('card_last4'),
      payout: {
        id: payout,
        minor: readMinor(cells.of('net'), cells.of('currency').toUpperCase(), 'point'),
        currency: cells.of('currency'),
      },
    });
  },
};

const STRIPE_KINDS: Readonly<Record<string, RowKind>> = {
  charge: 'payment',
  refund: 'refund',
  dispute: 'chargeback',
  dispute_reversal: 'chargeback',
  fee: 'fee',
  network_cost: 'fee',
  payout: 'payout',
  payout_reversal: 'payout',
};

/** Adyen's settlement details: two columns without signs, and the one that is filled is the direction. */
const ADYEN: Format = {
  id: 'adyen',
  known: ['psp reference', 'modification reference'],
  needed: [
    'psp reference',
    'merchant reference',
    'type',
    'creation date',
    'gross currency',
    'gross debit (gc)',
    'gross credit (gc)',
    'net debit (nc)',
    'net credit (nc)',
  ],
  read(cells, writing) {
    const kind = ADYEN_KINDS[cells.of('type').toLowerCase()] ?? 'adjustment';
    const code = cells.of('gross currency') || cells.of('net currency');
    const net = cells.of('net currency') || code;
    const hasGross = cells.of('gross debit (gc)') !== '' || cells.of('gross credit (gc)') !== '';
    const netMinor = directed(cells, 'net debit (nc)', 'net credit (nc)', net);
    return contentOf({
      kind,
      ids: ['psp reference', 'modification reference'].map(cells.of),
      references: cells.where(/^(?:merchant|modification merchant) reference$/),
      // Fees and payouts have no gross.
      amount: hasGross ? directed(cells, 'gross debit (gc)', 'gross credit (gc)', code) : netMinor,
      currency: hasGross ? code : net,
      time: cells.of('creation date'),
      writing: { ...writing, zone: ZONES[cells.of('timezone').toUpperCase()] ?? writing.zone },
      brand: cells.of('payment method'),
      payout: { id: cells.of('batch number'), minor: netMinor, currency: net },
    });
  },
};

const ADYEN_KINDS: Readonly<Record<string, RowKind>> = {
  settled: 'payment',
  refunded: 'refund',
  chargeback: 'chargeback',
  secondchargeback: 'chargeback',
  chargebackreversed: 'chargeback',
  fee: 'fee',
  merchantpayout: 'payout',
};

function directed(cells: Cells, debit: string, credit: string, currency: string): number | undefined {
  const [out, into] = [debit, credit].map((name) =>
    readMinor(cells.of(name) || '0', currency.toUpperCase(), 'point'),
  );
  return out === undefined || into === undefined ? undefined : into - out;
}

/** The body of PayPal's settlement report; its other rows are read by `paypal.ts`. Amounts are in the smallest unit. */
export const PAYPAL: Format = {
  id: 'paypal',
  known: ['transaction event code', 'transaction debit or credit'],
  needed: [
    'transaction id',
    'invoice id',
    'transaction event code',
    'transaction initiation date',
    'transaction debit or credit',
    'gross transaction amount',
    'gross transaction currency',
  ],
  read(cells, writing) {
    const code = cells.of('transaction event code').toUpperCase();
    const minus = /^d/i.test(cells.of('transaction debit or credit')) ? -1 : 1;
    const amount = readMinor(cells.of('gross transaction amount'), '', 'minor');
    const kind = PAYPAL_KINDS.find(([fits]) => fits.test(code))?.[1] ?? 'adjustment';
    return contentOf({
      kind: kind === 'payment' && minus < 0 ? 'adjustment' : kind,
      ids: ['transaction id', 'paypal reference id'].map(cells.of),
      references: ['invoice id', 'custom field'].map(cells.of),
      amount: amount === undefined ? undefined : minus * amount,
      currency: cells.of('gross transaction currency'),
      time: cells.of('transaction initiation date'),
      writing,
    });
  },
};

const PAYPAL_KINDS: readonly (readonly [RegExp, RowKind])[] = [
  [/^T00/, 'payment'],
  [/^T01/, 'fee'],
  [/^T04/, 'payout'],
  [/^T110[67]$/, 'refund'],
  [/^T12/, 'chargeback'],
];

export const FORMATS: readonly Format[] = [STRIPE, ADYEN];

interface Given {
  readonly kind: RowKind;
  readonly ids: readonly string[];
  readonly references: readonly string[];
  readonly amount: number | undefined;
  readonly currency: string;
  readonly time: string;
  readonly writing: Writing;
  readonly brand?: string;
  readonly lastFour?: string;
  readonly payout?: { readonly id: string; readonly minor: number | undefined; readonly currency: string };
}

/** A line's content once every part of it was understood, or what was not. */
export function contentOf(given: Given): LineReading {
  const { kind, amount, time, writing, payout } = given;
  const currency = readCurrency(given.currency);
  if (!currency) return 'currency';
  if (amount === undefined) return 'amount';
  const span = time === '' ? undefined : readMoment(time, writing);
  if (time !== '' && !span) return 'time';
  const unique = (texts: readonly string[]) => [...new Set(texts.filter(Boolean))];
  const brand = BRANDS[(given.brand ?? '').toLowerCase().replace(/[^a-z]/g, '')];
  const lastFour = /(?<!\d\d)(\d{4})$/.exec(given.lastFour?.trim() ?? '')?.[1];
  return {
    kind,
    ids: unique(given.ids),
    references: unique(given.references),
    minor: amount,
    currency,
    ...span,
    ...(brand ? { brand } : {}),
    ...(lastFour ? { lastFour } : {}),
    ...(payout?.id && payout.minor !== undefined
      ? { payout: { id: payout.id, minor: payout.minor, currency: payout.currency.toUpperCase() } }
      : {}),
  };
}

/** What processors call the brands, without anything but letters. */
const BRANDS: Readonly<Record<string, CardBrand>> = {
  visa: 'visa',
  mastercard: 'mastercard',
  mc: 'mastercard',
  amex: 'amex',
  americanexpress: 'amex',
  discover: 'discover',
  maestro: 'maestro',
  jcb: 'jcb',
  diners: 'diners-club',
  dinersclub: 'diners-club',
};
