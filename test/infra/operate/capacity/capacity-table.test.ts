import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { amountsOf, dollarsOf } from '#infra/operate/capacity/capacity.ts';
import { capacityTable } from '#infra/operate/capacity/capacity-table.ts';
import { NOW } from '#infra/operate/capacity/payment-work.ts';
import { expectGolden } from '#test/support/golden.ts';

const DOC = join(import.meta.dirname, '../../../../docs/capacity.md');

describe('the capacity model', () => {
  it('gives the table in docs/capacity.md', () => {
    const text = readFileSync(DOC, 'utf8');
    expectGolden(text.replace(/^\| per 1,000 payments[\s\S]*?\n\n/m, `${capacityTable()}\n\n`), DOC);
  });

  it('grows with the number of payments', () => {
    const [one, thousand] = [1, 1_000].map((payments) => dollarsOf(amountsOf(NOW, payments)));

    expect(thousand?.payment).toBeCloseTo(1_000 * (one?.payment ?? 0));
  });
});
