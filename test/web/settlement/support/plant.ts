import type { MoneyOutcome } from '#lambdas/contract/desk-api.ts';
import type { Class } from '#web/src/settlement/finding.ts';
import type { OurPayment } from '#web/src/settlement/our-payment.ts';
import type { RowKind, SettlementRow } from '#web/src/settlement/row.ts';

/** Monday. */
export const DAY = Date.parse('2026-11-16T08:00:00.000Z');
const MINUTE = 60_000;

export interface Planted {
  readonly rows: readonly SettlementRow[];
  readonly payments: readonly OurPayment[];
  /** What must be said, as `class line payments`, sorted. */
  readonly expected: readonly string[];
}

/** What a case plants: at a minute of the day of its own, with an amount of its own. */
type Plant = (house: House, n: number) => void;

/** Every kind of discrepancy, and what may be taken for one and is none. */
const PLANTS: readonly Plant[] = [
  // Known by the processor's id.
  (house, n) =>
    house.say('matched', house.row(n, { ids: [`ch_${n}`] }), house.pay(n, 'charged', { ids: [`ch_${n}`] })),
  // Known by what the processor was told; the payment's own id came back in a column of ours.
  (house, n) =>
    house.say(
      'matched',
      house.row(n, { references: [`key${n}`] }),
      house.pay(n, 'charged', { keys: [`PK${n}`, `key${n}`] }),
    ),
  // Known by reference and amount; a refusal before it under the same reference is none of its business.
  (house, n) => {
    house.pay(n, 'notCharged', { reference: `INV-${n}` });
    house.say(
      'matched',
      house.row(n, { references: [`INV-${n}`] }),
      house.pay(n, 'charged', { reference: `INV-${n}` }),
    );
  },
  // Two payments of one invoice, both known here.
  (house, n) => {
    for (const part of ['a', 'b']) {
      const more = { ids: [`ch_${n}${part}`], reference: `INV-${n}` };
      house.say(
        'matched',
        house.row(n, { ids: more.ids, references: [`INV-${n}`] }),
        house.pay(n, 'charged', more),
      );
    }
  },
  (house, n) => house.say('missingThere', undefined, house.pay(n, 'charged', { ids: [`ch_${n}`] })),
  (house, n) => house.say('missingHere', house.row(n, { ids: [`ch_${n}`], lastFour: '9999' })),
  (house, n) =>
    house.say(
      'different',
      house.row(n, { ids: [`ch_${n}`], minor: 1 }),
      house.pay(n, 'charged', { ids: [`ch_${n}`] }),
    ),
  (house, n) =>
    house.say(
      'different',
      house.row(n, { ids: [`ch_${n}`], currency: 'EUR' }),
      house.pay(n, 'charged', { ids: [`ch_${n}`] }),
    ),
  (house, n) =>
    house.say(
      'different',
      house.row(n, { references: [`INV-${n}`], minor: 2 }),
      house.pay(n, 'unknown', { reference: `INV-${n}` }),
    ),
  (house, n) => {
    const payment = house.pay(n, 'charged', { ids: [`ch_${n}`] });
    house.say('matched', house.row(n, { ids: [`ch_${n}`] }), payment);
    house.say('doubled', house.row(n, { ids: [`ch_${n}`] }), payment);
  },
  (house, n) => {
    const payment = house.pay(n, 'charged', { reference: `INV-${n}`, ids: [`ch_${n}`] });
    house.say('matched', house.row(n, { references: [`INV-${n}`], ids: [`ch_${n}`] }), payment);
    house.say('doubled', house.row(n, { references: [`INV-${n}`], ids: [`ch_${n}b`] }), payment);
  },
  (house, n) =>
    house.say(
      'settledUnsaid',
      house.row(n, { references: [`key${n}`] }),
      house.pay(n, 'notCharged', { keys: [`key${n}`] }),
    ),
  (house, n) =>
    house.say(
      'settledUnsaid',
      house.row(n, { references: [`INV-${n}`] }),
      house.pay(n, 'notCharged', { reference: `INV-${n}` }),
    ),
  // Refused, charged again, and both were settled.
  (house, n) => {
    const refused = house.pay(n, 'notCharged', { reference: `INV-${n}` });
    const charged = house.pay(n, 'charged', { reference: `INV-${n}`, ids: [`ch_${n}b`] });
    house.say('settledUnsaid', house.row(n, { references: [`INV-${n}`], ids: [`ch_${n}a`] }), refused);
    house.say('matched', house.row(n, { references: [`INV-${n}`], ids: [`ch_${n}b`] }), charged);
  },
  (house, n) =>
    house.say(
      'settlesUnknown',
      house.row(n, { references: [`key${n}`] }),
      house.pay(n, 'unknown', { keys: [`key${n}`] }),
    ),
  (house, n) =>
    house.say(
      'settlesUnknown',
      house.row(n, { lastFour: '4444' }),
      house.pay(n, 'unknown', { lastFour: '4444' }),
    ),
  (house, n) =>
    house.say(
      'settledUnsaid',
      house.row(n, { lastFour: '4444' }),
      house.pay(n, 'notCharged', { lastFour: '4444' }),
    ),
  (house, n) => {
    const both = [
      house.pay(n, 'unknown', { lastFour: '4444' }),
      house.pay(n, 'notCharged', { lastFour: '4444' }),
    ];
    house.say('ambiguous', house.row(n, { lastFour: '4444' }), ...both);
  },
  (house, n) => {
    const both = [
      house.pay(n, 'unknown', { reference: `INV-${n}` }),
      house.pay(n, 'unknown', { reference: `INV-${n}` }),
    ];
    house.say('ambiguous', house.row(n, { references: [`INV-${n}`] }), ...both);
  },
  (house, n) =>
    house.say(
      'underWay',
      house.row(n, { references: [`key${n}`] }),
      house.pay(n, undefined, { keys: [`key${n}`] }),
    ),
  (house, n) => {
    const payment = house.pay(n, 'charged', { ids: [`ch_${n}`] });
    house.say('matched', house.row(n, { ids: [`ch_${n}`] }), payment);
    house.say('returned', house.row(n, { kind: 'refund', ids: [`re_${n}`, `ch_${n}`], minor: -5 }), payment);
    house.say('returned', house.row(n, { kind: 'chargeback', ids: [`ch_${n}`], minor: -5 }), payment);
  },
  // Charged, or refused before it, with the same card: the file does not say which, and the charge is not missing.
  (house, n) => {
    const both = [
      house.pay(n, 'charged', { lastFour: '4444' }),
      house.pay(n, 'notCharged', { lastFour: '4444' }),
    ];
    house.say('ambiguous', house.row(n, { lastFour: '4444' }), ...both);
  },
  // Two lines, and one payment that either could be.
  (house, n) => {
    const payment = house.pay(n, 'unknown', { lastFour: '4444' });
    for (const id of ['a', 'b']) {
      house.say('ambiguous', house.row(n, { ids: [`ch_${n}${id}`], lastFour: '4444' }), payment);
    }
  },
  // Nothing to be said of these: refused and not settled, saved, unknown and not settled, fees, another's refund.
  (house, n) => house.pay(n, 'notCharged', { reference: `INV-${n}`, lastFour: '4444' }),
  (house, n) => house.pay(n, 'saved', { lastFour: '4444' }),
  (house, n) => house.pay(n, 'unknown', { keys: [`key${n}`] }),
  (house, n) => {
    for (const kind of ['fee', 'payout', 'adjustment', 'refund'] as const)
      house.row(n, { kind, ids: [`x_${n}`], minor: -5 });
  },
  // The same card and amount, but days later, or of another brand.
  (house, n) => {
    house.pay(n, 'unknown', { lastFour: '4444' });
    house.say(
      'missingHere',
      house.row(n, { lastFour: '4444', from: at(n) + 37 * 60 * MINUTE, to: at(n) + 37 * 60 * MINUTE }),
    );
  },
  (house, n) => {
    house.pay(n, 'unknown', { lastFour: '4444', brand: 'visa' });
    house.say('missingHere', house.row(n, { lastFour: '4444', brand: 'amex' }));
  },
];

const at = (n: number) => DAY + n * MINUTE;

class House {
  readonly rows: SettlementRow[] = [];
  readonly payments: OurPayment[] = [];
  readonly expected: string[] = [];

  /** An amount of its own for each case. */
  row(n: number, more: Partial<SettlementRow> & { readonly kind?: RowKind } = {}): SettlementRow {
    const row: SettlementRow = {
      ...{ kind: 'payment', ids: [], references: [], minor: 1_000 + n, currency: 'USD' },
      ...{ from: at(n) + MINUTE, to: at(n) + MINUTE, line: this.rows.length + 2 },
      ...more,
    };
    this.rows.push(row);
    return row;
  }

  pay(n: number, outcome: MoneyOutcome | undefined, more: Partial<OurPayment> = {}): OurPayment {
    const payment: OurPayment = {
      ...{
        paySid: `PK${this.payments.length}`,
        ids: [],
        keys: [],
        minor: 1_000 + n,
        currency: 'USD',
        at: at(n),
      },
      ...(outcome ? { outcome } : {}),
      ...more,
    };
    this.payments.push(payment);
    return payment;
  }

  say(what: Class, row: SettlementRow | undefined, ...payments: readonly OurPayment[]): void {
    this.expected.push(sayingOf(what, row, payments));
  }
}

export function sayingOf(
  what: Class,
  row: SettlementRow | undefined,
  payments: readonly OurPayment[],
): string {
  return `${what} ${row?.line ?? '-'} ${payments.map(({ paySid }) => paySid).sort()}`;
}

/** At least this many payments of ours, and every case as often as the numbers say. */
export function plant(least: number, pick: (n: number) => number = (n) => n): Planted {
  const house = new House();
  for (let n = 1; house.payments.length < least; n += 1) PLANTS[pick(n) % PLANTS.length]?.(house, n);
  // First and last, so that the file spans all of them.
  for (const n of [-1_000, 10 * least]) house.say('missingHere', house.row(n, { ids: [`edge${n}`] }));
  return { rows: house.rows, payments: house.payments, expected: house.expected.sort() };
}
