import { describe, expect, it } from '@jest/globals';
import { NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { listAddress } from '#web/src/records/filter.ts';
import { looksLikeCard, meaningsOf } from '#web/src/records/find-meaning.ts';

const MASKED = {
  reference: { mask: 'INV-999999', required: false },
  customer: { mask: 'C-9999', required: false },
};

describe('the search box', () => {
  it.each([
    ['inv-204417', 'reference'],
    ['c-1841', 'customer'],
    ['ch_3NxQpZ', 'confirmation'],
    ['8f14e45f-ceea-467f-a9f8-d2b1e1c0a7aa', 'confirmation'],
    ['204417', 'confirmation'],
    ['1,200.00', 'amount'],
    ['€ 12.50', 'amount'],
    ['1841', 'lastFour'],
  ])('knows what the business calls its own, and takes %s for its %s', (text, meaning) => {
    expect(meaningsOf(text, MASKED)[0]).toBe(meaning);
  });

  it.each([
    ['204417', 'reference'],
    ['CAab', 'reference'],
    [`ca${'0'.repeat(32)}`, 'sid'],
  ])('without masks takes %s for a %s', (text, meaning) => {
    expect(meaningsOf(text, NO_RULES)[0]).toBe(meaning);
  });

  it.each(['4111111111111111', '4111-1111 1111.1111', '４１１１１１１１１１１１１１１１', '378282246310005'])(
    'takes %s for a card number, and so for nothing to look for',
    (text) => {
      expect(looksLikeCard(text)).toBe(true);
      expect(meaningsOf(text, NO_RULES)).toEqual([]);
    },
  );

  it.each(['4111111111111112', 'INV-4111111111111111', '41111111111', 'ch_4111111111111111'])(
    'leaves %s to the service, which looks closer',
    (text) => {
      expect(looksLikeCard(text)).toBe(false);
    },
  );
});

describe('the address of a list', () => {
  it('holds what narrows it, and nothing about whoever paid', () => {
    const filter = {
      ending: 'declined',
      agent: '-',
      lastFour: '1111',
      reference: 'INV-1',
      confirmation: 'ch_1',
    };
    expect(listAddress(filter)).toBe('/payments?from=&ending=declined&agent=-');
    expect(listAddress({ from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' })).toBe(
      '/payments?from=2026-11-22T00%3A00%3A00.000Z&to=2026-11-23T00%3A00%3A00.000Z',
    );
  });
});
