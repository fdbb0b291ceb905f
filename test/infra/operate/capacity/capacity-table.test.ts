import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { amountsOf, dollarsOf } from '#infra/operate/capacity/capacity.ts';
import { capacityTable } from '#infra/operate/capacity/capacity-table.ts';
import { countingTable } from '#infra/operate/capacity/counting-table.ts';
import {
  growthTable,
  limitsTable,
  monthOf,
  peakOf,
  settingFor,
  settingsTable,
} from '#infra/operate/capacity/growth-table.ts';
import { LIMITS } from '#infra/operate/capacity/limits.ts';
import { logTable } from '#infra/operate/capacity/log-table.ts';
import { NOW } from '#infra/operate/capacity/payment-work.ts';
import { searchTable } from '#infra/operate/capacity/search-table.ts';
import { AGENT_WRITES, LIST_WRITES, PARTITION, partitionsAt } from '#lambdas/contract/partitions.ts';
import { expectGolden } from '#test/support/golden.ts';

const DOC = join(import.meta.dirname, '../../../../docs/capacity.md');

describe('the capacity model', () => {
  it('gives the tables in docs/capacity.md', () => {
    const tables = [
      ...[capacityTable(), growthTable(), settingsTable(), limitsTable()],
      ...[countingTable(), searchTable(), logTable()],
    ];
    const text = tables.reduce(
      (doc, table) => {
        const begin = doc.indexOf(`\n${table.slice(0, table.indexOf('|', 2))}`) + 1;
        expect(begin).toBeGreaterThan(0);
        return doc.slice(0, begin) + table + doc.slice(doc.indexOf('\n\n', begin));
      },
      readFileSync(DOC, 'utf8'),
    );
    expectGolden(text, DOC);
  });

  it('grows with the number of payments', () => {
    const [one, thousand] = [1, 1_000].map((payments) => dollarsOf(amountsOf(NOW, payments)));

    expect(thousand?.payment).toBeCloseTo(1_000 * (one?.payment ?? 0));
    expect(monthOf(10_000_000).dollars).toBeGreaterThan(900 * monthOf(10_000).dollars);
    expect(settingFor(10_000_000)).toBeGreaterThan(peakOf(10_000_000));
  });

  it('meets nothing that lasts below 100 payments a second that a setting or a quota does not raise', () => {
    const lasting = LIMITS.filter(({ kind }) => kind !== 'seconds only');
    const below = lasting.filter(({ at }) => at <= 100);
    expect(
      below.map(({ kind, raisedBy }) => kind === 'quota' || raisedBy.startsWith('`PAYMENTS_PER_SECOND`')),
    ).toEqual(below.map(() => true));
    expect(lasting.find(({ at }) => at > 100)?.at).toBeCloseTo(10_000 / (51 + 20), 0);
  });

  it.each([1, 25, 26, 250, 251, 500, 1_000])(
    'fills no key of an index at %p payments a second',
    (payments) => {
      const { shards, agentShards } = partitionsAt(payments);
      for (const [writes, keys] of [
        [LIST_WRITES, shards],
        [AGENT_WRITES, agentShards],
      ] as const)
        expect((payments * writes) / keys).toBeLessThanOrEqual(PARTITION.writeUnits / 2);
      // A call reads the front of each key: ten agents, a unit at most.
      expect(payments).toBeLessThanOrEqual(PARTITION.readUnits);
    },
  );
});
