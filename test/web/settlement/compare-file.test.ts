import { describe, expect, it } from '@jest/globals';
import { type Ask, createComparing, type Told } from '#web/src/settlement/compare-file.ts';
import type { OurPayment } from '#web/src/settlement/our-payment.ts';
import { type StripeCharge, stripeFile } from './support/stripe-file.ts';

const AT = '2026-11-22T14:05:00.000Z';
const CANARY = 'canary@example.com';

async function tell(...asks: readonly Ask[]): Promise<readonly Told[]> {
  const told: Told[] = [];
  const ask = createComparing((message) => told.push(message));
  for (const one of asks) await ask(one);
  return told;
}

const charges = (count: number): readonly StripeCharge[] =>
  Array.from({ length: count }, (_, n) => ({ id: `ch_${n}`, at: AT, amount: `${n + 1}.00` }));
const payments = (count: number, more: Partial<OurPayment>): readonly OurPayment[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ paySid: `PK${n}`, ids: [`ch_${n}`], keys: [], minor: (n + 1) * 100, currency: 'USD' },
    ...{ at: Date.parse(AT), outcome: 'charged' as const, ...more },
  }));
const compare: Ask = { what: 'compare', now: Date.parse(AT), look: 1 };
const read = (text: string | Uint8Array<ArrayBuffer>): Ask => ({
  what: 'read',
  file: new Blob([text]),
  zone: 'UTC',
});

describe('the worker of settlement', () => {
  it('reports its progress in lines, and lets out nothing of a file but what a finding needs', async () => {
    const text = stripeFile(charges(12_000)).replaceAll('Taken by phone', CANARY);
    const told = await tell(read(text));
    const rows = told.flatMap((one) => (one.what === 'progress' ? [one.rows] : []));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({ what: 'read', facts: { lines: 12_002, rejected: 0, gaps: [] } });
    expect(JSON.stringify(told)).not.toContain(CANARY);
  });

  it('shows all that can be recorded, and of everything else the first and the count', async () => {
    const file = read(stripeFile(charges(450)));
    const unknown = payments(150, { outcome: 'unknown' });
    const [result] = (await tell(file, { what: 'payments', payments: unknown }, compare)).slice(-1);
    if (result?.what !== 'compared') throw new Error('Failed to compare.');
    const { counts, findings } = result.comparison;
    expect(counts).toMatchObject({ settlesUnknown: 150, missingHere: 300, matched: 0 });
    const shown = (what: string) => findings.filter((finding) => finding.what === what).length;
    expect([shown('settlesUnknown'), shown('missingHere')]).toEqual([150, 100]);
  });

  it('forgets the payments of one comparison before the next', async () => {
    const mine: Ask = { what: 'payments', payments: payments(3, {}) };
    const told = await tell(read(stripeFile(charges(3))), mine, compare, { what: 'forget' }, mine, compare);
    const compared = told.flatMap((one) => (one.what === 'compared' ? [one.comparison] : []));
    expect(compared.map(({ counts }) => counts.matched)).toEqual([3, 3]);
    expect(compared.map((one) => one.compared)).toEqual([3, 3]);
  });

  it('reads a file in UTF-16, as spreadsheets save it', async () => {
    const text = Buffer.from(`\uFEFF${stripeFile(charges(2))}`, 'utf16le');
    expect((await tell(read(new Uint8Array(text)))).at(-1)).toMatchObject({
      facts: { format: 'stripe', lines: 4 },
    });
  });

  it.each([
    [3e8 + 1, { what: 'tooLarge' }],
    [1, { what: 'unreadable' }],
  ])('says why it takes no file of %d bytes that cannot be had', async (size, problem) => {
    const broken = { size, arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as Blob;
    expect(await tell({ what: 'read', file: broken, zone: 'UTC' })).toMatchObject([
      { what: 'refused', problem },
    ]);
  });
});
