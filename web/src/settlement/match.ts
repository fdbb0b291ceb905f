import { type Class, type Finding, isSameAmount } from './finding.ts';
import type { OurPayment } from './our-payment.ts';
import type { SettlementRow } from './row.ts';

export interface Compared {
  readonly findings: readonly Finding[];
  /** Payments before or after the time of the file, which it need not show. */
  readonly outside: number;
}

const HOUR_MS = 60 * 60_000;
/** A line may be dated an hour before its payment began, because clocks differ, and a day and a half after it. */
const EARLY_MS = HOUR_MS;
const LATE_MS = 36 * HOUR_MS;
const BUSINESS_DAYS = 3;

/**
 * Compares a settlement file with our payments: first by the processor's ids and what we told it, then by reference, amount
 * and currency, and what is left by amount, currency, last four digits and time. One line is one payment.
 *
 * @param now in milliseconds since the epoch
 */
export function match(
  rows: readonly SettlementRow[],
  payments: readonly OurPayment[],
  now: number,
): Compared {
  const state = new Matching(payments);
  const paid = rows.filter(({ kind }) => kind === 'payment');
  let left = state.byIds(paid);
  left = state.byReference(left);
  left = state.byReferenceAlone(left);
  left = state.byLikeness(left);
  state.add(left.map((row) => ({ what: 'missingHere', row, payments: [] })));
  state.link(rows.filter(({ kind }) => kind === 'refund' || kind === 'chargeback'));
  const outside = state.unseen(spanOf(paid), now);
  return { findings: state.findings, outside };
}

/** One comparison: what is found, and which payments are taken. */
class Matching {
  readonly findings: Finding[] = [];
  readonly #payments: readonly OurPayment[];
  readonly #taken = new Set<OurPayment>();
  /** Possibly meant by a line: not taken, and not missing either. */
  readonly #hinted = new Set<OurPayment>();
  readonly #byId: ReadonlyMap<string, readonly OurPayment[]>;
  readonly #byKey: ReadonlyMap<string, readonly OurPayment[]>;
  readonly #byReference: ReadonlyMap<string, readonly OurPayment[]>;

  constructor(payments: readonly OurPayment[]) {
    this.#payments = payments.toSorted((a, b) => a.at - b.at);
    this.#byId = index(this.#payments, ({ ids, keys }) => [...ids, ...keys]);
    this.#byKey = index(this.#payments, ({ keys }) => keys);
    this.#byReference = index(this.#payments, ({ reference }) => (reference ? [reference] : []));
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) this.findings.push(finding);
  }

  byIds(rows: readonly SettlementRow[]): readonly SettlementRow[] {
    return rows.filter((row) => {
      const named = this.#named(row);
      const payment = named.find((one) => !this.#taken.has(one)) ?? named[0];
      if (!payment) return true;
      if (this.#taken.has(payment)) this.add([{ what: 'doubled', by: 'id', row, payments: [payment] }]);
      else this.#take(row, payment, 'id');
      return false;
    });
  }

  byReference(rows: readonly SettlementRow[]): readonly SettlementRow[] {
    const left: SettlementRow[] = [];
    for (const group of this.#groups(rows)) {
      const [first] = group;
      if (!first) continue;
      const same = this.#under(first).filter((payment) => isSameAmount(first, payment));
      const free = same.filter((payment) => !this.#taken.has(payment));
      const charged = free.filter(({ outcome }) => outcome === 'charged');
      const others = free.filter(({ outcome }) => outcome !== 'charged' && outcome !== 'saved');
      const rest = group.slice(charged.length);
      for (const [at, payment] of charged.slice(0, group.length).entries()) {
        this.#take(group[at] ?? first, payment, 'reference');
      }
      // Each of them was settled, or nobody can say which.
      if (others.length > rest.length) {
        for (const row of rest) this.#hint(row, others, 'reference');
        continue;
      }
      for (const [at, row] of rest.entries()) {
        const payment = others[at];
        if (payment) this.#take(row, payment, 'reference');
        else if (same[0]) this.add([{ what: 'doubled', by: 'reference', row, payments: [same[0]] }]);
        else left.push(row);
      }
    }
    return left;
  }

  /** Another amount under our reference. After a refusal people pay elsewhere, so that says nothing. */
  byReferenceAlone(rows: readonly SettlementRow[]): readonly SettlementRow[] {
    return rows.filter((row) => {
      const [payment, ...more] = this.#under(row).filter(
        (one) => !this.#taken.has(one) && (one.outcome === 'charged' || one.outcome === 'unknown'),
      );
      if (!payment || more.length > 0) return true;
      this.#taken.add(payment);
      this.add([{ what: 'different', by: 'reference', row, payments: [payment] }]);
      return false;
    });
  }

  byLikeness(rows: readonly SettlementRow[]): readonly SettlementRow[] {
    const free = this.#payments.filter(
      (payment) => !this.#taken.has(payment) && !this.#hinted.has(payment) && payment.outcome !== 'saved',
    );
    const byCard = index(free, (payment) => likenessOf(payment));
    const alike = new Map<SettlementRow, readonly OurPayment[]>();
    const wanted = new Map<OurPayment, number>();
    for (const row of rows) {
      const [key] = likenessOf(row);
      const found = (key ? (byCard.get(key) ?? []) : []).filter((payment) => isNear(row, payment));
      if (found.length > 0) alike.set(row, found);
      for (const payment of found) wanted.set(payment, (wanted.get(payment) ?? 0) + 1);
    }
    return rows.filter((row) => {
      const found = alike.get(row);
      const [payment] = found ?? [];
      if (!found || !payment) return true;
      if (found.length === 1 && wanted.get(payment) === 1) this.#take(row, payment, 'likeness');
      else this.#hint(row, found, 'likeness');
      return false;
    });
  }

  /** Brings money that went back together with the payment it came from; others are only added up. */
  link(rows: readonly SettlementRow[]): void {
    for (const row of rows) {
      const payment = this.#named(row)[0] ?? this.#under(row).find((one) => this.#taken.has(one));
      if (payment) this.add([{ what: 'returned', by: 'id', row, payments: [payment] }]);
    }
  }

  /** @returns how many charged payments began outside the time of the file */
  unseen(span: Span | undefined, now: number): number {
    const unseen = this.#payments.filter(
      (payment) => payment.outcome === 'charged' && !this.#taken.has(payment) && !this.#hinted.has(payment),
    );
    const within = unseen.filter(({ at, ended = at }) => span && at >= span.from && ended <= span.to);
    this.add(
      within.map((payment) => ({
        what: now < addBusinessDays(payment.at, BUSINESS_DAYS) ? 'pending' : 'missingThere',
        payments: [payment],
      })),
    );
    return unseen.length - within.length;
  }

  /** Lines of the same amount under the same reference of ours; each other line by itself. */
  #groups(rows: readonly SettlementRow[]): Iterable<readonly SettlementRow[]> {
    const groups = new Map<string | SettlementRow, SettlementRow[]>();
    for (const row of rows) {
      const known = row.references.find((name) => this.#byReference.has(name));
      const key = known === undefined ? row : `${row.minor} ${row.currency} ${known}`;
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    return groups.values();
  }

  #named({ ids, references }: SettlementRow): readonly OurPayment[] {
    return [
      ...ids.flatMap((id) => this.#byId.get(id) ?? []),
      ...references.flatMap((name) => this.#byKey.get(name) ?? []),
    ];
  }

  #under({ references }: SettlementRow): readonly OurPayment[] {
    return references.flatMap((name) => this.#byReference.get(name) ?? []);
  }

  #take(row: SettlementRow, payment: OurPayment, by: NonNullable<Finding['by']>): void {
    this.#taken.add(payment);
    this.add([{ what: classOf(row, payment), by, row, payments: [payment] }]);
  }

  #hint(row: SettlementRow, payments: readonly OurPayment[], by: NonNullable<Finding['by']>): void {
    for (const payment of payments) this.#hinted.add(payment);
    this.add([{ what: 'ambiguous', by, row, payments }]);
  }
}

function classOf(row: SettlementRow, payment: OurPayment): Class {
  if (payment.outcome === 'notCharged') return 'settledUnsaid';
  if (!isSameAmount(row, payment)) return 'different';
  if (payment.outcome === undefined) return 'underWay';
  return payment.outcome === 'unknown' ? 'settlesUnknown' : 'matched';
}

type Alike = Partial<Pick<SettlementRow, 'minor' | 'currency' | 'lastFour'>>;

function likenessOf({ minor, currency, lastFour }: Alike): readonly string[] {
  return minor !== undefined && lastFour ? [`${minor} ${currency} ${lastFour}`] : [];
}

function isNear({ from, to, brand }: SettlementRow, payment: OurPayment): boolean {
  if (from === undefined || to === undefined) return false;
  if (brand && payment.brand && brand !== payment.brand) return false;
  return to >= payment.at - EARLY_MS && from <= payment.at + LATE_MS;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the first to the last payment of a file; undefined where none has a time. */
export function spanOf(rows: readonly SettlementRow[]): Span | undefined {
  let span: Span | undefined;
  for (const { from, to } of rows) {
    if (from === undefined || to === undefined) continue;
    span = span ? { from: Math.min(span.from, from), to: Math.max(span.to, to) } : { from, to };
  }
  return span;
}

/** The same time of day this many business days later; Saturdays and Sundays (UTC) are none. */
function addBusinessDays(at: number, days: number): number {
  let [time, left] = [at, days];
  while (left > 0) {
    time += 24 * HOUR_MS;
    if (new Date(time).getUTCDay() % 6 !== 0) left -= 1;
  }
  return time;
}

function index<Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>();
  for (const value of values) {
    for (const key of new Set(keysOf(value))) {
      const known = found.get(key);
      if (known) known.push(value);
      else found.set(key, [value]);
    }
  }
  return found;
}
