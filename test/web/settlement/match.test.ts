import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CLASSES } from '#web/src/settlement/finding.ts';
import { match } from '#web/src/settlement/match.ts';
import { DAY, type Planted, plant, sayingOf } from './support/plant.ts';

const A_MONTH_LATER = DAY + 30 * 24 * 60 * 60_000;
const HOUR = 60 * 60_000;

const said = ({ rows, payments }: Pick<Planted, 'rows' | 'payments'>, now = A_MONTH_LATER) =>
  match(rows, payments, now)
    .findings.map(({ what, row, payments }) => sayingOf(what, row, payments))
    .sort();

describe('a settlement file beside our payments', () => {
  it('names every discrepancy planted in 1,000 payments, and raises no false alarm', () => {
    const planted = plant(1_000);
    expect(planted.payments.length).toBeGreaterThanOrEqual(1_000);
    expect(said(planted)).toEqual(planted.expected);
    const named = new Set(planted.expected.map((saying) => saying.split(' ')[0]));
    expect([...named].sort()).toEqual(CLASSES.filter((what) => what !== 'pending').toSorted());
  });

  it('says the same of any mix of them, in any order', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.integer(), (picks, seed) => {
        const numbers = [...picks.take(60)];
        const planted = plant(30, (n) => numbers[n % 60] ?? 0);
        const turned = <T extends object>(list: readonly T[]) =>
          list
            .map((one, place) => [(place * 2_654_435_761 + seed) % 997, one] as const)
            .sort(([a], [b]) => a - b)
            .map(([, one]) => one);
        const shuffled = { rows: turned(planted.rows), payments: turned(planted.payments) };
        expect(countsOf(said(shuffled))).toEqual(countsOf(planted.expected));
        expect(said(planted)).toEqual(planted.expected);
      }),
      { numRuns: 200 },
    );
  });

  it('says it of each payment once: no line and no payment is in two places', () => {
    const { rows, payments } = plant(400);
    const { findings } = match(rows, payments, A_MONTH_LATER);
    const lines = findings.flatMap(({ row }) => (row ? [row.line] : []));
    expect(new Set(lines).size).toBe(lines.length);
    const settled = findings
      .filter(({ what }) => what !== 'returned' && what !== 'doubled' && what !== 'ambiguous')
      .flatMap(({ payments }) => payments.map(({ paySid }) => paySid));
    expect(new Set(settled).size).toBe(settled.length);
  });

  it('waits three business days for a charge that the file does not show', () => {
    // A Friday evening, so until Wednesday.
    const at = Date.parse('2026-11-20T18:00:00.000Z');
    const edges = [-HOUR, HOUR].map((shift, place) => ({
      ...{ kind: 'payment' as const, ids: [`e${place}`], references: [], minor: 1, currency: 'USD' },
      ...{ from: at + shift, to: at + shift, line: place + 2 },
    }));
    const payment = {
      paySid: 'PK1',
      ids: ['ch_1'],
      keys: [],
      minor: 5,
      currency: 'USD',
      at,
      outcome: 'charged' as const,
    };
    const on = (now: string) =>
      match(edges, [payment], Date.parse(now)).findings.find(({ row }) => !row)?.what;
    expect(on('2026-11-23T18:00:00.000Z')).toBe('pending');
    expect(on('2026-11-25T17:59:00.000Z')).toBe('pending');
    expect(on('2026-11-25T18:00:00.000Z')).toBe('missingThere');
  });

  it('expects nothing of a file about payments before or after its time', () => {
    const { rows, payments } = plant(30);
    const far = [-40, 400].map((days, place) => ({
      ...{
        paySid: `PKfar${place}`,
        ids: ['f'],
        keys: [],
        minor: 5,
        currency: 'USD',
        outcome: 'charged' as const,
      },
      at: DAY + days * 24 * HOUR,
    }));
    const { findings, outside } = match(rows, [...payments, ...far], A_MONTH_LATER);
    expect(outside).toBe(2);
    expect(findings.filter(({ payments: [one] }) => one?.paySid.startsWith('PKfar'))).toEqual([]);
  });
});

function countsOf(sayings: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const saying of sayings) {
    const [what = ''] = saying.split(' ');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
